"""Awaitables and coroutines that break the protocol.

`__await__` has to return an iterator, and what the iterator yields has
to come from asyncio. A coroutine ends by raising `StopIteration`, so if
`next` raises one inside it, Python raises a `RuntimeError` instead.
"""

import asyncio
import warnings


class Number:
    def __await__(self):
        return 3


class Answer:
    async def fetch(self):
        return 3

    def __await__(self):
        return self.fetch()


class Pause:
    def __await__(self):
        yield "one turn"


async def first_row(rows):
    return next(iter(rows))


async def keep_open():
    try:
        await asyncio.sleep(60)
    except GeneratorExit:
        await asyncio.sleep(1)


async def main():
    warnings.simplefilter("ignore", RuntimeWarning)
    for awaitable in Number(), Answer(), Pause(), first_row([]):
        try:
            await awaitable
        except (TypeError, RuntimeError) as error:
            print(f"{type(error).__name__}: {error}")
    coroutine = keep_open()
    coroutine.send(None)
    try:
        coroutine.close()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
