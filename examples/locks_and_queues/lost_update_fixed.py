"""A lock keeps others out across an await.

Reading and writing stand in one `async with self.lock`. The second
task waits at the lock until the first has written.
"""

import asyncio


class Account:
    def __init__(self):
        self.balance = 100
        self.lock = asyncio.Lock()

    async def withdraw(self, amount, delay):
        async with self.lock:
            before = self.balance
            await asyncio.sleep(delay)  # stands for asking a bank
            self.balance = before - amount
            print(f"withdraw {amount}: {before} - {amount}")


async def main():
    account = Account()
    async with asyncio.TaskGroup() as group:
        for amount, delay in (30, 1), (50, 2):
            name = f"withdraw {amount}"
            group.create_task(
                account.withdraw(amount, delay), name=name
            )
    print(f"main: {account.balance} left of 100")


if __name__ == "__main__":
    asyncio.run(main())
