"""A race condition: what you read before an await may be out of date.

Two tasks withdraw money from one account. Both read the balance before
either has written it, so the first withdrawal is lost.
"""

import asyncio


class Account:
    def __init__(self):
        self.balance = 100

    async def withdraw(self, amount, delay):
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
