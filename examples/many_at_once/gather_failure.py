"""When one of them fails, `gather` lets the others run on.

The first error comes out at once, and the results of the others are
lost, although they go on. With `return_exceptions=True` an error is a
result like any other, and you get all of them.
"""

import asyncio


async def save(what, seconds):
    await asyncio.sleep(seconds)
    if what == "music":
        print(f"{what}: fails")
        raise ValueError("no space left")
    print(f"{what}: saved")
    return what


def three():
    return save("text", 0.5), save("music", 1), save("film", 1.5)


async def main():
    try:
        await asyncio.gather(*three())
    except ValueError as error:
        print(f"main: {error}, and goes on")
    await asyncio.sleep(1)

    print("main: once more, with return_exceptions")
    results = await asyncio.gather(*three(), return_exceptions=True)
    for result in results:
        print(f"main: {result!r}")


if __name__ == "__main__":
    asyncio.run(main())
