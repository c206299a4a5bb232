"""Pause and resume workers with an event.

While the event is clear, each worker pauses at its next `wait`.
`clear` interrupts nothing: a job that has started is completed.
"""

import asyncio


async def work(running, name):
    for job in 1, 2, 3:
        await running.wait()
        await asyncio.sleep(1)
        print(f"{name}: job {job} done")


async def main():
    running = asyncio.Event()
    running.set()
    async with asyncio.TaskGroup() as group:
        group.create_task(work(running, "A"), name="worker A")
        group.create_task(work(running, "B"), name="worker B")
        await asyncio.sleep(1.5)
        running.clear()
        print(f"paused, running.is_set() is {running.is_set()}")
        await asyncio.sleep(3)
        running.set()
        print("resumed")


if __name__ == "__main__":
    asyncio.run(main())
