"""Tell a cancelled child from a cancel of your own.

`await worker` raises `CancelledError` in two cases: somebody cancelled
the worker, or somebody cancelled you. `cancelling` counts the requests
to your own task, so it tells which.
"""

import asyncio


async def work():
    await asyncio.sleep(5)


async def supervise(worker):
    try:
        await worker
    except asyncio.CancelledError:
        requests = asyncio.current_task().cancelling()
        print(f"boss: CancelledError, requests to me: {requests}")
        if requests:
            raise
    print("boss: only my worker is gone, I go on")


async def main():
    for victim in "worker", "boss":
        worker = asyncio.create_task(work(), name="worker")
        boss = asyncio.create_task(supervise(worker), name="boss")
        await asyncio.sleep(1)
        print(f"main: cancels the {victim}")
        if victim == "worker":
            worker.cancel()
        else:
            boss.cancel()
        await asyncio.wait([boss, worker])
        print(f"main: boss cancelled={boss.cancelled()}")


if __name__ == "__main__":
    asyncio.run(main())
