"""Unix sockets, which know immediately what the other side does.

TCP tells by messages, so that a write to a closed connection succeeds once. Here
both sides are one machine's, and a full receiver holds its senders back.
"""

import errno
import socket
from typing import Any
from weakref import WeakSet

from looptape.virtual.addresses import Address, failure
from looptape.virtual.datagram_sockets import DatagramSocket
from looptape.virtual.sockets import Buffer
from looptape.virtual.stream_sockets import StreamSocket

# What `SO_SNDBUF` says of a Unix socket on Linux, and the largest piece of memory
# that Linux takes for one of its messages: a sender may begin a piece below the first.
UNIX_ROOM = 212_992
PIECE = 36_544


class UnixStreamSocket(StreamSocket):
    """One end of a Unix connection, or a server's listening socket."""

    usual_room = UNIX_ROOM

    def connect(self, address: Address) -> None:
        """Connect.

        Args:
            address: The name at which a server listens.

        Raises:
            OSError: It is connected already, or no server listens there.
        """
        self._open()
        if self.peer is not None:
            raise failure(errno.EISCONN)
        listener = self.network.unix_peer(self, address)
        if not listener.listening:
            raise failure(errno.ECONNREFUSED)
        child = self._make_child(listener, listener.local)
        self.network.deliver(lambda: listener._queue(child))

    def send(self, data: Buffer, flags: int = 0) -> int:
        """Send as many bytes as there is room for; see `StreamSocket.send`."""
        self._open()
        if self.peer is None:
            raise failure(errno.ENOTCONN)
        if self._dead:
            raise failure(errno.EPIPE)
        return super().send(data, flags)

    def shutdown(self, how: int) -> None:
        """Say that nothing more will be sent; it may be said at any time.

        Args:
            how: `SHUT_WR` or `SHUT_RDWR`; `SHUT_RD` changes nothing.
        """
        self._open()
        if how != socket.SHUT_RD:
            self._end()

    def writable(self) -> bool:
        """Tell whether `send` would take many bytes."""
        return bool(self.error or self._dead) or 4 * self._unread <= self.room

    def _free_room(self) -> int:
        return -(-super()._free_room() // PIECE) * PIECE

    def _arrive_close(self) -> None:
        self._got_end = self._dead = True
        self.network.touch(self)

    def _arrive_reset(self) -> None:
        if not self._dead:
            self._dead = True
            self._got_end = False  # The error is told first, then the end.
            self.error = errno.ECONNRESET
            self.network.touch(self)

    def _hang_up(self) -> None:
        for child in self.accepted:
            child._break_off()
            child.close()
        peer: Any = self.peer
        if self._inbox:
            self._break_off()
        elif peer is not None and not peer._dead:
            self.network.deliver(peer._arrive_close)


class UnixDatagramSocket(DatagramSocket):
    """A Unix socket for datagrams, of which none is lost."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._blocked: UnixDatagramSocket | None = None
        self._senders: WeakSet[UnixDatagramSocket] = WeakSet()

    def connect(self, address: Address) -> None:
        """Choose the only address to send to.

        Args:
            address: The other side's name.

        Raises:
            OSError: There is no such socket.
        """
        self._open()
        self.remote = self.network.unix_peer(self, address).local

    def recvfrom(self, size: int, flags: int = 0) -> tuple[bytes, Address]:
        """Return the oldest datagram and its sender's address."""
        received = super().recvfrom(size, flags)
        self._let_go()
        return received

    def writable(self) -> bool:
        """Tell whether the receiver that was full has room."""
        return self._blocked is None or self._blocked._has_room(1)

    def _target(self, address: Address) -> Address:
        return address

    def _send_to(self, data: bytes, address: Address) -> int:
        target: UnixDatagramSocket = self.network.unix_peer(self, address)
        if not target._has_room(len(data)) and target._inbox:
            self._blocked = target
            target._senders.add(self)
            raise failure(errno.EAGAIN)
        self._blocked = None
        self.network.deliver(lambda: target._receive(data, self.local))
        return len(data)

    def _hang_up(self) -> None:
        self._inbox.clear()
        self._size = 0
        self._let_go()

    def _let_go(self) -> None:
        for sender in self._senders:
            self.network.touch(sender)
        self._senders.clear()
