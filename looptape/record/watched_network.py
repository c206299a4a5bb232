"""The network of a recorded run, which knows what sends what."""

import errno
import socket
from collections.abc import Callable
from typing import Any

from looptape.record.errors import Ending
from looptape.record.steps import Steps
from looptape.record.world import SOCKETS
from looptape.virtual.network import Network


class WatchedNetwork(Network):
    """A network that knows which step sent what a socket receives.

    Args:
        steps: Knows the index of the step that acts at this moment.
        ending: Ends the run, for what only the real network can do.
    """

    def __init__(self, steps: Steps, ending: Ending) -> None:
        super().__init__()
        self._ending = ending
        # For each descriptor, the steps that sent what was not yet read, at least one.
        self._senders: dict[int, list[int]] = {}
        self._steps = steps
        self._sender: int | None = None

    def adopt(self, real: Any) -> Any:
        """Return what stands in for a real socket; refuse one that is connected."""
        try:
            return super().adopt(real)
        except NotImplementedError:
            return self._ending.refuse("it uses a real connection", SOCKETS)

    def destination(self, family: int, address: Any, call: str) -> Any:
        """Return an address of this network; refuse that of another machine."""
        try:
            return super().destination(family, address, call)
        except OSError as error:
            if error.errno != errno.ENETUNREACH:
                raise
        does = "connects to" if call == "connect" else "sends to"
        return self._ending.refuse(
            f"it {does} {address[0]}", f"a connection to `{address[0]}`"
        )

    def deliver(self, arrive: Callable[[], None]) -> None:
        """Let something arrive at another socket, as what its sender did."""
        sender = self._steps.origin

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
