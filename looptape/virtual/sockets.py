"""Sockets that live in memory: what asyncio's transports read from and write to.

They answer as Linux does on its loopback device, so that asyncio's own
transports, servers and streams work on them unchanged. All of them are
non-blocking: where a kernel would make the caller wait, they raise
`BlockingIOError`, and the selector says when to try again.
"""

import errno
import itertools
import os
import socket
import warnings
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from looptape.virtual.network import Network

# A host and a port (and two more numbers for IPv6), or the path of a Unix socket.
Address = Any
Buffer = bytes | bytearray | memoryview

# How many bytes a sender may have on their way before the receiver reads: what a
# loopback TCP connection took on the Linux it was measured on, and what
# `SO_SNDBUF` says of a Unix socket there.
TCP_ROOM = 3_910_656
UNIX_ROOM = 212_992
# The largest datagram that IPv4 carries.
LARGEST_DATAGRAM = 65_507

# Not every platform has Unix sockets (a browser has none): no family is -1.
AF_UNIX: int = getattr(socket, "AF_UNIX", -1)
# Nor does every platform name these; Linux's numbers do then.
SO_REUSEADDR: int = getattr(socket, "SO_REUSEADDR", 2)
SO_REUSEPORT: int = getattr(socket, "SO_REUSEPORT", 15)


def failure(number: int) -> OSError:
    """Make the exception that a failed system call raises.

    Args:
        number: The error number, such as `errno.ECONNREFUSED`.
    """
    return OSError(number, os.strerror(number))


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
        keeps_name: Whether a Unix socket's name stays when it is closed, as its
            file does.
        real: The operating system's socket that it stands in for, if any.
    """

    def __init__(
        self, network: "Network", family: int, kind: int, proto: int = 0
    ) -> None:
        self.network = network
        self.family = socket.AddressFamily(family)
        self.type = socket.SocketKind(kind)
        self.proto = proto
        self.options: dict[tuple[int, int], int] = {}
        self.local: Address = None
        self.remote: Address = None
        self.error = 0
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

    def setblocking(self, flag: bool) -> None:
        """Remember the wish; no call ever blocks."""
        self._timeout = None if flag else 0.0

    def settimeout(self, timeout: float | None) -> None:
        """Remember the wish; no call ever blocks."""
        self._timeout = timeout

    def gettimeout(self) -> float | None:
        """Return what was last set."""
        return self._timeout

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
        usual = UNIX_ROOM if self.family == AF_UNIX else TCP_ROOM
        return self.options.get((socket.SOL_SOCKET, socket.SO_SNDBUF), usual)

    def getsockname(self) -> Address:
        """Return its own address."""
        self._open()
        if self.local is not None:
            return self.local
        return self.network.nowhere(self.family)

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

    def readable(self) -> bool:
        """Tell whether a read would return at once."""
        raise NotImplementedError

    def writable(self) -> bool:
        """Tell whether a write would return at once."""
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


class StreamSocket(VirtualSocket):
    """One end of a connection, or a server's listening socket.

    Attributes:
        peer: The other end, None while there is none.
        listening: Whether `listen` was called.
        accepted: Connections that wait for `accept`.
    """

    def __init__(
        self, network: "Network", family: int, kind: int, proto: int = 0
    ) -> None:
        super().__init__(network, family, kind, proto)
        self.peer: StreamSocket | None = None
        self.listening = False
        self.accepted: deque[StreamSocket] = deque()
        self._connecting = False
        self._inbox: deque[memoryview] = deque()
        self._unread = 0  # Bytes sent that the peer has not read.
        self._sent_end = False
        self._got_end = False
        self._dead = False  # The other side is gone: it said so by a reset.
        self._last_arrival = 0

    # Servers.

    def listen(self, backlog: int = 128) -> None:
        """Let others connect.

        Args:
            backlog: Ignored: connections that wait for `accept` have no limit.

        Raises:
            OSError: Somebody else listens at this address.
        """
        self._open()
        if self.local is None:
            self.bind(self.network.nowhere(self.family))
        self.network.check_listener(self)
        self.listening = True

    def accept(self) -> tuple["StreamSocket", Address]:
        """Return the connection that waits longest, and its client's address.

        Raises:
            BlockingIOError: None waits.
        """
        self._open()
        if not self.listening:
            raise failure(errno.EINVAL)
        if not self.accepted:
            raise failure(errno.EAGAIN)
        connection = self.accepted.popleft()
        return connection, connection.remote

    # Clients. A connection is made as TCP does: a request, an answer, and the
    # confirmation that tells the server. Each takes the network's latency.

    def connect(self, address: Address) -> None:
        """Begin to connect.

        Args:
            address: Where a server listens.

        Raises:
            BlockingIOError: It was begun; `SO_ERROR` tells how it ended.
            OSError: The address is not one of this network.
        """
        self._open()
        if self.remote is not None:
            raise failure(errno.EISCONN)
        if self._connecting:
            raise failure(errno.EALREADY)
        if self.family == AF_UNIX:
            listener = self.network.unix_peer(self, address)
            if not isinstance(listener, StreamSocket) or not listener.listening:
                raise failure(errno.ECONNREFUSED)
            child = self._make_child(listener, listener.local)
            listener._queue(child)
            return
        address = self.network.destination(self.family, address)
        if self.local is None:
            self.network.bind(self, self.network.source(self.family))
        self._connecting = True
        self._send_over(lambda: self._request(address))
        raise failure(errno.EINPROGRESS)

    def _request(self, address: Address) -> None:
        """Arrive at the server's side and look who listens."""
        if self._fd < 0:
            return
        listener = self.network.listener(self.family, address)
        if listener is None:
            self._send_over(self._refuse)
        else:
            child = self._make_child(listener, address)
            self._send_over(lambda: self._confirm(child, listener))

    def _make_child(self, listener: "StreamSocket", address: Address) -> "StreamSocket":
        child = StreamSocket(self.network, self.family, self.type, listener.proto)
        child.local, child.peer = address, self
        child.remote = self.local
        if child.remote is None:
            child.remote = self.network.nowhere(self.family)
        child.options = dict(listener.options)
        self.peer, self.remote = child, address
        return child

    def _refuse(self) -> None:
        self._connecting = False
        self.error = errno.ECONNREFUSED
        self.network.touch(self)

    def _confirm(self, child: "StreamSocket", listener: "StreamSocket") -> None:
        self._connecting = False
        self.network.touch(self)
        self._send_over(lambda: listener._queue(child))

    def _queue(self, child: "StreamSocket") -> None:
        if self._fd < 0:
            child._break_off()
            child.close()
        else:
            self.accepted.append(child)
            self.network.touch(self)

    # Both ends.

    def send(self, data: Buffer, flags: int = 0) -> int:
        """Send as many bytes as there is room for.

        Args:
            data: The bytes.
            flags: Ignored.

        Returns:
            How many bytes were taken.

        Raises:
            BlockingIOError: There is no room.
            OSError: The connection is closed.
        """
        self._open()
        self._raise_error()
        if self.peer is None or self._sent_end or self._dead:
            raise failure(errno.EPIPE)
        room = self.room - self._unread
        if room <= 0 or self._connecting:
            raise failure(errno.EAGAIN)
        chunk = bytes(memoryview(data).cast("B")[:room])
        self._unread += len(chunk)
        peer = self.peer
        self._send_over(lambda: peer._arrive(chunk))
        return len(chunk)

    def sendmsg(self, buffers: Iterable[Buffer]) -> int:
        """Send several pieces as one; see `send`."""
        return self.send(b"".join(buffers))

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return the bytes that are there, at most `size` of them.

        Args:
            size: The largest number of bytes.
            flags: Ignored.

        Returns:
            The bytes; none when the other side has sent all it will.

        Raises:
            BlockingIOError: Nothing is there yet.
            OSError: The connection broke.
        """
        self._open()
        if self._inbox:
            return self._take(size)
        if self._got_end:
            return b""
        self._raise_error()
        if self._dead:
            return b""
        if self.peer is None:
            raise failure(errno.ENOTCONN)
        raise failure(errno.EAGAIN)

    def recv_into(self, buffer: Buffer, size: int = 0, flags: int = 0) -> int:
        """Read into a buffer; see `recv`."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        data = self.recv(size or len(view))
        view[: len(data)] = data
        return len(data)

    def shutdown(self, how: int) -> None:
        """Say that nothing more will be sent.

        Args:
            how: `SHUT_WR` or `SHUT_RDWR`; `SHUT_RD` changes nothing.

        Raises:
            OSError: It is not connected.
        """
        self._open()
        if self.peer is None or self._dead:
            raise failure(errno.ENOTCONN)
        if how != socket.SHUT_RD:
            self._end()

    def readable(self) -> bool:
        """Tell whether `recv` or `accept` would return at once."""
        if self.listening:
            return bool(self.accepted)
        return bool(self._inbox or self._got_end or self.error or self._dead)

    def writable(self) -> bool:
        """Tell whether `send` would return at once."""
        if self.error or self._dead:
            return True
        return not self._connecting and self._unread < self.room

    def _take(self, size: int) -> bytes:
        pieces: list[memoryview] = []
        while self._inbox and size:
            piece = self._inbox.popleft()
            if len(piece) > size:
                self._inbox.appendleft(piece[size:])
                piece = piece[:size]
            pieces.append(piece)
            size -= len(piece)
        data = b"".join(pieces)
        if self.peer is not None:
            self.peer._unread -= len(data)
            self.network.touch(self.peer)
        return data

    def _send_over(self, arrive: Callable[[], None]) -> None:
        """Let something arrive at the other side, after all that was sent before."""
        self._last_arrival = self.network.deliver(arrive, after=self._last_arrival)

    def _arrive(self, chunk: bytes) -> None:
        if self._fd < 0:
            self._break_off()  # Nobody will ever read it.
        else:
            self._inbox.append(memoryview(chunk))
            self.network.touch(self)

    def _arrive_end(self) -> None:
        self._got_end = True
        self.network.touch(self)

    def _arrive_reset(self) -> None:
        if not self._dead:
            self._dead = True
            # As Linux does: a pipe is broken where the end was already announced.
            self.error = errno.EPIPE if self._got_end else errno.ECONNRESET
            self.network.touch(self)

    def _end(self) -> None:
        if not self._sent_end and self.peer is not None:
            self._sent_end = True
            self._send_over(self.peer._arrive_end)

    def _break_off(self) -> None:
        if self.peer is not None:
            self._sent_end = True
            self._send_over(self.peer._arrive_reset)

    def _hang_up(self) -> None:
        for child in self.accepted:
            child._break_off()
            child.close()
        if self._inbox:
            self._break_off()
        elif not self._dead:
            self._end()


class DatagramSocket(VirtualSocket):
    """A UDP socket, or a Unix one for datagrams."""

    def __init__(
        self, network: "Network", family: int, kind: int, proto: int = 0
    ) -> None:
        super().__init__(network, family, kind, proto)
        self._inbox: deque[tuple[bytes, Address]] = deque()
        self._size = 0

    def connect(self, address: Address) -> None:
        """Choose the only address to send to and to receive from.

        Args:
            address: The other side's; nobody needs to be there.

        Raises:
            OSError: The address is not one of this network.
        """
        self._open()
        if self.family == AF_UNIX:
            self.remote = self.network.unix_peer(self, address).local
            return
        self.remote = self.network.destination(self.family, address)
        if self.local is None:
            self.network.bind(self, self.network.source(self.family))

    def send(self, data: Buffer, flags: int = 0) -> int:
        """Send one datagram to the address it is connected to.

        Args:
            data: The bytes.
            flags: Ignored.

        Returns:
            The number of bytes.

        Raises:
            OSError: It is not connected, or an earlier datagram was refused.
        """
        self._open()
        if self.remote is None:
            raise failure(errno.EDESTADDRREQ)
        return self._send_to(bytes(data), self.remote)

    def sendto(self, data: Buffer, address: Address) -> int:
        """Send one datagram.

        Args:
            data: The bytes.
            address: Where to; nobody needs to be there.

        Returns:
            The number of bytes.

        Raises:
            OSError: The address is not one of this network, or the datagram is
                too long.
        """
        self._open()
        if self.family != AF_UNIX:
            address = self.network.destination(self.family, address)
        return self._send_to(bytes(data), address)

    def recvfrom(self, size: int, flags: int = 0) -> tuple[bytes, Address]:
        """Return the oldest datagram and its sender's address.

        Args:
            size: What is longer is cut off.
            flags: Ignored.

        Raises:
            BlockingIOError: None is there.
            ConnectionRefusedError: Nobody was where one was sent to.
        """
        self._open()
        self._raise_error()
        if not self._inbox:
            raise failure(errno.EAGAIN)
        data, address = self._inbox.popleft()
        self._size -= len(data)
        return data[:size], address

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return the oldest datagram; see `recvfrom`."""
        return self.recvfrom(size)[0]

    def recvfrom_into(
        self, buffer: Buffer, size: int = 0, flags: int = 0
    ) -> tuple[int, Address]:
        """Read into a buffer; see `recvfrom`."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        data, address = self.recvfrom(size or len(view))
        view[: len(data)] = data
        return len(data), address

    def recv_into(self, buffer: Buffer, size: int = 0, flags: int = 0) -> int:
        """Read into a buffer; see `recvfrom`."""
        return self.recvfrom_into(buffer, size)[0]

    def readable(self) -> bool:
        """Tell whether a datagram or an error is there."""
        return bool(self._inbox or self.error)

    def writable(self) -> bool:
        """Tell whether a datagram can be sent, which is always."""
        return True

    def _send_to(self, data: bytes, address: Address) -> int:
        self._raise_error()
        if self.family == AF_UNIX:
            target = self.network.unix_peer(self, address)
            source = self.local
            self.network.deliver(lambda: target._receive(data, source))
            return len(data)
        if len(data) > LARGEST_DATAGRAM:
            raise failure(errno.EMSGSIZE)
        if self.local is None:
            self.network.bind(self, self.network.nowhere(self.family))
        source = self.network.source(self.family, self.local)
        self.network.deliver(lambda: self._arrive(data, source, address))
        return len(data)

    def _arrive(self, data: bytes, source: Address, address: Address) -> None:
        target = self.network.receiver(self.family, address, source)
        if target is not None:
            target._receive(data, source)
        elif self.remote is not None:
            self.network.deliver(self._refuse)

    def _receive(self, data: bytes, source: Address) -> None:
        # A receiver that does not keep up loses datagrams.
        if self._size + len(data) <= UNIX_ROOM:
            self._inbox.append((data, source))
            self._size += len(data)
            self.network.touch(self)

    def _refuse(self) -> None:
        self.error = errno.ECONNREFUSED
        self.network.touch(self)


def first_free(taken: Iterable[int], numbers: Iterable[int]) -> int:
    """Return the first of `numbers` that is not taken.

    Raises:
        OSError: All of them are.
    """
    taken = set(taken)
    for number in itertools.filterfalse(taken.__contains__, numbers):
        return number
    raise failure(errno.EADDRINUSE)
