"""A network in memory: its sockets, and what is on its way between them."""

import errno
import gc
import itertools
import socket
import threading
from collections.abc import Callable
from typing import Any

from looptape.virtual.addresses import AF_UNIX, Address, covers, destination, failure
from looptape.virtual.bindings import Bindings
from looptape.virtual.datagram_sockets import DatagramSocket
from looptape.virtual.sockets import VirtualSocket
from looptape.virtual.stream_sockets import StreamSocket
from looptape.virtual.unix_sockets import UnixDatagramSocket, UnixStreamSocket

# Far above any number that an operating system gives, so that a mix-up fails.
FIRST_DESCRIPTOR = 1 << 20


class Network(Bindings):
    """The one network of a loop, on which nothing takes time.

    Attributes:
        touched: Descriptors whose state changed, in that order, as in the list
            of Linux's epoll.
    """

    def __init__(self) -> None:
        super().__init__()
        self._descriptors = itertools.count(FIRST_DESCRIPTOR)
        self._sockets: dict[int, VirtualSocket] = {}
        self._twins: dict[socket.socket, VirtualSocket] = {}
        self.touched: dict[int, None] = {}

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
        unix = family == AF_UNIX
        classes: dict[int, type[VirtualSocket]] = {
            socket.SOCK_STREAM: UnixStreamSocket if unix else StreamSocket,
            socket.SOCK_DGRAM: UnixDatagramSocket if unix else DatagramSocket,
        }
        if kind not in classes:
            raise failure(errno.ESOCKTNOSUPPORT)
        made = classes[kind](self, family, kind, proto)
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
        if not isinstance(real, socket.socket) or hasattr(real, "context"):
            return real  # One of this network, or one that asyncio refuses.
        if real in self._twins:
            return self._twins[real]
        try:
            real.getpeername()
        except OSError:
            twin = self.socket(real.family, real.type, real.proto)
        else:
            raise NotImplementedError(
                f"{real!r} is connected to the real network, which a VirtualLoop"
                " does not reach: let the loop make the connection"
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
        self.release(closed)

    def listener(self, family: int, address: Address) -> VirtualSocket | None:
        """Return the server that listens at an address, if any.

        One that the program made itself may not have been given to the loop yet.

        Raises:
            NotImplementedError: It may be served by another thread.
        """
        found = super().listener(family, address)
        if found is None and self._adopt_at(family, address, _really_listens):
            found = super().listener(family, address)
        return found

    def receiver(
        self, family: int, address: Address, source: Address
    ) -> VirtualSocket | None:
        """Return the socket that gets a datagram, if any.

        As with servers, the program may have made it itself.

        Raises:
            NotImplementedError: Another thread may read from it.
        """
        found = super().receiver(family, address, source)
        if found is None and self._adopt_at(family, address, _takes_datagrams):
            found = super().receiver(family, address, source)
        return found

    def _adopt_at(
        self, family: int, address: Address, answers: Callable[[Any], bool]
    ) -> bool:
        """Adopt the real sockets of an address; tell whether there are any.

        Args:
            family: Of the address.
            address: The address.
            answers: Tells whether a socket is of the right kind.
        """
        real = [
            made
            for made in gc.get_objects()
            # Not `isinstance`, which asks each: one of Django's raises.
            if issubclass(type(made), socket.socket)
            and made not in self._twins
            and _is_at(made, family, address)
            and answers(made)
        ]
        if real and threading.active_count() > 1:
            raise NotImplementedError(
                f"{real[0]!r} is on the real network, which a VirtualLoop does"
                " not reach: give it to the loop before you connect to it"
            )
        for made in real:
            self.adopt(made)
        return bool(real)

    def close(self) -> None:
        """Forget everything, when the loop is closed."""
        for twin in list(self._twins.values()):
            twin.close()

    def destination(self, family: int, address: Address, call: str) -> Address:
        """Return an address to connect or send to, as the network writes it.

        Args:
            family: The family it has to be of.
            address: Host and port.
            call: The method that got the address.

        Raises:
            OSError: The host is not on this network.
        """
        return destination(family, address, call)

    def deliver(self, arrive: Callable[[], None]) -> None:
        """Let something arrive at another socket, which happens immediately.

        Args:
            arrive: What to call. Everything that one socket does to another passes
                here, so that a recorder can note who did it.
        """
        arrive()

    def forget_closed(self) -> None:
        """Close what stands in for real sockets that the program has closed."""
        for twin in [t for real, t in self._twins.items() if real.fileno() < 0]:
            twin.close()

    def touch(self, changed: VirtualSocket) -> None:
        """Note that a socket may have become readable or writable."""
        if changed.fileno() >= 0:
            self.touched[changed.fileno()] = None


def _really_listens(real: socket.socket) -> bool:
    try:
        return bool(real.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:
        return False  # The sockets of a browser do not know the option.


def _takes_datagrams(real: socket.socket) -> bool:
    return real.type == socket.SOCK_DGRAM


def _is_at(real: socket.socket, family: int, address: Address) -> bool:
    if real.fileno() < 0 or real.family != family:
        return False
    host, port = real.getsockname()[:2]
    return bool(port == address[1] and covers(host, address[0]))
