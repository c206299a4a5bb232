# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it binds its own sockets, which a browser cannot do"
# ///
"""Send and receive UDP datagrams without a protocol.

Each `sock_` method sends or receives one datagram. A transport sends
the last one, to an address where nothing listens: the operating system
reports that, and the transport calls its protocol's `error_received`.
"""

import asyncio
import socket


def udp_socket():
    sock = socket.socket(type=socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind(("127.0.0.1", 0))
    return sock


class Errors(asyncio.DatagramProtocol):
    def __init__(self):
        self.seen = asyncio.get_running_loop().create_future()

    def error_received(self, error):
        if not self.seen.done():
            self.seen.set_result(error)


async def main():
    loop = asyncio.get_running_loop()
    with udp_socket() as here, udp_socket() as there:
        await loop.sock_sendto(here, b"hello", there.getsockname())
        data, sender = await loop.sock_recvfrom(there, 100)
        print(data, sender == here.getsockname())

        buffer = bytearray(100)
        await loop.sock_sendto(there, b"goodbye", sender)
        size, _ = await loop.sock_recvfrom_into(here, buffer)
        print(bytes(buffer[:size]))
        nobody = there.getsockname()

    transport, errors = await loop.create_datagram_endpoint(
        Errors, remote_addr=nobody
    )
    try:
        transport.sendto(b"is anybody there?")
        async with asyncio.timeout(5):
            print(type(await errors.seen).__name__)
    finally:
        transport.abort()


if __name__ == "__main__":
    asyncio.run(main())
