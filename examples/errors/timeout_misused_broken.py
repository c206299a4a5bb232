# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""A timeout needs a task to cancel, and can be used only once.

A timer's callback calls a coroutine's `send`, so no task runs it.
"""

import asyncio

import aiohttp


async def refresh():
    async with asyncio.timeout(5):
        await asyncio.sleep(1)


async def download(session):
    async with session.get("http://127.0.0.1:8000/") as response:
        return await response.text()


def drive(coroutine):
    try:
        coroutine.send(None)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
    finally:
        coroutine.close()


async def main():
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as session:
        loop.call_later(1, drive, refresh())
        loop.call_later(2, drive, download(session))
        await asyncio.sleep(3)

    limit = asyncio.timeout(5)
    async with limit:
        await asyncio.sleep(1)
    try:
        async with limit:
            await asyncio.sleep(1)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
    try:
        limit.reschedule(None)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")
    try:
        asyncio.timeout(5).reschedule(None)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
