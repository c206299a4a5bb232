# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
#
# [tool.looptape]
# varies = [":\\d+/"]
# ///
"""Ask a server that hangs up or sends an unexpected response.

The server writes its answers exactly as they are listed, whether
they are valid HTTP or not.
"""

import asyncio

import aiohttp

OK = "HTTP/1.1 200 OK\r\n"
FOUR = "Content-Length: 4\r\n\r\n"
ANSWERS = {
    "/missing": f"HTTP/1.1 404 Not Found\r\n{FOUR}none",
    "/page": f"{OK}Content-Type: text/html\r\n{FOUR}<p/>",
    "/crashed": "",
    "/half": f"{OK}Content-Length: 100\r\n\r\nhalf",
    "/chunk": f"{OK}Transfer-Encoding: chunked\r\n\r\n9\r\nhalf",
    "/brotli": f"{OK}Content-Encoding: br\r\n{FOUR}1234",
    "/gzip": f"{OK}Content-Encoding: gzip\r\n{FOUR}1234",
    "/line": f"{OK}Content-Length: 600000\r\n\r\n" + "x" * 600_000,
}


async def serve(reader, writer):
    request = await reader.readuntil(b"\r\n\r\n")
    path = request.split()[1].decode()
    writer.write(ANSWERS[path].encode())
    writer.close()


async def fetch(session, path):
    async with session.get(path, raise_for_status=True) as response:
        if path == "/line":
            return await response.content.readline()
        return await response.json()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    site = f"http://{host}:{port}"
    async with server, aiohttp.ClientSession(site) as session:
        for path in ANSWERS:
            try:
                await fetch(session, path)
            except Exception as error:
                text = " ".join(str(error).split())
                print(f"{type(error).__name__}: {text[:180]}")


if __name__ == "__main__":
    asyncio.run(main())
