"""A network in memory: who is connected to whom, and what is on its way.

There is one machine on it, the loopback device's: 127.0.0.0/8, `::1` and the
paths of Unix sockets, which are names here and no files.
"""

import errno
import heapq
import ipaddress
import itertools
import os
import socket
from collections.abc import Callable
from typing import Any, cast

from looptape.virtual.sockets import (
    AF_UNIX,
    SO_REUSEADDR,
    SO_REUSEPORT,
    Address,
    DatagramSocket,
    StreamSocket,
    VirtualSocket,
    failure,
    first_free,
)

# Far above any number that an operating system gives, so that a mix-up fails.
FIRST_DESCRIPTOR = 1 << 20
# The ports that IANA leaves to clients, given out in this order.
CLIENT_PORTS = range(49_152, 65_536)

AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, Address]


class Network:
    """The one network of a loop.

    Attributes:
        latency: Seconds that anything takes one way.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        """Make an empty network.

        Args:
            now: Tells the time in ns.
        """
        self.latency = 0.0
        self._now = now
        self._descriptors = itertools.count(FIRST_DESCRIPTOR)
        self._sockets: dict[int, VirtualSocket] = {}
        self._twins: dict[socket.socket, VirtualSocket] = {}
        self._bound: dict[tuple[int, int, int], list[VirtualSocket]] = {}
        self._paths: dict[Address, VirtualSocket] = {}
        self._next_port = CLIENT_PORTS.start
        self._order = itertools.count()
        self._under_way: list[tuple[int, int, Callable[[], None]]] = []
        # Descriptors whose state changed, in that order, as in epoll's ready list.
        self.touched: dict[int, None] = {}

    # Sockets.

    def socket(self, family: int, kind: int, proto: int = 0) -> VirtualSocket:
        """Make a socket.

        Args:
            family: `AF_INET`, `AF_INET6` or `AF_UNIX`.
            kind: `SOCK_STREAM` or `SOCK_DGRAM`.
            proto: The protocol number, 0 for the usual one.

        Raises:
            OSError: The network has no such sockets.
        """
        if family < 0 or family not in (socket.AF_INET, socket.AF_INET6, AF_UNIX):
            raise failure(errno.EAFNOSUPPORT)
        if kind == socket.SOCK_STREAM:
            made: VirtualSocket = StreamSocket(self, family, kind, proto)
        elif kind == socket.SOCK_DGRAM:
            made = DatagramSocket(self, family, kind, proto)
        else:
            raise failure(errno.ESOCKTNOSUPPORT)
        made.setblocking(False)
        return made

    def adopt(self, real: Any) -> Any:
        """Return the socket on this network that stands in for a real one.

        Programs that make their own `socket.socket` and hand it to the loop get
        one in memory that has the same address.

        Args:
            real: A real socket, or one of this network.

        Raises:
            NotImplementedError: The real one is connected, to the real network.
        """
        if isinstance(real, VirtualSocket):
            return real
        if real in self._twins:
            return self._twins[real]
        try:
            real.getpeername()
        except OSError:
            twin = self.socket(real.family, real.type, real.proto)
        else:
            raise NotImplementedError(
                f"{real!r} is connected to the real network, which a VirtualLoop"
                " does not reach: let the loop connect it"
            )
        twin.real = real
        twin.settimeout(real.gettimeout())
        try:
            name = real.getsockname()
            if name and (real.family == AF_UNIX or name[1]):
                twin.bind(name)
            if isinstance(twin, StreamSocket) and _really_listens(real):
                twin.listen()
        except OSError:
            twin.real = None
            twin.close()
            raise
        self._twins[real] = twin
        return twin

    def known(self, fd: int) -> VirtualSocket | None:
        """Return the open socket with this descriptor."""
        return self._sockets.get(fd)

    def attach(self, made: VirtualSocket) -> int:
        """Note a new socket and return its descriptor."""
        fd = next(self._descriptors)
        self._sockets[fd] = made
        return fd

    def detach(self, closed: VirtualSocket) -> None:
        """Forget a socket that is closed, and free its address."""
        self._sockets.pop(closed.fileno(), None)
        self.touched.pop(closed.fileno(), None)
        if closed.real is not None:
            self._twins.pop(closed.real, None)
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

    def close(self) -> None:
        """Forget everything, when the loop is closed."""
        for twin in list(self._twins.values()):
            twin.close()
        self._under_way.clear()

    # Addresses.

    def nowhere(self, family: int) -> Address:
        """Return the address of a socket that has none."""
        if family == AF_UNIX:
            return ""
        return ("0.0.0.0", 0) if family == socket.AF_INET else ("::", 0, 0, 0)

    def source(self, family: int, local: Address = None) -> Address:
        """Return the address that a message comes from.

        Args:
            family: The sender's family.
            local: Where it is bound, which may be everywhere.
        """
        if local is not None and not _is_wildcard(local[0]):
            return local
        port = local[1] if local is not None else 0
        if family == socket.AF_INET:
            return ("127.0.0.1", port)
        return ("::1", port, 0, 0)

    def destination(self, family: int, address: Address) -> Address:
        """Return an address as the network writes it.

        Args:
            family: The family it has to be of.
            address: Host and port.

        Raises:
            OSError: The host is not on this network.
        """
        host, port = _checked(family, address)
        if _is_wildcard(host):
            return self.source(family, (host, port))
        if not ipaddress.ip_address(host).is_loopback:
            raise failure(errno.ENETUNREACH)
        return (host, port) if family == socket.AF_INET else (host, port, 0, 0)

    def bind(self, wanting: VirtualSocket, address: Address) -> None:
        """Give an address to a socket.

        Args:
            wanting: The socket.
            address: Port 0 asks for any free port.

        Raises:
            OSError: The address is taken, or not one of this network.
        """
        if wanting.family == AF_UNIX:
            path = _path(address)
            if path in self._paths:
                raise failure(errno.EADDRINUSE)
            wanting.local = path
            self._paths[path] = wanting
            return
        host, port = _checked(wanting.family, address)
        if not _is_wildcard(host) and not ipaddress.ip_address(host).is_loopback:
            raise failure(errno.EADDRNOTAVAIL)
        if port == 0:
            port = self._free_port(wanting)
        neighbours = self._bound.setdefault((wanting.family, wanting.type, port), [])
        if any(_in_the_way(other, wanting, host) for other in neighbours):
            raise failure(errno.EADDRINUSE)
        neighbours.append(wanting)
        if wanting.family == socket.AF_INET:
            wanting.local = (host, port)
        else:
            wanting.local = (host, port, 0, 0)

    def _free_port(self, wanting: VirtualSocket) -> int:
        taken = {
            port
            for family, kind, port in self._bound
            if (family, kind) == (wanting.family, wanting.type)
        }
        start, stop = CLIENT_PORTS.start, CLIENT_PORTS.stop
        port = first_free(
            taken,
            itertools.chain(
                range(self._next_port, stop), range(start, self._next_port)
            ),
        )
        self._next_port = port + 1 if port + 1 < stop else start
        return port

    def check_listener(self, wanting: VirtualSocket) -> None:
        """Make sure that a socket may listen where it is bound.

        Raises:
            OSError: Another one listens there.
        """
        if wanting.family == AF_UNIX:
            return
        host, port = wanting.local[:2]
        for other in self._bound[wanting.family, wanting.type, port]:
            if _listens(other) and _in_the_way(other, wanting, host):
                raise failure(errno.EADDRINUSE)

    def forget_path(self, path: Address) -> None:
        """Free the name of a Unix socket, as removing its file does."""
        self._paths.pop(_path(path), None)

    def listener(self, family: int, address: Address) -> StreamSocket | None:
        """Return the server that listens at an address, if any.

        Servers that share an address take turns.
        """
        neighbours = self._bound.get((family, socket.SOCK_STREAM, address[1]), [])
        found = [
            other
            for other in neighbours
            if _listens(other) and _covers(other.local[0], address[0])
        ]
        if not found:
            return None
        exact = [other for other in found if other.local[0] == address[0]]
        chosen = (exact or found)[0]
        neighbours.remove(chosen)
        neighbours.append(chosen)
        return cast(StreamSocket, chosen)

    def receiver(
        self, family: int, address: Address, source: Address
    ) -> DatagramSocket | None:
        """Return the socket that gets a datagram, if any.

        Args:
            family: The sender's family.
            address: Where the datagram goes.
            source: Where it comes from.
        """
        found = [
            other
            for other in self._bound.get((family, socket.SOCK_DGRAM, address[1]), [])
            if _covers(other.local[0], address[0]) and other.remote in (None, source)
        ]
        # The one that asked for just this sender, or just this address, wins.
        found.sort(
            key=lambda other: (other.remote is None, other.local[0] != address[0])
        )
        return cast(DatagramSocket, found[0]) if found else None

    def unix_peer(self, asking: VirtualSocket, path: Address) -> Any:
        """Return the open Unix socket with a name.

        Raises:
            OSError: There is no such name, or its socket is closed or of
                another type.
        """
        found = self._paths.get(_path(path))
        if found is None:
            raise failure(errno.ENOENT)
        if found.fileno() < 0:
            raise failure(errno.ECONNREFUSED)
        if found.type != asking.type:
            raise failure(errno.EPROTOTYPE)
        return found

    def getaddrinfo(
        self,
        host: str | bytes | None,
        port: str | bytes | int | None,
        family: int = 0,
        kind: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> list[AddressInfo]:
        """Look a name up, as `socket.getaddrinfo` does.

        It knows numeric addresses and `localhost`.

        Raises:
            socket.gaierror: The name is not known.
        """
        if isinstance(host, bytes):
            host = host.decode("idna")
        if isinstance(port, bytes):
            port = port.decode("ascii")
        if isinstance(port, str) and not port.isdecimal():
            raise _lookup_failure("EAI_SERVICE", "Servname not supported")
        number = int(port or 0)
        if not host:
            passive = flags & socket.AI_PASSIVE
            hosts = ["0.0.0.0", "::"] if passive else ["127.0.0.1", "::1"]
        elif host.rstrip(".").lower() == "localhost":
            hosts = ["127.0.0.1", "::1"]
        else:
            try:
                hosts = [str(ipaddress.ip_address(host))]
            except ValueError:
                raise _lookup_failure(
                    "EAI_NONAME", "Name or service not known"
                ) from None
        kinds = [
            (socket.SOCK_STREAM, socket.IPPROTO_TCP),
            (socket.SOCK_DGRAM, socket.IPPROTO_UDP),
        ]
        found: list[AddressInfo] = []
        for name in hosts:
            v6 = ":" in name
            own = socket.AF_INET6 if v6 else socket.AF_INET
            place: Address = (name, number, 0, 0) if v6 else (name, number)
            found += [
                (own, each, protocol, "", place)
                for each, protocol in kinds
                if family in (0, own) and kind in (0, each) and proto in (0, protocol)
            ]
        if not found:
            raise _lookup_failure("EAI_NONAME", "Name or service not known")
        return found

    def getnameinfo(self, address: Address, flags: int = 0) -> tuple[str, str]:
        """Look an address up, as `socket.getnameinfo` does.

        Raises:
            socket.gaierror: The address has no name, and one is required.
        """
        host, port = address[:2]
        known = ipaddress.ip_address(host).is_loopback
        if known and not flags & socket.NI_NUMERICHOST:
            return "localhost", str(port)
        if flags & socket.NI_NAMEREQD:
            raise _lookup_failure("EAI_NONAME", "Name or service not known")
        return host, str(port)

    # What is on its way.

    def deliver(self, arrive: Callable[[], None], after: int = 0) -> int:
        """Call something when the latency has passed.

        Args:
            arrive: What to call; with no latency it is called at once.
            after: Time in ns before which it can not arrive, because what was
                sent earlier arrives then.

        Returns:
            When it arrives, in ns.
        """
        now = self._now()
        when = max(now + round(self.latency * 1e9), after)
        if when <= now:
            arrive()
        else:
            heapq.heappush(self._under_way, (when, next(self._order), arrive))
        return when

    def next_arrival(self) -> int | None:
        """Return when the next thing arrives, in ns, or None."""
        return self._under_way[0][0] if self._under_way else None

    def arrivals(self) -> None:
        """Let everything arrive whose time has come."""
        now = self._now()
        while self._under_way and self._under_way[0][0] <= now:
            heapq.heappop(self._under_way)[2]()
        if self._twins:
            for twin in [t for real, t in self._twins.items() if real.fileno() < 0]:
                twin.close()

    def touch(self, changed: VirtualSocket) -> None:
        """Note that a socket may have become readable or writable."""
        if changed.fileno() >= 0:
            self.touched[changed.fileno()] = None


def _is_wildcard(host: str) -> bool:
    return host in ("0.0.0.0", "::")


def _covers(bound: str, host: str) -> bool:
    return bound == host or _is_wildcard(bound)


def _listens(other: VirtualSocket) -> bool:
    return isinstance(other, StreamSocket) and other.listening


def _really_listens(real: socket.socket) -> bool:
    try:
        return bool(real.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:
        return False  # The sockets of a browser do not know the option.


def _in_the_way(other: VirtualSocket, wanting: VirtualSocket, host: str) -> bool:
    """Tell whether a bound socket keeps another one from its address."""
    if other is wanting or not (
        _covers(other.local[0], host) or _covers(host, other.local[0])
    ):
        return False

    def both(name: int) -> bool:
        option = (socket.SOL_SOCKET, name)
        return bool(other.options.get(option) and wanting.options.get(option))

    if both(SO_REUSEPORT):
        return False
    return _listens(other) or not both(SO_REUSEADDR)


def _path(address: Address) -> Address:
    path: Any = os.fspath(address)
    if isinstance(path, bytes) and not path.startswith(b"\0"):
        return os.fsdecode(path)
    if isinstance(path, str) and path.startswith("\0"):
        return path.encode()
    return path


def _checked(family: int, address: Address) -> tuple[str, int]:
    host, port = address[:2]
    if not 0 <= port <= 65_535:
        raise OverflowError("port must be 0-65535.")
    v6 = family == socket.AF_INET6
    if host == "":
        return ("::" if v6 else "0.0.0.0"), port
    if host == "localhost":
        return ("::1" if v6 else "127.0.0.1"), port
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        raise _lookup_failure("EAI_NONAME", "Name or service not known") from None
    if (number.version == 6) != v6:
        raise _lookup_failure("EAI_ADDRFAMILY", "Address family not supported")
    return str(number), port


def _lookup_failure(name: str, text: str) -> socket.gaierror:
    return socket.gaierror(getattr(socket, name, -2), text)
