"""The selector that tells a loop which of its network's sockets are ready."""

import selectors
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from looptape.virtual.network import Network

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike


class VirtualSelector(selectors.BaseSelector):
    """Tells which sockets of a network are ready, in the order of Linux's epoll."""

    def __init__(self, network: Network, wait: Callable[[float | None], None]) -> None:
        """Make a selector.

        Args:
            network: Whose sockets it watches.
            wait: Lets time pass, at most the given number of seconds.
        """
        self._network = network
        self._wait = wait
        self._keys: dict[int, selectors.SelectorKey] = {}

    def register(
        self, fileobj: "FileDescriptorLike", events: int, data: Any = None
    ) -> selectors.SelectorKey:
        """Watch a socket.

        Raises:
            NotImplementedError: It is not one of this network.
            KeyError: It is watched already.
        """
        fd = _descriptor(fileobj)
        known = self._network.known(fd)
        if known is None:
            raise NotImplementedError(
                f"a VirtualLoop cannot watch the real file descriptor {fd}, because its"
                " network is in memory: let the loop make the connection, or run the"
                " program on asyncio's own loop"
            )
        if fd in self._keys:
            raise KeyError(f"{fileobj!r} (FD {fd}) is already registered")
        key = self._keys[fd] = selectors.SelectorKey(fileobj, fd, events, data)
        # What happened before it was watched has no place in epoll's list.
        self._network.touched.pop(fd, None)
        self._network.touch(known)
        return key

    def unregister(self, fileobj: "FileDescriptorLike") -> selectors.SelectorKey:
        """Stop watching a socket.

        Raises:
            KeyError: It is not watched.
        """
        return self._keys.pop(_descriptor(fileobj))

    def modify(
        self, fileobj: "FileDescriptorLike", events: int, data: Any = None
    ) -> selectors.SelectorKey:
        """Change what a socket is watched for.

        Raises:
            KeyError: It is not watched.
        """
        fd = _descriptor(fileobj)
        if events != self._keys[fd].events:
            self._network.touched[fd] = None
        key = self._keys[fd] = self._keys[fd]._replace(events=events, data=data)
        return key

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Let time pass until a socket is ready.

        Args:
            timeout: Seconds until it gives up; None for never.
        """
        self._network.forget_closed()
        ready = self._ready()
        self._wait(0 if ready else timeout)
        return ready

    def get_map(self) -> Mapping["FileDescriptorLike", selectors.SelectorKey]:
        """Return the watched sockets by descriptor."""
        return cast(
            Mapping["FileDescriptorLike", selectors.SelectorKey],
            MappingProxyType(self._keys),
        )

    def get_key(self, fileobj: "FileDescriptorLike") -> selectors.SelectorKey:
        """Return how a socket is watched.

        Raises:
            KeyError: It is not.
        """
        return self._keys[_descriptor(fileobj)]

    def close(self) -> None:
        """Stop watching everything."""
        self._keys.clear()

    def _ready(self) -> list[tuple[selectors.SelectorKey, int]]:
        touched = self._network.touched
        if not touched:
            return []
        found = []
        for fd in list(touched):
            # What is ready stays in the list, at its end, until it is not.
            del touched[fd]
            key, known = self._keys.get(fd), self._network.known(fd)
            if key is None or known is None:
                continue
            events = 0
            if key.events & selectors.EVENT_READ and known.readable():
                events |= selectors.EVENT_READ
            if key.events & selectors.EVENT_WRITE and known.writable():
                events |= selectors.EVENT_WRITE
            if events:
                touched[fd] = None
                found.append((key, events))
        return found


def _descriptor(fileobj: "FileDescriptorLike") -> int:
    fd = fileobj if isinstance(fileobj, int) else int(fileobj.fileno())
    if fd < 0:
        raise ValueError(f"Invalid file descriptor: {fd}")
    return fd
