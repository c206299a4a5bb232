# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it uses the machine's own OpenSSL for TLS"
# varies = ["port \\d+", "_ssl.c:\\d+"]
# ///
"""Encrypt a connection with TLS.

The server's `SSLContext` holds its certificate and private key. The
client's context checks the certificate: here it trusts the one in
`localhost.pem`, and for a public server `ssl.create_default_context()`
is enough. If the client does not trust the server, connecting fails
before the program can send anything.
"""

import asyncio
import ssl
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("localhost.pem")


async def answer(reader, writer):
    try:
        async with asyncio.timeout(5):
            writer.write(b"secret " + await reader.readline())
            await writer.drain()
    finally:
        writer.close()


async def ask(port, context):
    async with asyncio.timeout(5):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=context, server_hostname="localhost"
        )
    try:
        writer.write(b"tea\n")
        async with asyncio.timeout(5):
            return await reader.readline()
    finally:
        writer.close()


async def main():
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    own.load_cert_chain(CERTIFICATE)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=own)
    _, port = server.sockets[0].getsockname()
    print(f"the server listens on port {port}")
    async with server:
        trusting = ssl.create_default_context(cafile=CERTIFICATE)
        print("trusted:", await ask(port, trusting))
        try:
            await ask(port, ssl.create_default_context())
        except ssl.SSLCertVerificationError as error:
            print(f"refused: {error}")


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
