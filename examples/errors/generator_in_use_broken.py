"""An async generator serves one reader at a time.

Two tasks read one generator. Another is closed while a task reads it.
A third one yields again when it is closed, and a fourth one raises
`StopAsyncIteration`. One call to `anext` is awaited twice.
"""

import asyncio


async def messages():
    while True:
        await asyncio.sleep(1)
        yield "a message"


async def retrying():
    while True:
        try:
            yield "a message"
        except GeneratorExit:
            yield "a last message"


async def chained(source):
    while True:
        yield await anext(source)


async def nothing():
    return
    yield


async def read(source):
    async for message in source:
        return message


async def read_twice():
    source = messages()
    try:
        await asyncio.gather(anext(source), anext(source))
    finally:
        await asyncio.sleep(1)
        await source.aclose()


async def close_while_reading():
    source = messages()
    reader = asyncio.create_task(read(source))
    await asyncio.sleep(0.5)
    try:
        await source.aclose()
    finally:
        await reader
        await source.aclose()


async def close_early():
    source = retrying()
    await anext(source)
    await source.aclose()


async def read_chained():
    await read(chained(nothing()))


async def await_again():
    source = messages()
    step = anext(source)
    await step
    try:
        await step
    finally:
        await source.aclose()


async def main():
    for call in (
        read_twice,
        close_while_reading,
        close_early,
        read_chained,
        await_again,
    ):
        try:
            await call()
        except RuntimeError as error:
            print(f"RuntimeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
