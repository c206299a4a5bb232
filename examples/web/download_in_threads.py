# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "urllib blocks, and its server answers from another thread"
# dev_stderr = [
#     "Executing <Task .*blocking\\(\\) done.* took .* seconds",
#     "Executing <Task .*blocking\\(\\) done.* took .* seconds",
#     "Executing <Task .*blocking\\(\\) done.* took .* seconds",
# ]
# ///
"""Compare a blocking HTTP client on the loop with one in a thread pool.

`urlopen` does not return until the answer has arrived. If a coroutine
calls it, the call blocks the loop, so three downloads take three times
as long as one, and the task `neighbour` is late.
In a thread pool, the downloads wait at the same time. The pool is made
outside `asyncio.run`, because closing it blocks.
"""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen


class SlowPage(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(0.5)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"page {self.path}".encode())

    def log_message(self, *args):
        pass


def download(url):
    with urlopen(url, timeout=5) as response:
        return response.read().decode()


async def blocking(url):
    return download(url)


async def neighbour():
    await asyncio.sleep(0.2)
    print("neighbour: had a turn")


async def main(site, pool):
    loop = asyncio.get_running_loop()
    urls = [f"{site}/{name}" for name in "abc"]

    print("on the loop")
    task = asyncio.create_task(neighbour(), name="neighbour 1")
    print(await asyncio.gather(*map(blocking, urls)))
    await task

    print("in threads")
    task = asyncio.create_task(neighbour(), name="neighbour 2")
    downloads = [
        loop.run_in_executor(pool, download, url) for url in urls
    ]
    print(await asyncio.gather(*downloads))
    await task


if __name__ == "__main__":
    with (
        ThreadPoolExecutor(3) as pool,
        ThreadingHTTPServer(("127.0.0.1", 0), SlowPage) as server,
    ):
        threading.Thread(target=server.serve_forever).start()
        try:
            site = f"http://127.0.0.1:{server.server_port}"
            asyncio.run(main(site, pool))
        finally:
            server.shutdown()
