"""When one coroutine fails, `gather` lets the others keep running.

The first error propagates immediately. The results of the others are
lost, and so is a second error: nothing reports it.
With `return_exceptions=True`, an error is a result like any other, and
`gather` returns all the results.
"""

import asyncio


async def save(what, seconds, fails=False):
    await asyncio.sleep(seconds)
    if fails:
        print(f"{what}: fails")
        raise OSError(f"no space left for {what}")
    print(f"{what}: saved")
    return what


def three():
    yield save("music", 0.5, fails=True)
    yield save("text", 1)
    yield save("film", 1.5, fails=True)


async def main():
    try:
        await asyncio.gather(*three())
    except OSError as error:
        print(f"main: {error}")
    await asyncio.sleep(2)

    print("main: again, with return_exceptions=True")
    results = await asyncio.gather(*three(), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            print(f"main: an error: {result}")
        else:
            print(f"main: a result: {result}")


if __name__ == "__main__":
    asyncio.run(main())
