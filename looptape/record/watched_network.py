"""The network of a recorded run, which knows what sends what."""

import socket
from collections.abc import Callable
from typing import Any

from looptape.virtual.network import Network


class WatchedNetwork(Network):
    """A network that knows which step sent what a socket receives.

    Args:
        sender: Tells the index of the step that acts at this moment, or None.

    Attributes:
        senders: For each descriptor, the step that sent what arrived there last.
    """

    def __init__(self, sender: Callable[[], int | None]) -> None:
        super().__init__()
        self.senders: dict[int, int | None] = {}
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
            self.senders[changed.fileno()] = self._sender
