"""Turn a callback into something you can await.

`download` takes a function and later calls it with the page. `fetch`
passes it a function that sets a future's result, and then awaits that
future. The function first checks whether the future is done, because
the waiting task may have been cancelled.
"""

import asyncio


def download(name, seconds, when_done):
    loop = asyncio.get_running_loop()
    loop.call_later(seconds, when_done, f"<h1>{name}</h1>")


async def fetch(name, seconds):
    future = asyncio.get_running_loop().create_future()

    def when_done(page):
        if not future.done():
            future.set_result(page)

    download(name, seconds, when_done)
    return await future


async def main():
    pages = await asyncio.gather(fetch("News", 2), fetch("Jobs", 1))
    print(pages)
    try:
        async with asyncio.timeout(1):
            await fetch("Archive", 2)
    except TimeoutError:
        print("Archive: timed out")
    await asyncio.sleep(2)  # its callback runs late, and does nothing


if __name__ == "__main__":
    asyncio.run(main())
