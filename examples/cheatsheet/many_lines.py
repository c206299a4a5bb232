"""Run many coroutines concurrently, with a limit, and keep each error.

These lines of the cheat sheet run many things at the same time.
"""

import asyncio

semaphore = asyncio.Semaphore(10)


async def fetch(url):
    await asyncio.sleep(len(url) / 10)
    if url.endswith("bad"):
        raise ConnectionError(f"no answer from {url}")
    return f"page of {url}"


async def fetch_or_error(url):
    async with semaphore:
        try:
            return await fetch(url)
        except OSError as error:
            return error


async def first_of(urls):
    tasks = [asyncio.create_task(fetch(url)) for url in urls]
    try:
        done, pending = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_COMPLETED
        )
        print(f"first: {len(pending)} still pending")
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def main():
    urls = ["a.example", "ab.example"]
    results = await asyncio.gather(*(fetch(url) for url in urls))
    print(f"gather: {results}")

    urls.append("bad")
    results = await asyncio.gather(
        *(fetch(url) for url in urls), return_exceptions=True
    )
    print(f"gather: {results[-1]!r}")

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch_or_error(url)) for url in urls]
    for url, task in zip(urls, tasks, strict=True):
        print(f"group: {url}: {task.result()}")

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch(url)) for url in urls[:2]]
        for future in asyncio.as_completed(tasks):
            result = await future
            print(f"as completed: {result}")

    try:
        async with asyncio.TaskGroup() as group:
            for url in urls:
                group.create_task(fetch(url))
    except* OSError as errors:
        print(f"except*: {errors.exceptions}")

    print(f"first: {await first_of(urls[:2])}")


if __name__ == "__main__":
    asyncio.run(main())
