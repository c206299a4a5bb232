"""Addresses, and the names that stand for them.

There is one machine on the network, the loopback device's: 127.0.0.0/8, `::1` and
the paths of Unix sockets, which are names here and no files.
"""

import errno
import ipaddress
import os
import socket
from typing import Any

# A host and a port (and two more numbers for IPv6), or the path of a Unix socket.
Address = Any
AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, Address]

# Services that have a name here. /etc/services has more, and differs by machine.
SERVICES = {"ftp": 21, "ssh": 22, "smtp": 25, "domain": 53, "http": 80, "https": 443}

# Not every platform has Unix sockets (a browser has none): no family is -1.
AF_UNIX: int = getattr(socket, "AF_UNIX", -1)


def failure(number: int) -> OSError:
    """Make the exception that a failed system call raises.

    Args:
        number: The error number, such as `errno.ECONNREFUSED`.
    """
    return OSError(number, os.strerror(number))


def lookup_failure(name: str, text: str) -> socket.gaierror:
    """Make the exception that a failed look-up raises.

    Args:
        name: The error's name, such as `EAI_NONAME`.
        text: Its words.
    """
    return socket.gaierror(getattr(socket, name, -2), text)


def is_wildcard(host: str) -> bool:
    """Tell whether a host stands for every address of its family."""
    return host in ("0.0.0.0", "::")


def covers(bound: str, host: str) -> bool:
    """Tell whether what is bound to one host is reached at another."""
    return bound == host or is_wildcard(bound)


def is_loopback(host: str) -> bool:
    """Tell whether a numeric host is on this network."""
    return ipaddress.ip_address(host).is_loopback


def nowhere(family: int) -> Address:
    """Return the address of a socket that has none."""
    if family == AF_UNIX:
        return ""
    return ("0.0.0.0", 0) if family == socket.AF_INET else ("::", 0, 0, 0)


def source(family: int, local: Address = None) -> Address:
    """Return the address that a message comes from.

    Args:
        family: The sender's family.
        local: Where it is bound, which may be everywhere.
    """
    if local is not None and not is_wildcard(local[0]):
        return local
    port = local[1] if local is not None else 0
    return complete(family, "127.0.0.1" if family == socket.AF_INET else "::1", port)


def destination(family: int, address: Address, call: str) -> Address:
    """Return an address as the network writes it.

    Args:
        family: The family it has to be of.
        address: Host and port.
        call: What an error names: the method that got the address.

    Raises:
        OSError: The host is not on this network.
    """
    host, port = checked(family, address, call)
    if is_wildcard(host):
        return source(family, (host, port))
    if not is_loopback(host):
        raise failure(errno.ENETUNREACH)
    return complete(family, host, port)


def complete(family: int, host: str, port: int) -> Address:
    """Return the address of a host and a port, with all its family's parts."""
    return (host, port) if family == socket.AF_INET else (host, port, 0, 0)


def checked(family: int, address: Address, call: str = "connect") -> tuple[str, int]:
    """Return the numeric host and the port of an address.

    Args:
        family: The family it has to be of.
        address: A numeric host, `localhost` or `""` for every address; and a port.
        call: What an error names: the method that got the address.

    Raises:
        OverflowError: The port is not one.
        socket.gaierror: The host is not known, or of another family.
    """
    host, port = address[:2]
    if not 0 <= port <= 65_535:
        raise OverflowError(f"{call}(): port must be 0-65535.")
    v6 = family == socket.AF_INET6
    if host == "":
        return ("::" if v6 else "0.0.0.0"), port
    if host == "localhost":
        return ("::1" if v6 else "127.0.0.1"), port
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        raise lookup_failure("EAI_NONAME", "Name or service not known") from None
    if (number.version == 6) != v6:
        raise lookup_failure(
            "EAI_ADDRFAMILY", "Address family for hostname not supported"
        )
    return str(number), port


def normal_path(address: Address) -> Address:
    """Return the name of a Unix socket: bytes if it is abstract, else a string."""
    path: Any = os.fspath(address)
    if isinstance(path, bytes) and not path.startswith(b"\0"):
        return os.fsdecode(path)
    if isinstance(path, str) and path.startswith("\0"):
        return path.encode()
    return path


def getaddrinfo(
    host: str | bytes | None,
    port: str | bytes | int | None,
    family: int = 0,
    kind: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[AddressInfo]:
    """Look a name up, as `socket.getaddrinfo` does.

    It knows numeric addresses and `localhost`.

    Raises:
        socket.gaierror: The name is not known.
        UnicodeError: It can be no name.
    """
    if isinstance(host, bytes):
        host = host.decode("idna")
    if isinstance(port, bytes):
        port = port.decode("ascii")
    number = _port_number(port)
    if host is None:
        passive = flags & socket.AI_PASSIVE
        hosts = ["0.0.0.0", "::"] if passive else ["127.0.0.1", "::1"]
    elif not host:  # Of a server's only, asyncio makes None.
        raise lookup_failure("EAI_NONAME", "Name or service not known")
    elif host.rstrip(".").lower() == "localhost":
        hosts = ["127.0.0.1", "::1"]
    else:
        host.encode("idna")  # Raises UnicodeError for what can be no name.
        try:
            hosts = [str(ipaddress.ip_address(host))]
        except ValueError:
            raise lookup_failure("EAI_NONAME", "Name or service not known") from None
    kinds = [
        (socket.SOCK_STREAM, socket.IPPROTO_TCP),
        (socket.SOCK_DGRAM, socket.IPPROTO_UDP),
    ]
    found: list[AddressInfo] = []
    for name in hosts:
        own = socket.AF_INET6 if ":" in name else socket.AF_INET
        place = complete(own, name, number)
        found += [
            (own, each, protocol, "", place)
            for each, protocol in kinds
            if family in (0, own) and kind in (0, each) and proto in (0, protocol)
        ]
    if not found:
        raise lookup_failure("EAI_NONAME", "Name or service not known")
    return found


def _port_number(port: str | int | None) -> int:
    if isinstance(port, str) and not port.isdecimal():
        if port not in SERVICES:
            raise lookup_failure(
                "EAI_SERVICE", "Servname not supported for ai_socktype"
            )
        return SERVICES[port]
    return int(port or 0)


def getnameinfo(address: Address, flags: int = 0) -> tuple[str, str]:
    """Look an address up, as `socket.getnameinfo` does.

    Raises:
        socket.gaierror: The host is not numeric, or has no name and needs one.
    """
    host, port = address[:2]
    try:
        known = is_loopback(host)
    except ValueError:
        raise lookup_failure("EAI_NONAME", "Name or service not known") from None
    names = {number: name for name, number in SERVICES.items()}
    numeric = flags & socket.NI_NUMERICSERV or port not in names
    service = str(port) if numeric else names[port]
    if known and not flags & socket.NI_NUMERICHOST:
        return "localhost", service
    if flags & socket.NI_NAMEREQD:
        raise lookup_failure("EAI_NONAME", "Name or service not known")
    return host, service
