"""A context manager that is a function has to yield exactly once.

The first function does not yield if the server is unknown. The second
and the third (a plain one) try to run the block again, which is
impossible. The last one yields again after the block.
"""

import asyncio
from contextlib import asynccontextmanager, contextmanager, suppress


@asynccontextmanager
async def connection(host):
    if host != "example.org":
        return
    yield f"connection to {host}"


@asynccontextmanager
async def with_retries():
    for attempt in 1, 2:
        try:
            yield attempt
        except ConnectionError:
            await asyncio.sleep(1)


@contextmanager
def ignoring_errors():
    for _ in 1, 2:
        with suppress(ConnectionError):
            yield


@asynccontextmanager
async def transaction():
    yield "begin"
    yield "commit"


async def connect():
    async with connection("example.com"):
        print("connected")


async def retry():
    async with with_retries() as attempt:
        print(f"attempt {attempt}")
        raise ConnectionError("no answer")


async def ignore():
    with ignoring_errors():
        raise ConnectionError("no answer")


async def save():
    async with transaction():
        print("saved")


async def main():
    for call in connect, retry, ignore, save:
        try:
            await call()
        except RuntimeError as error:
            print(f"RuntimeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
