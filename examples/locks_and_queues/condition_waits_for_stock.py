"""Wait until shared data meets a condition.

`wait_for` releases the lock while it waits. After a notification, it
acquires the lock again and checks whether there is enough stock. So a
small order overtakes a big one.
"""

import asyncio


class Shop:
    def __init__(self):
        self.stock = 0
        self.changed = asyncio.Condition()

    async def order(self, amount):
        async with self.changed:
            await self.changed.wait_for(lambda: self.stock >= amount)
            self.stock -= amount
            print(f"order of {amount}: served, {self.stock} left")

    async def deliver(self, amount):
        async with self.changed:
            self.stock += amount
            print(f"{amount} delivered, {self.stock} in stock")
            self.changed.notify_all()


async def main():
    shop = Shop()
    async with asyncio.TaskGroup() as group:
        for amount in 5, 2:
            name = f"order of {amount}"
            group.create_task(shop.order(amount), name=name)
        for _ in range(3):
            await asyncio.sleep(1)
            await shop.deliver(3)


if __name__ == "__main__":
    asyncio.run(main())
