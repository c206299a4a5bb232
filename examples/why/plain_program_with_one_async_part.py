"""A plain program in which only the waiting is async.

`read_orders` and `main` are plain functions. Only the functions that
fetch prices are async: `main` runs them with `asyncio.run`.
"""

import asyncio
import csv

ORDERS = ["item,amount", "tea,2", "milk,1", "sugar,3"]


def read_orders():
    return {
        row["item"]: int(row["amount"])
        for row in csv.DictReader(ORDERS)
    }


async def fetch_price(item):
    await asyncio.sleep(1)  # as a request to a shop does
    return len(item)


async def fetch_prices(items):
    return await asyncio.gather(*map(fetch_price, items))


def main():
    orders = read_orders()
    prices = asyncio.run(fetch_prices(orders))
    total = 0
    for (item, amount), price in zip(
        orders.items(), prices, strict=True
    ):
        print(f"{item}: {amount} for {price} each")
        total += amount * price
    print(f"total: {total}")


if __name__ == "__main__":
    main()
