"""Await a callback that comes from another thread.

`read_file` calls back in the thread that has read the file. A future
is not thread-safe, so this callback only asks the loop to make the
call that sets the result.
"""

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from pathlib import Path


def read_file(path, when_done):
    try:
        text = Path(path).read_text()
    except Exception as error:  # otherwise `read` would never end
        when_done(None, error)
    else:
        when_done(text, None)


async def read(pool, path):
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def finish(text, error):
        if not future.done():
            if error is None:
                future.set_result(text)
            else:
                future.set_exception(error)

    def when_done(text, error):
        loop.call_soon_threadsafe(finish, text, error)

    pool.submit(read_file, path, when_done)
    return await future


async def main(pool):
    print(await read(pool, "hello.txt"))
    try:
        await read(pool, "missing.txt")
    except FileNotFoundError as error:
        print(error.strerror)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("hello.txt").write_text("hello from a file")
        with ThreadPoolExecutor() as pool:
            asyncio.run(main(pool))
