"""An event loop whose clock jumps from timer to timer.

It is asyncio's own selector loop, with its own transports, servers and streams.
Only what lies below is replaced: the clock, the selector, and the sockets, which
live in memory. Nothing ready and nothing scheduled means that nothing can ever
happen: the loop says so at once and does not hang.
"""

import asyncio
import math
import os
import queue
import socket
import sys
import threading
import time
from asyncio import selector_events
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple
from weakref import WeakSet

from looptape.virtual.network import Network
from looptape.virtual.selector import VirtualSelector
from looptape.virtual.sockets import (
    AF_UNIX,
    SO_REUSEADDR,
    SO_REUSEPORT,
    Address,
    VirtualSocket,
)

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

NANOSECOND = 1e-9

# A program that never rests (`while ...: await asyncio.sleep(0)`) would stop the
# clock for ever. After this many turns at one instant, each takes a little time.
TIRELESS_TURNS = 100_000
TURN_NS = 10_000

# Bound here, because a recorder replaces the functions of the `time` module.
_real_ns = time.monotonic_ns


class Deadlock(RuntimeError):
    """Nothing is ready and nothing is scheduled: the loop would wait for ever."""


class VirtualLoop(selector_events.BaseSelectorEventLoop):
    """An asyncio event loop in virtual time.

    While other threads run that were started after the loop, or calls in an
    executor, the clock goes as fast as a real one, because they take real time.

    Attributes:
        now: The clock, in whole nanoseconds since the loop was made.
        network: The connections, in memory.
    """

    # What asyncio's own loop has, and its type stubs leave out.
    _scheduled: list[Any]
    _default_executor: Executor | None
    _ensure_resolved: Any

    def __init__(self) -> None:
        self.now = 0
        self._turns = 0
        self.network = self.new_network()
        self._wakeups: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._calls: WeakSet[asyncio.Future[Any]] = WeakSet()
        self._bystanders = WeakSet(threading.enumerate())
        super().__init__(VirtualSelector(self.network, self._wait))
        self._clock_resolution = NANOSECOND

    def new_network(self) -> Network:
        """Make the loop's network."""
        return Network(lambda: self.now)

    # The clock.

    def time(self) -> float:
        """Return the virtual time in seconds since the loop was made."""
        return self.now / 1e9

    def advance(self, ns: int) -> None:
        """Move the clock while nothing else runs, as a blocking call does.

        Args:
            ns: How far, in nanoseconds.

        Raises:
            ValueError: It is less than 0.
        """
        if ns < 0:
            raise ValueError(f"a clock does not go back: {ns} ns")
        self._move_to(self.now + ns)

    def idle(self) -> None:
        """Handle that nothing is ready and nothing is scheduled.

        While another thread is alive that may call `call_soon_threadsafe`, really
        wait for it.

        Raises:
            Deadlock: Nothing can ever wake the loop.
        """
        if self._really_wait():
            return
        if not self._woken():
            raise Deadlock("nothing is ready and nothing is scheduled")

    def _move_to(self, ns: int) -> None:
        self.now = ns
        self._turns = 0
        # A float counts single nanoseconds for 97 days; after that a timer is
        # due when it is as near as a float can say.
        self._clock_resolution = max(NANOSECOND, 4 * math.ulp(self.time()))

    def _wait(self, timeout: float | None) -> bool:
        """Let time pass until something may happen; tell whether to look again."""
        if self._woken() or timeout == 0:
            self._turns += 1
            if self._turns > TIRELESS_TURNS:
                self.now += TURN_NS
            return False
        until = self.network.next_arrival()
        timer = None
        if timeout is not None and self._scheduled:
            # The timeout is a difference of two floats; the timer itself is exact.
            when = self._scheduled[0]._when
            timer = None if math.isinf(when) else max(round(when * 1e9), self.now)
        if until is None and timer is None:
            self.idle()
            return False
        first = min(ns for ns in (until, timer) if ns is not None)
        if self._really_wait(first):
            return False
        self._move_to(first)
        return first != timer

    # Other threads.

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[*Arguments], Result],
        *args: *Arguments,
    ) -> asyncio.Future[Result]:
        """Run a function in a real thread or process; see asyncio."""
        future = super().run_in_executor(executor, func, *args)
        self._calls.add(future)
        return future

    def _others_run(self) -> bool:
        if any(not call.done() for call in self._calls):
            return True
        if threading.active_count() == 1:
            return False
        executor = self._default_executor
        workers = getattr(executor, "_threads", ())
        here = threading.current_thread()
        return any(
            thread not in workers
            and (thread not in self._bystanders or thread is threading.main_thread())
            for thread in threading.enumerate()
            if thread is not here
        )

    def _really_wait(self, until: int | None = None) -> bool:
        """Wait as long as other threads run; tell whether one woke the loop.

        Args:
            until: Virtual time in ns at which it gives up.
        """
        began, start = _real_ns(), self.now
        while self._others_run():
            now = start + _real_ns() - began
            if until is not None and now >= until:
                break
            left = math.inf if until is None else (until - now) / 1e9
            # A thread that ends without a word is noticed a little later.
            if self._woken(min(left, 0.05)):
                now = start + _real_ns() - began
                self._move_to(now if until is None else min(now, until))
                return True
        return False

    def _woken(self, timeout: float = 0.0) -> bool:
        """Wait in real time for another thread or a signal to wake the loop.

        Args:
            timeout: Seconds.
        """
        woken = False
        if timeout > 0:
            try:
                self._wakeups.get(timeout=timeout)
                woken = True
            except queue.Empty:
                return False
        while not self._wakeups.empty():
            self._wakeups.get_nowait()
            woken = True
        return woken

    def _write_to_self(self) -> None:
        # SimpleQueue may be used from signal handlers, unlike locks.
        self._wakeups.put(None)

    def _make_self_pipe(self) -> None:
        """Make nothing: there is no real selector to be woken."""

    def _close_self_pipe(self) -> None:
        """Close nothing."""

    def close(self) -> None:
        """Close the loop and forget its network."""
        if not self.is_closed() and not self.is_running():
            self.network.close()
        super().close()

    # Connections. The work is asyncio's; here it gets sockets in memory.

    async def getaddrinfo(
        self,
        host: str | bytes | None,
        port: str | bytes | int | None,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - the name is asyncio's
        proto: int = 0,
        flags: int = 0,
    ) -> Any:
        """Look a name up; only `localhost` and numeric addresses are known."""
        return self.network.getaddrinfo(host, port, family, type, proto, flags)

    async def getnameinfo(self, sockaddr: Address, flags: int = 0) -> tuple[str, str]:
        """Look an address up."""
        return self.network.getnameinfo(sockaddr, flags)

    async def create_connection(
        self,
        protocol_factory: Callable[[], Any],
        host: str | None = None,
        port: Any = None,
        *,
        sock: Any = None,
        **options: Any,
    ) -> Any:
        """Connect to a server of this loop's network; see asyncio."""
        if sock is not None:
            sock = self.network.adopt(sock)
        return await super().create_connection(
            protocol_factory, host, port, sock=sock, **options
        )

    async def _connect_sock(
        self,
        exceptions: list[list[OSError]],
        addr_info: Any,
        local_addr_infos: Any = None,
    ) -> VirtualSocket:
        """Connect to one address, from one of the given ones if there are any."""
        failures: list[OSError] = []
        exceptions.append(failures)
        family, kind, proto, _, address = addr_info
        made = self.network.socket(family, kind, proto)
        try:
            if local_addr_infos is not None:
                self._bind_any(made, local_addr_infos)
            await self.sock_connect(made, address)
        except BaseException as error:
            made.close()
            if isinstance(error, OSError):
                failures.append(error)
            raise
        return made

    def _bind_any(self, made: VirtualSocket, infos: Any) -> None:
        places = [info[4] for info in infos if info[0] == made.family]
        if not places:
            raise OSError(
                f"no matching local address with family={made.family!r} found"
            )
        for place in places[:-1]:
            try:
                made.bind(place)
            except OSError:
                continue
            return
        _bind(made, places[-1])

    async def create_server(
        self,
        protocol_factory: Callable[[], Any],
        host: Any = None,
        port: Any = None,
        *,
        family: int = socket.AF_UNSPEC,
        flags: int = socket.AI_PASSIVE,
        sock: Any = None,
        reuse_address: bool | None = None,
        reuse_port: bool | None = None,
        start_serving: bool = True,
        **options: Any,
    ) -> Any:
        """Listen on this loop's network; see asyncio."""
        if sock is not None or (host is None and port is None):
            if sock is not None and host is None and port is None:
                sock = self.network.adopt(sock)
            return await super().create_server(
                protocol_factory,
                host,
                port,
                sock=sock,
                start_serving=start_serving,
                **options,
            )
        several = not isinstance(host, str) and hasattr(host, "__iter__")
        places: dict[Any, None] = {}
        for name in host if several else [host or None]:
            found = await self._ensure_resolved(
                (name, port),
                family=family,
                type=socket.SOCK_STREAM,
                flags=flags,
                loop=self,
            )
            places.update(dict.fromkeys(found))
        sockets: list[Any] = []
        try:
            for own, kind, proto, _, place in places:
                made: Any = self.network.socket(own, kind, proto)
                sockets.append(made)
                if reuse_address is not False:
                    made.setsockopt(socket.SOL_SOCKET, SO_REUSEADDR, 1)
                if reuse_port:
                    made.setsockopt(socket.SOL_SOCKET, SO_REUSEPORT, 1)
                _bind(made, place)
            server: Any = await super().create_server(
                protocol_factory, sock=sockets[0], start_serving=False, **options
            )
        except BaseException:
            for made in sockets:
                made.close()
            raise
        server._sockets[:] = sockets
        if start_serving:
            await server.start_serving()
        return server

    async def create_unix_connection(
        self,
        protocol_factory: Callable[[], Any],
        path: Any = None,
        *,
        ssl: Any = None,
        sock: Any = None,
        server_hostname: str | None = None,
        **options: Any,
    ) -> Any:
        """Connect to a Unix server of this loop's network; see asyncio."""
        if ssl and server_hostname is None:
            raise ValueError("you have to pass server_hostname when using ssl")
        sock = _unix_socket(self.network, path, sock)
        try:
            if path is not None:
                await self.sock_connect(sock, os.fspath(path))
            return await super().create_connection(
                protocol_factory,
                sock=sock,
                ssl=ssl,
                server_hostname=server_hostname,
                **options,
            )
        except BaseException:
            sock.close()
            raise

    async def create_unix_server(
        self,
        protocol_factory: Callable[[], Any],
        path: Any = None,
        *,
        sock: Any = None,
        cleanup_socket: bool = True,
        **options: Any,
    ) -> asyncio.Server:
        """Listen at a name of this loop's network; see asyncio.

        The name is no file. As with files, the last server gets it.
        """
        sock = _unix_socket(self.network, path, sock)
        try:
            if path is not None:
                self.network.forget_path(path)
                sock.bind(path)
            # asyncio removes the file of a closed server since Python 3.13.
            sock.keeps_name = sys.version_info < (3, 13) or not cleanup_socket
            return await super().create_server(protocol_factory, sock=sock, **options)
        except BaseException:
            sock.close()
            raise

    async def create_datagram_endpoint(
        self,
        protocol_factory: Callable[[], Any],
        local_addr: Any = None,
        remote_addr: Any = None,
        *,
        family: int = 0,
        proto: int = 0,
        flags: int = 0,
        reuse_port: bool | None = None,
        allow_broadcast: bool | None = None,
        sock: Any = None,
        **options: Any,
    ) -> Any:
        """Send and receive datagrams on this loop's network; see asyncio."""
        if sock is not None:
            return await super().create_datagram_endpoint(
                protocol_factory,
                local_addr,
                remote_addr,
                family=family,
                proto=proto,
                flags=flags,
                reuse_port=reuse_port,
                allow_broadcast=allow_broadcast,
                sock=self.network.adopt(sock),
                **options,
            )
        pairs = await self._datagram_addresses(
            local_addr, remote_addr, family, proto, flags
        )
        failed: OSError | None = None
        for own, protocol, local, remote in pairs:
            made: Any = self.network.socket(own, socket.SOCK_DGRAM, protocol)
            try:
                if reuse_port:
                    made.setsockopt(socket.SOL_SOCKET, SO_REUSEPORT, 1)
                if local:
                    made.bind(local)
                if remote and not allow_broadcast:
                    await self.sock_connect(made, remote)
            except OSError as error:
                made.close()
                failed = failed or error
                continue
            except BaseException:
                made.close()
                raise
            endpoint: Any = await super().create_datagram_endpoint(
                protocol_factory, sock=made, **options
            )
            endpoint[0]._address = remote
            return endpoint
        assert failed is not None
        raise failed

    async def _datagram_addresses(
        self, local: Any, remote: Any, family: int, proto: int, flags: int
    ) -> list[tuple[int, int, Any, Any]]:
        """Pair local and remote addresses of the same family and protocol."""
        if not (local or remote):
            if family == 0:
                raise ValueError("unexpected address family")
            return [(family, proto, None, None)]
        if family == AF_UNIX:
            for address in (local, remote):
                if address is not None and not isinstance(address, str):
                    raise TypeError("string is expected")
            if local:
                self.network.forget_path(local)
            return [(family, proto, local, remote)]
        found: dict[tuple[int, int], list[Any]] = {}
        for index, address in enumerate((local, remote)):
            if address is None:
                continue
            if not (isinstance(address, tuple) and len(address) == 2):
                raise TypeError("2-tuple is expected")
            for own, _, protocol, _, place in await self._ensure_resolved(
                address,
                family=family,
                type=socket.SOCK_DGRAM,
                proto=proto,
                flags=flags,
                loop=self,
            ):
                found.setdefault((own, protocol), [None, None])[index] = place
        pairs = [
            (own, protocol, *pair)
            for (own, protocol), pair in found.items()
            if not (local and pair[0] is None) and not (remote and pair[1] is None)
        ]
        if not pairs:
            raise ValueError("can not get address information")
        return pairs

    async def connect_accepted_socket(
        self, protocol_factory: Any, sock: Any, **options: Any
    ) -> Any:
        """Serve a connection that was accepted from this loop's network."""
        return await super().connect_accepted_socket(
            protocol_factory, self.network.adopt(sock), **options
        )

    async def sock_connect(self, sock: Any, address: Any) -> None:
        """Connect a socket; see asyncio."""
        await super().sock_connect(self.network.adopt(sock), address)

    async def sock_accept(self, sock: Any) -> Any:
        """Accept a connection; see asyncio."""
        return await super().sock_accept(self.network.adopt(sock))

    async def sock_recv(self, sock: Any, nbytes: int) -> bytes:
        """Receive bytes; see asyncio."""
        return await super().sock_recv(self.network.adopt(sock), nbytes)

    async def sock_recv_into(self, sock: Any, buf: Any) -> int:
        """Receive into a buffer; see asyncio."""
        return await super().sock_recv_into(self.network.adopt(sock), buf)

    async def sock_recvfrom(self, sock: Any, bufsize: int) -> Any:
        """Receive a datagram; see asyncio."""
        return await super().sock_recvfrom(self.network.adopt(sock), bufsize)

    async def sock_recvfrom_into(self, sock: Any, buf: Any, nbytes: int = 0) -> Any:
        """Receive a datagram into a buffer; see asyncio."""
        return await super().sock_recvfrom_into(self.network.adopt(sock), buf, nbytes)

    async def sock_sendall(self, sock: Any, data: Any) -> None:
        """Send bytes; see asyncio."""
        await super().sock_sendall(self.network.adopt(sock), data)

    async def sock_sendto(self, sock: Any, data: Any, address: Any) -> int:
        """Send a datagram; see asyncio."""
        return await super().sock_sendto(self.network.adopt(sock), data, address)

    # What a virtual loop can not have.

    def add_signal_handler(
        self, sig: int, callback: Callable[[*Arguments], Any], *args: *Arguments
    ) -> None:
        """Refuse: signals come from the real world.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("a VirtualLoop handles no signals")

    def remove_signal_handler(self, sig: int) -> bool:
        """Refuse; see `add_signal_handler`.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("a VirtualLoop handles no signals")

    async def connect_read_pipe(self, protocol_factory: Any, pipe: Any) -> Any:
        """Refuse: pipes are real.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("a VirtualLoop has no real pipes")

    async def connect_write_pipe(self, protocol_factory: Any, pipe: Any) -> Any:
        """Refuse: pipes are real.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError("a VirtualLoop has no real pipes")

    async def _make_subprocess_transport(self, *args: Any, **options: Any) -> Any:
        raise NotImplementedError(
            "a VirtualLoop runs no subprocesses: they take real time"
        )


def _bind(made: VirtualSocket, place: Address) -> None:
    try:
        made.bind(place)
    except OSError as error:
        # The words are asyncio's own, which changed in Python 3.13.
        why = str(error) if sys.version_info >= (3, 13) else str(error.strerror)
        raise OSError(
            error.errno,
            f"error while attempting to bind on address {place!r}: {why.lower()}",
        ) from None


def _unix_socket(network: Network, path: Any, sock: Any) -> Any:
    if path is not None and sock is not None:
        raise ValueError("path and sock can not be specified at the same time")
    if path is not None:
        return network.socket(AF_UNIX, socket.SOCK_STREAM)
    if sock is None:
        raise ValueError("no path and sock were specified")
    if sock.family != AF_UNIX or sock.type != socket.SOCK_STREAM:
        raise ValueError(f"A UNIX Domain Stream Socket was expected, got {sock!r}")
    return network.adopt(sock)
