"""What you read before an await may be old after it.

Two tasks take money from one account. Both read the balance before
either has written it, so one of the two payments is lost.
"""

import asyncio


class Account:
    def __init__(self):
        self.balance = 100

    async def withdraw(self, amount, delay):
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
