"""What sockets in memory have in common, and what they need of their network.

They answer as Linux does on its loopback device, so that asyncio's own
transports, servers and streams work on them unchanged. All of them are
non-blocking: where a kernel would make the caller wait, they raise
`BlockingIOError`, and the selector says when to try again.
"""

import errno
import socket
import warnings
from collections.abc import Callable
from typing import Any, Protocol, Self, cast

from looptape.virtual.addresses import Address, failure, nowhere

Buffer = bytes | bytearray | memoryview

# How many bytes a sender may have on their way before the receiver reads: what a
# loopback TCP connection took on the Linux it was measured on.
TCP_ROOM = 3_910_656

# Not every platform names these; Linux's numbers do then.
SO_REUSEADDR: int = getattr(socket, "SO_REUSEADDR", 2)
SO_BROADCAST: int = getattr(socket, "SO_BROADCAST", 6)
SO_KEEPALIVE: int = getattr(socket, "SO_KEEPALIVE", 9)
SO_REUSEPORT: int = getattr(socket, "SO_REUSEPORT", 15)


class Wire(Protocol):
    """What a socket asks of the network that it is on."""

    def attach(self, made: "VirtualSocket") -> int:
        """Note a new socket and return its descriptor."""

    def detach(self, closed: "VirtualSocket") -> None:
        """Forget a socket that is closed, and free its address."""

    def bind(self, wanting: "VirtualSocket", address: Address) -> None:
        """Give an address to a socket."""

    def destination(self, family: int, address: Address, call: str) -> Address:
        """Return an address to connect or send to, as the network writes it."""

    def check_listener(self, wanting: "VirtualSocket") -> None:
        """Make sure that a socket may listen where it is bound."""

    def listener(self, family: int, address: Address) -> Any:
        """Return the server that listens at an address, if any."""

    def receiver(self, family: int, address: Address, source: Address) -> Any:
        """Return the socket that gets a datagram, if any."""

    def unix_peer(self, asking: "VirtualSocket", path: Address) -> Any:
        """Return the open Unix socket with a name."""

    def deliver(self, arrive: Callable[[], None]) -> None:
        """Let something arrive at another socket."""

    def touch(self, changed: "VirtualSocket") -> None:
        """Note that a socket may have become readable or writable."""


class VirtualSocket:
    """What stream and datagram sockets have in common.

    Attributes:
        family: `AF_INET`, `AF_INET6` or `AF_UNIX`.
        type: `SOCK_STREAM` or `SOCK_DGRAM`.
        proto: The protocol number, 0 for the family's usual one.
        options: What `setsockopt` set, by level and name.
        local: The address it is bound to, None before that.
        remote: The address it is connected to, None before that.
        error: Error number that the next call raises, 0 for none.
        listening: Whether others may connect to it.
        keeps_name: Whether a Unix socket's name stays when it is closed, as its
            file does.
        real: The operating system's socket that it stands in for, if any.
        usual_room: The value of `room` if no option sets it.
    """

    usual_room = TCP_ROOM

    def __init__(self, network: Wire, family: int, kind: int, proto: int = 0) -> None:
        self.network = network
        self.family = socket.AddressFamily(family)
        self.type = socket.SocketKind(kind)
        self.proto = proto
        self.options: dict[tuple[int, int], int] = {}
        self.local: Address = None
        self.remote: Address = None
        self.error = 0
        self.listening = False
        self.keeps_name = True
        self.real: socket.socket | None = None
        self._timeout: float | None = None
        self._fd = network.attach(self)

    def __repr__(self) -> str:
        state = "[closed] " if self._fd < 0 else ""
        return (
            f"<{type(self).__name__} {state}fd={self._fd}, family={self.family},"
            f" type={self.type}, proto={self.proto},"
            f" laddr={self.local}, raddr={self.remote}>"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_fd", -1) >= 0:
            warnings.warn(
                f"unclosed {self!r}", ResourceWarning, stacklevel=2, source=self
            )
            self.close()

    def fileno(self) -> int:
        """Return a number that only this network's selector understands."""
        return self._fd

    def dup(self) -> Self:
        """Refuse: a copy would have to be closed on its own.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError(
            "a socket of a VirtualLoop cannot be duplicated, because it has no real"
            " file descriptor: use the transport itself"
        )

    def setblocking(self, flag: bool) -> None:
        """Remember the wish; no call ever blocks."""
        self._timeout = None if flag else 0.0

    def settimeout(self, timeout: float | None) -> None:
        """Remember the wish; no call ever blocks."""
        self._timeout = timeout

    def gettimeout(self) -> float | None:
        """Return what was last set."""
        return self._timeout if self.real is None else self.real.gettimeout()

    def setsockopt(self, level: int, name: int, value: int) -> None:
        """Set an option, such as `SO_REUSEADDR`."""
        self._open()
        if (level, name) == (socket.SOL_SOCKET, socket.SO_SNDBUF):
            value *= 2  # Linux doubles the number, for its own book-keeping.
        self.options[level, name] = value

    def getsockopt(self, level: int, name: int, length: int = 0) -> Any:
        """Return an option's value; `SO_ERROR` is cleared by reading it."""
        self._open()
        if level == socket.SOL_SOCKET and name == socket.SO_ERROR:
            value, self.error = self.error, 0
        elif level == socket.SOL_SOCKET and name == socket.SO_TYPE:
            value = int(self.type)
        elif level == socket.SOL_SOCKET and name == socket.SO_SNDBUF:
            value = self.room
        else:
            value = int(self.options.get((level, name), 0))
        return value.to_bytes(length, "little") if length else value

    @property
    def room(self) -> int:
        """How many bytes may be sent before the other side reads them."""
        option = (socket.SOL_SOCKET, socket.SO_SNDBUF)
        return self.options.get(option, self.usual_room)

    def getsockname(self) -> Address:
        """Return its own address."""
        self._open()
        if self.local is not None:
            return self.local
        return nowhere(self.family)

    def getpeername(self) -> Address:
        """Return the other side's address.

        Raises:
            OSError: It is not connected.
        """
        self._open()
        if self.remote is None:
            raise failure(errno.ENOTCONN)
        return self.remote

    def bind(self, address: Address) -> None:
        """Take an address.

        Args:
            address: Port 0 asks for any free port.

        Raises:
            OSError: The address is taken, or not one of this network.
        """
        self._open()
        if self.local is not None:
            raise failure(errno.EINVAL)
        self.network.bind(self, address)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return what is there, at most `size` bytes."""
        raise NotImplementedError

    def recv_into(self, buffer: Buffer, size: int = 0, flags: int = 0) -> int:
        """Read into a buffer; see `recv`."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        data = self.recv(size or len(view))
        view[: len(data)] = data
        return len(data)

    @property
    def unread(self) -> int:
        """How many messages have arrived and were not read; a stream counts none."""
        return 0

    def readable(self) -> bool:
        """Tell whether a read would not block."""
        raise NotImplementedError

    def writable(self) -> bool:
        """Tell whether a write would not block."""
        raise NotImplementedError

    def close(self) -> None:
        """Give everything back, and tell the other side."""
        if self._fd < 0:
            return
        self._hang_up()
        self.network.detach(self)
        self._fd = -1
        if self.real is not None:
            self.real.close()

    def _hang_up(self) -> None:
        """Tell the other side that this one goes away."""

    def _open(self) -> None:
        if self._fd < 0:
            raise failure(errno.EBADF)

    def _raise_error(self) -> None:
        if self.error:
            number, self.error = self.error, 0
            raise failure(number)
