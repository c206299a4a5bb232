"""Write an async iterator as a class.

`__aiter__` is a plain method; only `__anext__` may await. Raise
`StopAsyncIteration` at the end, and use an end marker that cannot be
an item: the hasty meter mistakes a 0 for the end.
"""

import asyncio


class Meter:
    def __init__(self):
        self.readings = iter([3, 0, 2])

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(1)
        reading = next(self.readings, None)
        if self.is_end(reading):
            raise StopAsyncIteration
        return reading

    def is_end(self, reading):
        return reading is None


class HastyMeter(Meter):
    def is_end(self, reading):
        return not reading


async def main():
    for meter in HastyMeter(), Meter():
        print(type(meter).__name__)
        async for reading in meter:
            print(f"  {reading}")


if __name__ == "__main__":
    asyncio.run(main())
