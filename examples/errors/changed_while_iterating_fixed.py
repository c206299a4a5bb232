"""A loop with `await` over a copy.

`list` copies the clients before the first `await`, so the loop sends to
those that were there when it began.
"""

import asyncio


async def send(name, text):
    await asyncio.sleep(1)
    print(f"{name}: {text}")


async def broadcast(clients, text):
    for name in list(clients):
        await send(name, text)


async def join(clients, name):
    await asyncio.sleep(0.5)
    clients[name] = "Oslo"
    print(f"{name} joins")


async def main():
    clients = {"client 1": "Rome"}
    async with asyncio.TaskGroup() as group:
        group.create_task(broadcast(clients, "hello"))
        group.create_task(join(clients, "client 2"))
    await broadcast(clients, "bye")


if __name__ == "__main__":
    asyncio.run(main())
