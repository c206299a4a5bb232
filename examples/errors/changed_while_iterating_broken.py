"""A loop with `await` over something that another task changes.

While `send` waits, `join` adds a client. When the loop goes on, the
set raises an error, and so does the dictionary.
"""

import asyncio


async def send(name, text):
    await asyncio.sleep(1)
    print(f"{name}: {text}")


async def broadcast(clients, text):
    try:
        for name in clients:
            await send(name, text)
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


async def join(add, name):
    await asyncio.sleep(0.5)
    add(name)
    print(f"{name} joins")


async def main():
    async with asyncio.TaskGroup() as group:
        clients = {"client 1"}
        group.create_task(broadcast(clients, "hello"))
        group.create_task(join(clients.add, "client 2"))

    async with asyncio.TaskGroup() as group:
        cities = {"client 1": "Rome"}
        group.create_task(broadcast(cities, "hello"))
        group.create_task(join(cities.setdefault, "client 2"))


if __name__ == "__main__":
    asyncio.run(main())
