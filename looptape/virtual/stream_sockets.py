"""TCP's sockets: both ends of a connection, and those that listen."""

import errno
import socket
from collections import deque
from collections.abc import Iterable

from looptape.virtual.addresses import (
    Address,
    failure,
    nowhere,
    source,
)
from looptape.virtual.sockets import Buffer, VirtualSocket, Wire


class ByteQueue:
    """Bytes that wait to be read, in the pieces in which they were sent."""

    def __init__(self) -> None:
        self._pieces: deque[memoryview] = deque()

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def append(self, chunk: bytes) -> None:
        """Add bytes at the end."""
        self._pieces.append(memoryview(chunk))

    def take(self, size: int) -> bytes:
        """Remove and return the first bytes, at most `size` of them."""
        taken: list[memoryview] = []
        while self._pieces and size:
            piece = self._pieces.popleft()
            if len(piece) > size:
                self._pieces.appendleft(piece[size:])
                piece = piece[:size]
            taken.append(piece)
            size -= len(piece)
        return b"".join(taken)


class StreamSocket(VirtualSocket):
    """One end of a TCP connection, or a server's listening socket.

    Attributes:
        peer: The other end, None while there is none.
        accepted: Connections that wait for `accept`.
    """

    def __init__(self, network: Wire, family: int, kind: int, proto: int = 0) -> None:
        super().__init__(network, family, kind, proto)
        self.peer: StreamSocket | None = None
        self.accepted: deque[StreamSocket] = deque()
        self._unreported = False  # Whether `connect` has to tell how it ended.
        self._inbox = ByteQueue()
        self._unread = 0  # Bytes sent that the peer has not read.
        self._sent_end = False
        self._got_end = False
        self._dead = False  # The other side is gone: it said so by a reset.

    # Servers.

    def listen(self, backlog: int = 128) -> None:
        """Let others connect.

        Args:
            backlog: Ignored: connections that wait for `accept` have no limit.

        Raises:
            OSError: Another one listens at this address.
        """
        self._open()
        if self.local is None:
            self.bind(nowhere(self.family))
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

    # Clients.

    def connect(self, address: Address) -> None:
        """Begin to connect, or tell how it ended if `SO_ERROR` was not read.

        Args:
            address: Where a server listens.

        Raises:
            BlockingIOError: It was begun; `SO_ERROR` tells how it ended.
            OSError: It failed, or the address is not one of this network.
        """
        self._open()
        if self._unreported:
            self._unreported = False
            if self.peer is not None:
                return
            self._raise_error()
            raise failure(errno.ECONNABORTED)
        if self.peer is not None:
            raise failure(errno.EISCONN)
        address = self.network.destination(self.family, address, "connect")
        if self.local is None:
            self.network.bind(self, source(self.family))
        self._unreported = True
        self.network.deliver(lambda: self._request(address))
        raise failure(errno.EINPROGRESS)

    def _request(self, address: Address) -> None:
        """Arrive at the server's side and look what listens."""
        listener = self.network.listener(self.family, address)
        if listener is None:
            self.error = errno.ECONNREFUSED
            self.network.touch(self)
        else:
            child = self._make_child(listener, address)
            self.network.touch(self)
            listener._queue(child)

    def _make_child(self, listener: "StreamSocket", address: Address) -> "StreamSocket":
        child = type(self)(self.network, self.family, self.type, listener.proto)
        child.local, child.peer = address, self
        child.remote = self.local or nowhere(self.family)
        child.options = dict(listener.options)
        self.peer, self.remote = child, address
        return child

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
        room = self._free_room()
        if room <= 0:
            raise failure(errno.EAGAIN)
        chunk = bytes(memoryview(data).cast("B")[:room])
        self._unread += len(chunk)
        peer = self.peer
        self.network.deliver(lambda: peer._arrive(chunk))
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
            data = self._inbox.take(size)
            if self.peer is not None:
                self.peer._unread -= len(data)
                self.network.touch(self.peer)
            return data
        if self._got_end:
            return b""
        self._raise_error()
        if self._dead:
            return b""
        if self.peer is None:
            raise failure(errno.ENOTCONN)
        raise failure(errno.EAGAIN)

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
        """Tell whether `recv` or `accept` would not block."""
        if self.listening:
            return bool(self.accepted)
        if self.peer is None:
            return True  # A read fails without waiting.
        return bool(self._inbox or self._got_end or self.error or self._dead)

    def writable(self) -> bool:
        """Tell whether `send` would not block."""
        return bool(self.error or self._dead) or self._unread < self.room

    def _free_room(self) -> int:
        return self.room - self._unread

    def _arrive(self, chunk: bytes) -> None:
        if self._fd < 0:
            self._break_off()  # Nothing will ever read it.
        else:
            self._inbox.append(chunk)
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
            self.network.deliver(self.peer._arrive_end)

    def _break_off(self) -> None:
        if self.peer is not None:
            self._sent_end = True
            self.network.deliver(self.peer._arrive_reset)

    def _hang_up(self) -> None:
        for child in self.accepted:
            child._break_off()
            child.close()
        if self._inbox:
            self._break_off()
        elif not self._dead:
            self._end()
