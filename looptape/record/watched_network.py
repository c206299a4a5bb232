"""The network of a recorded run, which knows what sends what."""

import socket
from collections.abc import Callable
from typing import Any

from looptape.virtual.network import Network


class WatchedNetwork(Network):
    """A network that knows which step sent what a socket receives.

    Args:
        sender: Tells the index of the step that acts at this moment, or None.
    """

    def __init__(self, sender: Callable[[], int | None]) -> None:
        super().__init__()
        # For each descriptor, the steps that sent what was not yet read, at least one.
        self._senders: dict[int, list[int]] = {}
        self._acting = sender
        self._sender: int | None = None

    def deliver(self, arrive: Callable[[], None]) -> None:
        """Let something arrive at another socket, as what its sender did."""
        sender = self._acting()

        def arrived() -> None:
            before, self._sender = self._sender, sender
            try:
                arrive()
            finally:
                self._sender = before

        super().deliver(arrived)

    @property
    def serves(self) -> bool:
        """True if it waits for a first message from outside: nobody is connected."""
        sockets = self._sockets.values()
        if any(sock.remote is not None for sock in sockets):
            return False
        return any(sock.listening or sock.type == socket.SOCK_DGRAM for sock in sockets)

    def touch(self, changed: Any) -> None:
        """Note that a socket may have become readable or writable."""
        super().touch(changed)
        if self._sender is not None:
            senders = self._senders.setdefault(changed.fileno(), [])
            senders.append(self._sender)
            del senders[: -max(1, changed.unread)]

    def sender(self, descriptor: int) -> int | None:
        """Tell which step sent what is read next from a socket.

        Args:
            descriptor: That of the socket.
        """
        senders = self._senders.get(descriptor)
        if not senders:
            return None
        sock = self.known(descriptor)
        return senders[-max(1, sock.unread if sock else 1) :][0]
