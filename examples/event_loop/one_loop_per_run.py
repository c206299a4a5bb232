"""Each run has a loop of its own.

`asyncio.run` makes a new event loop and closes it at the end. Outside
a run, there is none.
"""

import asyncio


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.sleep(1)
    print("in a run: running", loop.is_running())
    return loop


if __name__ == "__main__":
    first, second = asyncio.run(main()), asyncio.run(main())
    print("the same loop:", first is second)
    print("after the run: closed", first.is_closed())
    try:
        asyncio.get_running_loop()
    except RuntimeError as error:
        print("outside:", error)
