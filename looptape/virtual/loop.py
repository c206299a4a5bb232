"""The event loop: asyncio's own, in virtual time and on a network in memory.

Transports, servers and streams are asyncio's. Only what lies below them is
replaced: the clock, the selector, and the sockets, which live in memory.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from typing import Any, TypeVarTuple

from looptape.virtual import addresses, endpoints, private
from looptape.virtual.clock import Deadlock
from looptape.virtual.socket_loop import SocketLoop
from looptape.virtual.sockets import (
    SO_KEEPALIVE,
    SO_REUSEADDR,
    SO_REUSEPORT,
)

__all__ = ["Deadlock", "VirtualLoop"]

Arguments = TypeVarTuple("Arguments")
# Turns of the loop that pass while asyncio looks the hosts of a server up, in tasks.
LOOK_UP = 3


class VirtualLoop(SocketLoop):
    """An asyncio event loop in virtual time.

    Its clock jumps from timer to timer, and its connections are in memory.
    """

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
        if sock is not None and host is None and port is None:
            sock = self.network.adopt(sock)
        return await super().create_connection(
            protocol_factory, host, port, sock=sock, **options
        )

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
        # asyncio looks at the options before it looks a host up; a server that does
        # not listen yet holds nothing but its socket.
        unbound: Any = self.network.socket(socket.AF_INET, socket.SOCK_STREAM)
        with unbound:
            server: Any = await super().create_server(
                protocol_factory, sock=unbound, start_serving=False, **options
            )
        switches = {
            SO_REUSEADDR: reuse_address is not False,
            SO_REUSEPORT: reuse_port,
            SO_KEEPALIVE: options.get("keep_alive"),
        }
        sockets = await endpoints.server_sockets(
            self,
            self.network,
            (host, port),
            family=family,
            flags=flags,
            options=[name for name, on in switches.items() if on],
        )
        private.set_server_sockets(server, sockets)
        if start_serving:
            private.listen(server)
        await self.after_turns(LOOK_UP + start_serving)
        return server

    def after_turns(self, turns: int) -> asyncio.Future[None]:
        """A future with which what awaits it goes on after some turns of the loop.

        Args:
            turns: How many, at least two.
        """
        future: asyncio.Future[None] = self.create_future()

        def turn(left: int) -> None:
            if left:
                self.call_soon(turn, left - 1)
            elif not future.done():
                future.set_result(None)

        self.call_soon(turn, turns - 2)
        return future

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
        if server_hostname is not None and not ssl:
            raise ValueError("server_hostname is only meaningful with ssl")
        for name in ("ssl_handshake_timeout", "ssl_shutdown_timeout"):
            if options.get(name) is not None and not ssl:
                raise ValueError(f"{name} is only meaningful with ssl")
        sock = endpoints.unix_socket(
            self.network, path, sock, "no path and sock were specified"
        )
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
        start_serving: bool = True,
        **options: Any,
    ) -> asyncio.Server:
        """Listen at a name of this loop's network; see asyncio.

        The name is no file. As with files, the last server gets it.
        """
        sock = endpoints.unix_socket(
            self.network, path, sock, "path was not specified, and no sock specified"
        )
        try:
            server: asyncio.Server = await super().create_server(
                protocol_factory, sock=sock, start_serving=False, **options
            )
            if path is not None:
                self.network.forget_path(path)
                sock.bind(path)
        except BaseException:
            sock.close()
            raise
        # asyncio removes the file of a closed server since Python 3.13.
        sock.keeps_name = sys.version_info < (3, 13) or not cleanup_socket
        if start_serving:
            await server.start_serving()
        return server

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
        pairs = await endpoints.datagram_pairs(
            self, local_addr, remote_addr, family, proto, flags
        )
        if family == addresses.AF_UNIX and local_addr:
            self.network.forget_path(local_addr)
        made: Any
        made, remote = await endpoints.datagram_socket(
            self,
            self.network,
            pairs,
            reuse_port=bool(reuse_port),
            allow_broadcast=bool(allow_broadcast),
        )
        endpoint: Any = await super().create_datagram_endpoint(
            protocol_factory, sock=made, **options
        )
        private.set_remote_address(endpoint[0], remote)
        return endpoint

    async def connect_accepted_socket(
        self, protocol_factory: Any, sock: Any, **options: Any
    ) -> Any:
        """Serve a connection that was accepted from this loop's network."""
        return await super().connect_accepted_socket(
            protocol_factory, self.network.adopt(sock), **options
        )
