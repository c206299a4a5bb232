"""Make a callback something to await.

`download` is old style: it takes a function and calls it when it has
the page. `fetch` hands it a future's `set_result`, and awaits the
future.
"""

import asyncio
from functools import partial


def download(name, seconds, when_done):
    loop = asyncio.get_running_loop()
    loop.call_later(seconds, when_done, f"<h1>{name}</h1>")


def log(name, box):
    print(f"log: {name} has {len(box.result())} letters")


async def fetch(name, seconds):
    box = asyncio.get_running_loop().create_future()
    box.add_done_callback(partial(log, name))
    download(name, seconds, box.set_result)
    page = await box
    print(f"fetch: {name} goes on")
    return page


async def main():
    pages = await asyncio.gather(fetch("News", 2), fetch("Jobs", 1))
    print(f"main: {pages}")


if __name__ == "__main__":
    asyncio.run(main())
