# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the machine's own OpenSSL speaks TLS"
# varies = ["port \\d+", "_ssl.c:\\d+"]
# ///
"""Open a TLS connection to a server that doesn't speak TLS.

A plain web server answers the start of the handshake in plain text. A
server that is busy or waits for something else doesn't answer at all.
"""

import asyncio
import http.server
import socket
import threading


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *message):
        pass


async def connect(port):
    try:
        await asyncio.open_connection(
            "127.0.0.1", port, ssl=True, ssl_handshake_timeout=0.5
        )
    except OSError as error:
        print(f"port {port}: {type(error).__name__}: {error}")


async def main():
    with http.server.HTTPServer(("127.0.0.1", 0), Quiet) as web:
        threading.Thread(target=web.serve_forever).start()
        try:
            await connect(web.server_port)
        finally:
            web.shutdown()
    with socket.create_server(("127.0.0.1", 0)) as busy:
        await connect(busy.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(main(), debug=False)
