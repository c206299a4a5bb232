"""`async` where plain Python belongs, and the other way round.

Each function uses an object in a way that the object does not
support: a plain file with `async with`, a lock with a plain `with`, a
coroutine or a generator as if it were the value that it produces.
"""

import asyncio
import warnings
from contextlib import asynccontextmanager
from pathlib import Path

LIST = Path(__file__)


async def connect():
    await asyncio.sleep(1)
    return "connection"


@asynccontextmanager
async def session():
    yield await connect()


async def rows():
    for row in "tea", "milk":
        await asyncio.sleep(1)
        yield row


async def read_a_file():
    async with LIST.open() as file:
        print(file.readline())


async def hold_a_lock():
    with asyncio.Lock():
        print("locked")


async def enter_a_coroutine():
    async with connect() as connection:
        print(connection)


async def loop_over_a_coroutine():
    async for row in connect():
        print(row)


async def use_a_context_manager():
    session().execute("select 1")


async def ask_a_generator():
    rows().first()


async def index_a_generator():
    print(rows()[0])


async def plain_loop():
    for row in rows():
        print(row)


async def plain_next():
    print(next(rows()))


async def anext_of_a_list():
    print(await anext(["tea", "milk"]))


async def main():
    warnings.simplefilter("ignore")
    for call in (
        read_a_file,
        hold_a_lock,
        enter_a_coroutine,
        loop_over_a_coroutine,
        use_a_context_manager,
        ask_a_generator,
        index_a_generator,
        plain_loop,
        plain_next,
        anext_of_a_list,
    ):
        try:
            await call()
        except (AttributeError, TypeError) as error:
            print(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
