# /// script
# requires-python = ">=3.13"
#
# [tool.looptape]
# clock = "real"
# because = "it uses sockets of its own"
# ///
"""Begin a connection in plain text and switch to TLS (STARTTLS).

Mail servers do this. The client calls `writer.start_tls`; the server
calls `loop.start_tls`, which is for transports and protocols. Both
sides know a secret key, so they need no certificate. A server on the
internet needs a certificate.
"""

import asyncio
import socket
import ssl
import sys

KEY = bytes.fromhex("c0ffee" * 8)


def context(side):
    made = ssl.SSLContext(side)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE  # the key proves who it is
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers("PSK")
    return made


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        encrypted = self.transport.get_extra_info("cipher") is not None
        print(f"server has {data}, {encrypted=}")
        if data == b"STARTTLS\n":
            self.transport.write(b"go on\n")
            self.task = asyncio.create_task(self.start_tls())
        else:
            self.transport.write(data.upper())

    async def start_tls(self):
        tls = context(ssl.PROTOCOL_TLS_SERVER)
        tls.set_psk_server_callback(lambda identity: KEY)
        loop = asyncio.get_running_loop()
        self.transport = await loop.start_tls(
            self.transport, self, tls, server_side=True
        )


async def talk(reader, writer):
    print(f"{writer.can_write_eof()=}")
    writer.write(b"STARTTLS\n")
    print(await reader.readline())
    tls = context(ssl.PROTOCOL_TLS_CLIENT)
    tls.set_psk_client_callback(lambda hint: ("me", KEY))
    await writer.start_tls(tls)
    print(f"{writer.can_write_eof()=}")
    writer.write(b"a secret\n")
    print(await reader.readline())


async def main():
    loop = asyncio.get_running_loop()
    here, there = socket.socketpair()
    with here:
        _, server = await loop.connect_accepted_socket(Server, there)
        try:
            reader, writer = await asyncio.open_connection(sock=here)
            try:
                await talk(reader, writer)
            finally:
                writer.close()
            await writer.wait_closed()
        finally:
            server.transport.close()


if __name__ == "__main__":
    if sys.version_info < (3, 13):
        sys.exit("tls_after_a_greeting.py: needs Python 3.13 or newer")
    asyncio.run(main())
