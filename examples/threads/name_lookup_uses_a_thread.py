# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it looks at a real file and at real threads"
# ///
"""See which threads asyncio itself uses.

The event loop waits for sockets and pipes. It cannot wait for a file or
watch one for changes. Looking up a host name blocks, so asyncio does it
in a thread of the default executor.
"""

import asyncio
import threading
from pathlib import Path


def pool_threads():
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith("asyncio_")]


async def main(file):
    loop = asyncio.get_running_loop()
    try:
        loop.add_reader(file, print)
    except PermissionError:
        print("add_reader refuses a file")

    print("pool threads at first:", pool_threads())
    await loop.getaddrinfo("localhost", 80)
    print("after looking up a host name:", pool_threads())


if __name__ == "__main__":
    with Path(__file__).open() as script:
        asyncio.run(main(script))
