"""A loop that looks up, connects, reads and writes in its network in memory.

Programs may use real sockets of their own: where the loop gets one that is not
connected, a socket in memory with the same address stands in for it.
"""

from typing import Any

from looptape.virtual import addresses, endpoints
from looptape.virtual.addresses import Address
from looptape.virtual.clock import ClockLoop
from looptape.virtual.sockets import VirtualSocket


class SocketLoop(ClockLoop):
    """The part of a virtual loop that deals with single sockets."""

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

    async def _sock_sendfile_native(
        self, sock: Any, file: Any, offset: int, count: int | None
    ) -> int:
        return await endpoints.send_file(self, sock, file, offset, count)
