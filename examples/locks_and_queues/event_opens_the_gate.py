"""One event wakes all who wait for it.

An event is a switch that tasks can wait for. `set` wakes everybody,
and who comes later does not wait at all. After `clear` the next one
waits again.
"""

import asyncio


async def visit(gate, name):
    print(f"{name}: at the gate")
    await gate.wait()
    print(f"{name}: inside")


async def main():
    gate = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for name in "early A", "early B":
            group.create_task(visit(gate, name), name=name)
        await asyncio.sleep(1)
        print("main: opens the gate")
        gate.set()

        await asyncio.sleep(1)
        group.create_task(visit(gate, "late"), name="late")
        await asyncio.sleep(1)
        gate.clear()
        print(f"main: closes it, is_set={gate.is_set()}")
        group.create_task(visit(gate, "too late"), name="too late")
        await asyncio.sleep(1)
        print("main: opens it again")
        gate.set()


if __name__ == "__main__":
    asyncio.run(main())
