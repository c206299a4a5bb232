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
from looptape.virtual.addresses import Address
from looptape.virtual.clock import ClockLoop, Deadlock
from looptape.virtual.sockets import VirtualSocket

__all__ = ["Deadlock", "VirtualLoop"]

Arguments = TypeVarTuple("Arguments")


class VirtualLoop(ClockLoop):
    """An asyncio event loop in virtual time.

    Its clock jumps from timer to timer, and its connections are in memory.
    """

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
        return addresses.getaddrinfo(host, port, family, type, proto, flags)

    async def getnameinfo(self, sockaddr: Address, flags: int = 0) -> tuple[str, str]:
        """Look an address up."""
        return addresses.getnameinfo(sockaddr, flags)

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
        failures: list[OSError] = []
        exceptions.append(failures)
        try:
            return await endpoints.connected(
                self, self.network, addr_info, local_addr_infos
            )
        except OSError as error:
            failures.append(error)
            raise

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
        sockets: list[Any] = await endpoints.server_sockets(
            self,
            self.network,
            (host, port),
            family=family,
            flags=flags,
            reuse_address=reuse_address is not False,
            reuse_port=bool(reuse_port),
        )
        try:
            server: Any = await super().create_server(
                protocol_factory, sock=sockets[0], start_serving=False, **options
            )
        except BaseException:
            for made in sockets:
                made.close()
            raise
        private.set_server_sockets(server, sockets)
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
        sock = endpoints.unix_socket(self.network, path, sock)
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
        sock = endpoints.unix_socket(self.network, path, sock)
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
