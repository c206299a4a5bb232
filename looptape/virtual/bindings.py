"""Which socket has which address."""

import errno
import itertools
import socket

from looptape.virtual.addresses import (
    AF_UNIX,
    Address,
    checked,
    complete,
    covers,
    failure,
    is_loopback,
    is_wildcard,
    normal_path,
)
from looptape.virtual.sockets import SO_REUSEADDR, SO_REUSEPORT, VirtualSocket

# The ports that IANA leaves to clients, given out in this order.
CLIENT_PORTS = range(49_152, 65_536)


class Bindings:
    """The addresses of one network that are taken, and by which sockets."""

    def __init__(self) -> None:
        # By family, type and port, or by name.
        self._bound: dict[tuple[int, int, int], list[VirtualSocket]] = {}
        self._paths: dict[Address, VirtualSocket] = {}
        self._next_port = CLIENT_PORTS.start

    def bind(self, wanting: VirtualSocket, address: Address) -> None:
        """Give an address to a socket.

        Args:
            wanting: The socket.
            address: Port 0 asks for any free port.

        Raises:
            OSError: The address is taken, or not one of this network.
        """
        if wanting.family == AF_UNIX:
            path = normal_path(address)
            if path in self._paths:
                raise failure(errno.EADDRINUSE)
            wanting.local = path
            self._paths[path] = wanting
            return
        host, port = checked(wanting.family, address, "bind")
        if not is_wildcard(host) and not is_loopback(host):
            raise failure(errno.EADDRNOTAVAIL)
        if port == 0:
            port = self._free_port(wanting)
        neighbours = self._bound.setdefault((wanting.family, wanting.type, port), [])
        if any(_in_the_way(other, wanting, host) for other in neighbours):
            raise failure(errno.EADDRINUSE)
        neighbours.append(wanting)
        wanting.local = complete(wanting.family, host, port)

    def _free_port(self, wanting: VirtualSocket) -> int:
        start, stop = CLIENT_PORTS.start, CLIENT_PORTS.stop
        following = range(self._next_port, stop), range(start, self._next_port)
        for port in itertools.chain(*following):
            if (wanting.family, wanting.type, port) not in self._bound:
                self._next_port = port + 1 if port + 1 < stop else start
                return port
        raise failure(errno.EADDRINUSE)

    def release(self, closed: VirtualSocket) -> None:
        """Free the address of a socket that is closed."""
        if closed.family == AF_UNIX:
            abstract = isinstance(closed.local, bytes)
            mine = self._paths.get(closed.local) is closed
            if mine and (abstract or not closed.keeps_name):
                del self._paths[closed.local]
        elif closed.local is not None:
            key = (closed.family, closed.type, closed.local[1])
            neighbours = self._bound.get(key, [])
            if closed in neighbours:
                neighbours.remove(closed)
                if not neighbours:
                    del self._bound[key]

    def check_listener(self, wanting: VirtualSocket) -> None:
        """Make sure that a socket may listen where it is bound.

        Raises:
            OSError: Another one listens there.
        """
        if wanting.family == AF_UNIX:
            return
        host, port = wanting.local[:2]
        for other in self._bound[wanting.family, wanting.type, port]:
            if other.listening and _in_the_way(other, wanting, host):
                raise failure(errno.EADDRINUSE)

    def forget_path(self, path: Address) -> None:
        """Free the name of a Unix socket, as removing its file does."""
        self._paths.pop(normal_path(path), None)

    def listener(self, family: int, address: Address) -> VirtualSocket | None:
        """Return the server that listens at an address, if any.

        Servers that share an address take turns.
        """
        neighbours = self._bound.get((family, socket.SOCK_STREAM, address[1]), [])
        found = [
            other
            for other in neighbours
            if other.listening and covers(other.local[0], address[0])
        ]
        if not found:
            return None
        exact = [other for other in found if other.local[0] == address[0]]
        chosen = (exact or found)[0]
        neighbours.remove(chosen)
        neighbours.append(chosen)
        return chosen

    def receiver(
        self, family: int, address: Address, source: Address
    ) -> VirtualSocket | None:
        """Return the socket that gets a datagram, if any.

        Args:
            family: The sender's family.
            address: Where the datagram goes.
            source: Where it comes from.
        """
        found = [
            other
            for other in self._bound.get((family, socket.SOCK_DGRAM, address[1]), [])
            if covers(other.local[0], address[0]) and other.remote in (None, source)
        ]
        # The one that asked for just this sender, or just this address, wins.
        found.sort(
            key=lambda other: (other.remote is None, other.local[0] != address[0])
        )
        return found[0] if found else None

    def unix_peer(self, asking: VirtualSocket, path: Address) -> VirtualSocket:
        """Return the open Unix socket with a name.

        Raises:
            OSError: There is no such name, or its socket is closed or of
                another type.
        """
        found = self._paths.get(normal_path(path))
        if found is None:
            raise failure(errno.ENOENT)
        if found.fileno() < 0:
            raise failure(errno.ECONNREFUSED)
        if found.type != asking.type:
            raise failure(errno.EPROTOTYPE)
        return found


def _in_the_way(other: VirtualSocket, wanting: VirtualSocket, host: str) -> bool:
    """Tell whether a bound socket keeps another one from its address."""
    if other is wanting or not (
        covers(other.local[0], host) or covers(host, other.local[0])
    ):
        return False

    def both(name: int) -> bool:
        option = (socket.SOL_SOCKET, name)
        return bool(other.options.get(option) and wanting.options.get(option))

    if both(SO_REUSEPORT):
        return False
    return other.listening or not both(SO_REUSEADDR)
