"""Tell a worker's cancellation from your own.

`await worker` raises `CancelledError` in both cases, and catching it
swallows the cancellation of your own task.
`asyncio.wait` raises it only when your own task is cancelled, and
`cancelled` tells you what happened to the worker.
"""

import asyncio


async def work():
    await asyncio.sleep(5)


async def naive(worker):
    try:
        await worker
    except asyncio.CancelledError:
        count = asyncio.current_task().cancelling()
        print(f"naive: the worker is gone, cancelling()={count}")


async def careful(worker):
    await asyncio.wait([worker])
    print(f"careful: worker.cancelled()={worker.cancelled()}")


async def main():
    for supervise in naive, careful:
        for victim in "worker", "boss":
            async with asyncio.TaskGroup() as group:
                worker = group.create_task(work(), name="worker")
                boss = group.create_task(supervise(worker), name="boss")
                await asyncio.sleep(1)
                print(f"main: cancels the {victim}")
                {"worker": worker, "boss": boss}[victim].cancel()
                await asyncio.wait([boss])
                worker.cancel()
            print(f"main: boss.cancelled()={boss.cancelled()}")


if __name__ == "__main__":
    asyncio.run(main())
