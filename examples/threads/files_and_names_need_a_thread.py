# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it looks at a real file and at real threads"
# ///
"""Files and host names need a thread, even in asyncio.

The loop waits for sockets and pipes. A file is always ready, as far as
the system knows, so nothing tells when a slow disk has answered.
The system's look-up of host names blocks, too: asyncio calls it in a
thread for you.
"""

import asyncio
import threading
from pathlib import Path


def threads():
    return [thread.name for thread in threading.enumerate()]


async def main(file):
    loop = asyncio.get_running_loop()
    try:
        loop.add_reader(file, print)
    except PermissionError:
        print("add_reader takes no file")
    try:
        async with file:
            pass
    except TypeError:
        print("async with takes no file")

    print("threads at first:", threads())
    await loop.getaddrinfo("localhost", 80)
    print("after the look-up of a name:", threads())

    line = await asyncio.to_thread(file.readline)
    print(f"a thread has read {line.strip()!r}")


if __name__ == "__main__":
    with Path(__file__).open() as script:
        asyncio.run(main(script))
