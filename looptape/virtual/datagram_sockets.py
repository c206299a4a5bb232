"""UDP's sockets: single messages, each with its sender's address."""

import errno
from collections import deque
from typing import Any, cast

from looptape.virtual.addresses import (
    Address,
    failure,
    nowhere,
    source,
)
from looptape.virtual.sockets import Buffer, VirtualSocket, Wire

# The largest datagram that IPv4 carries.
LARGEST_DATAGRAM = 65_507
# How many bytes may wait for the receiver: what `SO_RCVBUF` says on Linux.
RECEIVE_ROOM = 212_992


class DatagramSocket(VirtualSocket):
    """A UDP socket."""

    def __init__(self, network: Wire, family: int, kind: int, proto: int = 0) -> None:
        super().__init__(network, family, kind, proto)
        self._inbox: deque[tuple[bytes, Address]] = deque()
        self._size = 0

    def connect(self, address: Address) -> None:
        """Choose the only address to send to and to receive from.

        Args:
            address: The other side's; nothing needs to be there.

        Raises:
            OSError: The address is not one of this network.
        """
        self._open()
        self.remote = self.network.destination(self.family, address, "connect")
        if self.local is None:
            self.network.bind(self, source(self.family))

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

    def sendto(self, data: Buffer, *flags_and_address: Any) -> int:
        """Send one datagram.

        Args:
            data: The bytes.
            *flags_and_address: Where to, at last; nothing needs to be there.
                Flags before it are ignored.

        Returns:
            The number of bytes.

        Raises:
            OSError: The address is not one of this network, or the datagram is
                too long.
        """
        self._open()
        return self._send_to(bytes(data), self._target(flags_and_address[-1]))

    def recvfrom(self, size: int, flags: int = 0) -> tuple[bytes, Address]:
        """Return the oldest datagram and its sender's address.

        Args:
            size: What is longer is cut off.
            flags: Ignored.

        Raises:
            BlockingIOError: None is there.
            ConnectionRefusedError: Nothing was where one was sent to.
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

    @property
    def unread(self) -> int:
        """How many datagrams have arrived and were not read: one read takes one."""
        return len(self._inbox)

    def readable(self) -> bool:
        """Tell whether a datagram or an error is there."""
        return bool(self._inbox or self.error)

    def writable(self) -> bool:
        """Tell whether a datagram can be sent, which is always."""
        return True

    def _target(self, address: Address) -> Address:
        return self.network.destination(self.family, address, "sendto")

    def _send_to(self, data: bytes, address: Address) -> int:
        self._raise_error()
        if len(data) > LARGEST_DATAGRAM:
            raise failure(errno.EMSGSIZE)
        if self.local is None:
            self.network.bind(self, nowhere(self.family))
        sender = source(self.family, self.local)
        self.network.deliver(lambda: self._arrive(data, sender, address))
        return len(data)

    def _arrive(self, data: bytes, sender: Address, address: Address) -> None:
        target = self.network.receiver(self.family, address, sender)
        if target is not None:
            target._receive(data, sender)
        elif self.remote is not None:
            self.network.deliver(self._refuse)

    def _receive(self, data: bytes, sender: Address) -> None:
        # A receiver that does not keep up loses datagrams.
        if self._has_room(len(data)):
            self._inbox.append((data, sender))
            self._size += len(data)
            self.network.touch(self)

    def _has_room(self, size: int) -> bool:
        return self._size + size <= RECEIVE_ROOM

    def _refuse(self) -> None:
        self.error = errno.ECONNREFUSED
        self.network.touch(self)
