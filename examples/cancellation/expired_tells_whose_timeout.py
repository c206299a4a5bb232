"""Ask `expired` whether it was your timeout.

An error from inside the block may be a `TimeoutError`, too: a socket
raises it when the other side does not answer.
And code that swallows the cancellation swallows the timeout with it:
then there is no error, although the time is up.
"""

import asyncio


async def too_slow():
    await asyncio.sleep(3)


async def fails():
    raise TimeoutError("the other side does not answer")


async def swallows():
    try:
        await asyncio.sleep(3)
    except BaseException as error:
        print(f"swallows: ignores {error!r}")


async def main():
    for work in too_slow, fails, swallows:
        outcome = "no error"
        try:
            async with asyncio.timeout(1) as limit:
                await work()
        except TimeoutError as error:
            outcome = repr(error)
        print(f"{work.__name__}: {outcome}, expired={limit.expired()}")


if __name__ == "__main__":
    asyncio.run(main())
