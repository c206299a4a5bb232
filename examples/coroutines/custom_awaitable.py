"""Your own object can be awaited if `__await__` gives an iterator.

The easy way is to hand on what another awaitable's `__await__` gives.
To give a coroutine itself is an error, as it is not an iterator.
"""

import asyncio


class Kettle:
    def __init__(self, cups):
        self.cups = cups

    def __await__(self):
        return self.boil().__await__()

    async def boil(self):
        await asyncio.sleep(self.cups)
        return f"{self.cups} cups of tea"


class Broken:
    def __init__(self, coroutine):
        self.coroutine = coroutine

    def __await__(self):
        return self.coroutine  # and not its __await__()


async def main():
    kettle = Kettle(2)
    print(f"main: {await kettle}")
    print(f"main: {await kettle} once more")

    pause = asyncio.sleep(1)
    try:
        await Broken(pause)
    except TypeError as error:
        print(f"main: {type(error).__name__} from Broken")
        pause.close()


if __name__ == "__main__":
    asyncio.run(main())
