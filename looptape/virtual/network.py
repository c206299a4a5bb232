"""A network in memory: its sockets, and what is on its way between them."""

import errno
import heapq
import itertools
import socket
from collections.abc import Callable
from typing import Any

from looptape.virtual.addresses import AF_UNIX, failure
from looptape.virtual.bindings import Bindings
from looptape.virtual.datagram_sockets import DatagramSocket
from looptape.virtual.sockets import VirtualSocket
from looptape.virtual.stream_sockets import StreamSocket

# Far above any number that an operating system gives, so that a mix-up fails.
FIRST_DESCRIPTOR = 1 << 20


class Network(Bindings):
    """The one network of a loop.

    Attributes:
        latency: Seconds that anything takes one way.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        """Make an empty network.

        Args:
            now: Tells the time in ns.
        """
        super().__init__()
        self.latency = 0.0
        self._now = now
        self._descriptors = itertools.count(FIRST_DESCRIPTOR)
        self._sockets: dict[int, VirtualSocket] = {}
        self._twins: dict[socket.socket, VirtualSocket] = {}
        self._order = itertools.count()
        self._under_way: list[tuple[int, int, Callable[[], None]]] = []
        # Descriptors whose state changed, in that order, as in epoll's ready list.
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
        self.release(closed)

    def close(self) -> None:
        """Forget everything, when the loop is closed."""
        for twin in list(self._twins.values()):
            twin.close()
        self._under_way.clear()

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


def _really_listens(real: socket.socket) -> bool:
    try:
        return bool(real.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:
        return False  # The sockets of a browser do not know the option.
