"""An asyncio lock is not reentrant.

`add_and_hang` holds the lock and calls `show`, which waits for it, too:
one task waits for itself. To fix this, write a function that expects
its caller to hold the lock.
"""

import asyncio


class Basket:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.items = []

    async def show(self):
        async with self.lock:
            self.show_locked()

    def show_locked(self):
        assert self.lock.locked()
        print(f"basket: {self.items}")

    async def add_and_hang(self, item):
        async with self.lock:
            self.items.append(item)
            await self.show()

    async def add(self, item):
        async with self.lock:
            self.items.append(item)
            self.show_locked()


async def main():
    basket = Basket()
    try:
        async with asyncio.timeout(1):
            await basket.add_and_hang("milk")
    except TimeoutError:
        print("timed out: the task waits for its own lock")
    await basket.add("bread")


if __name__ == "__main__":
    asyncio.run(main())
