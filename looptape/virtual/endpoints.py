"""The sockets that a loop's servers, connections and datagram endpoints begin with.

asyncio's own loop makes sockets of the operating system, in the midst of its
methods. These functions make sockets in memory in the same order, with the same
errors, so that the loop can hand them to asyncio as ready ones.
"""

import asyncio
import socket
import sys
from collections.abc import Iterable
from typing import Any, NamedTuple

from looptape.virtual.addresses import AF_UNIX, Address, AddressInfo
from looptape.virtual.network import Network
from looptape.virtual.sockets import (
    SO_BROADCAST,
    SO_REUSEPORT,
    VirtualSocket,
)

# How many bytes of a file are read at a time.
PIECE = 256 * 1024


class Pair(NamedTuple):
    """Where a datagram endpoint is, and whom it talks to.

    Attributes:
        family: `AF_INET`, `AF_INET6` or `AF_UNIX`.
        proto: The protocol number.
        local: Its own address, None for any.
        remote: The other side's, None for everybody's.
    """

    family: int
    proto: int
    local: Address
    remote: Address


async def connected(
    loop: asyncio.AbstractEventLoop,
    network: Network,
    info: AddressInfo,
    local_infos: Iterable[AddressInfo] | None,
) -> VirtualSocket:
    """Return a socket that is connected to one address.

    Args:
        loop: Waits for the connection.
        network: Where the socket is.
        info: The address.
        local_infos: Addresses of its own; the first that is free is used.

    Raises:
        OSError: No local address is free, or nothing listens at the address.
    """
    family, kind, proto, _, address = info
    made = network.socket(family, kind, proto)
    try:
        if local_infos is not None:
            _bind_any(made, local_infos)
        await loop.sock_connect(made, address)  # type: ignore[arg-type]
    except BaseException:
        made.close()
        raise
    return made


async def server_sockets(
    loop: asyncio.AbstractEventLoop,
    network: Network,
    place: tuple[Any, Any],
    *,
    family: int,
    flags: int,
    options: Iterable[int],
) -> list[VirtualSocket]:
    """Return bound sockets for a server, one for each of its addresses.

    Args:
        loop: Looks the hosts up.
        network: Where the sockets are.
        place: The host, several hosts or None for all; and the port.
        family: The family of addresses, 0 for all.
        flags: For the look-up.
        options: Options of sockets to switch on, such as `SO_REUSEADDR`.

    Raises:
        OSError: An address is taken, or not one of the network.
    """
    host, port = place
    several = not isinstance(host, str) and hasattr(host, "__iter__")
    infos: dict[Any, None] = {}
    for name in host if several else [host or None]:
        found = await loop.getaddrinfo(
            name, port, family=family, type=socket.SOCK_STREAM, flags=flags
        )
        infos.update(dict.fromkeys(found))
    sockets: list[VirtualSocket] = []
    try:
        for own, kind, proto, _, address in infos:
            made = network.socket(own, kind, proto)
            sockets.append(made)
            for option in options:
                made.setsockopt(socket.SOL_SOCKET, option, 1)
            _bind(made, address)
    except BaseException:
        for made in sockets:
            made.close()
        raise
    return sockets


def unix_socket(network: Network, path: Any, sock: Any, missing: str) -> Any:
    """Return the stream socket for a Unix connection or server.

    Args:
        network: Where it is.
        path: Where it connects or listens, unless a socket is given.
        sock: A socket to use, unless a path is given.
        missing: What to say where neither is given.

    Raises:
        ValueError: Both are given, or none, or the socket is of another kind.
    """
    if path is not None and sock is not None:
        raise ValueError("path and sock can not be specified at the same time")
    if path is not None:
        return network.socket(AF_UNIX, socket.SOCK_STREAM)
    if sock is None:
        raise ValueError(missing)
    if sock.family != AF_UNIX or sock.type != socket.SOCK_STREAM:
        raise ValueError(f"A UNIX Domain Stream Socket was expected, got {sock!r}")
    return network.adopt(sock)


async def datagram_pairs(
    loop: asyncio.AbstractEventLoop,
    local: Any,
    remote: Any,
    family: int,
    proto: int,
    flags: int,
) -> list[Pair]:
    """Pair local and remote addresses of the same family and protocol.

    Raises:
        TypeError: An address is not one.
        ValueError: There is nothing to go by, or the two have nothing in common.
    """
    if not (local or remote):
        if family == 0:
            raise ValueError("unexpected address family")
        return [Pair(family, proto, None, None)]
    if family == AF_UNIX:
        for address in (local, remote):
            if address is not None and not isinstance(address, str):
                raise TypeError("string is expected")
        return [Pair(family, proto, local, remote)]

    async def places(address: Any) -> dict[tuple[int, int], Address]:
        if address is None:
            return {}
        if not (isinstance(address, tuple) and len(address) == 2):
            raise TypeError("2-tuple is expected")
        host, port = address
        infos = await loop.getaddrinfo(
            host, port, family=family, type=socket.SOCK_DGRAM, proto=proto, flags=flags
        )
        return {(own, protocol): place for own, _, protocol, _, place in infos}

    here, there = await places(local), await places(remote)
    pairs = [
        Pair(*key, here.get(key), there.get(key))
        for key in here | there
        if (not local or key in here) and (not remote or key in there)
    ]
    if not pairs:
        raise ValueError("can not get address information")
    return pairs


async def datagram_socket(
    loop: asyncio.AbstractEventLoop,
    network: Network,
    pairs: Iterable[Pair],
    *,
    reuse_port: bool,
    allow_broadcast: bool,
) -> tuple[VirtualSocket, Address]:
    """Return a socket for the first pair that works, and its remote address.

    Args:
        loop: Connects it.
        network: Where it is.
        pairs: Addresses to try, at least one.
        reuse_port: Whether to set `SO_REUSEPORT`.
        allow_broadcast: Whether it stays open for everybody's datagrams.

    Raises:
        OSError: None works; the first one's reason.
    """
    failed: list[OSError] = []
    for family, proto, local, remote in pairs:
        made = network.socket(family, socket.SOCK_DGRAM, proto)
        try:
            if reuse_port:
                made.setsockopt(socket.SOL_SOCKET, SO_REUSEPORT, 1)
            if allow_broadcast:
                made.setsockopt(socket.SOL_SOCKET, SO_BROADCAST, 1)
            if local:
                made.bind(local)
            if remote and not allow_broadcast:
                await loop.sock_connect(made, remote)  # type: ignore[arg-type]
        except BaseException as error:
            made.close()
            if not isinstance(error, OSError):
                raise
            failed.append(error)
        else:
            return made, remote
    raise failed[0]


async def send_file(
    loop: asyncio.AbstractEventLoop,
    sock: Any,
    file: Any,
    offset: int,
    count: int | None,
) -> int:
    """Send a file, as the system call `sendfile` does.

    Args:
        loop: Waits until there is room.
        sock: Where to.
        file: A file of the operating system.
        offset: Where to begin, in bytes.
        count: How many bytes, None for all that follow.

    Returns:
        How many bytes were sent.

    Raises:
        asyncio.SendfileNotAvailableError: It is another kind of file.
    """
    try:
        file.fileno()
    except (AttributeError, OSError):
        raise asyncio.SendfileNotAvailableError("not a regular file") from None
    file.seek(offset)
    sent = 0
    while count is None or sent < count:
        data = file.read(PIECE if count is None else min(PIECE, count - sent))
        if not data:
            break
        await loop.sock_sendall(sock, data)
        sent += len(data)
    return sent


def _bind_any(made: VirtualSocket, infos: Iterable[AddressInfo]) -> None:
    places = [info[4] for info in infos if info[0] == made.family]
    if not places:
        raise OSError(f"no matching local address with family={made.family!r} found")
    for place in places[:-1]:
        try:
            made.bind(place)
        except OSError:
            continue
        return
    _bind(made, places[-1])


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
