"""A lock keeps other tasks out across an await.

The read and the write are inside one `async with self.lock`. The
second task waits for the lock until the first one has written.
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
            print(f"{before} - {amount} = {self.balance}")


async def main():
    account = Account()
    async with asyncio.TaskGroup() as group:
        group.create_task(account.withdraw(30, 1), name="thirty")
        group.create_task(account.withdraw(50, 2), name="fifty")
    print(f"balance: {account.balance}")


if __name__ == "__main__":
    asyncio.run(main())
