"""Two requests for the same page share one download.

The first request starts a task, and the second finds it in `pages`.
Each waits through a shield, so a timeout ends only its own request,
not the download that the other one waits for. The group owns the tasks.
"""

import asyncio


async def download(path):
    print(f"download {path}: starts")
    await asyncio.sleep(2)
    return f"text of {path}"


async def get(path, pages, group):
    if path not in pages:
        pages[path] = group.create_task(download(path), name="download")
    return await asyncio.shield(pages[path])


async def request(name, seconds, pages, group):
    try:
        async with asyncio.timeout(seconds):
            print(f"{name}: {await get('/news', pages, group)}")
    except TimeoutError:
        print(f"{name}: gives up after {seconds} s")


async def main():
    pages = {}
    async with asyncio.TaskGroup() as group:
        for name, seconds in ("first", 1), ("second", 3):
            coroutine = request(name, seconds, pages, group)
            group.create_task(coroutine, name=name)


if __name__ == "__main__":
    asyncio.run(main())
