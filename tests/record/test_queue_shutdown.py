"""A queue that is shut down, since Python 3.13.

What each task prints says how its call ended.
"""

import asyncio
from pathlib import Path

import pytest

from tests.record.reading import sentences_of

SHUTS = """
    import asyncio
    async def consume(jobs):
        try:
            await jobs.get()
        except asyncio.QueueShutDown:
            print("no more jobs")
    async def produce(full):
        try:
            await full.put(2)
        except asyncio.QueueShutDown:
            print("closed")
    async def main():
        jobs, full = asyncio.Queue(), asyncio.Queue(1)
        full.put_nowait(1)
        async with asyncio.TaskGroup() as group:
            group.create_task(consume(jobs))
            group.create_task(produce(full))
            group.create_task(full.join())
            await asyncio.sleep(1)
            jobs.shutdown()
            full.shutdown(immediate=True)
    asyncio.run(main())
"""


@pytest.mark.skipif(
    not hasattr(asyncio.Queue, "shutdown"), reason="queues shut down since Python 3.13"
)
def test_a_queue_is_shut_down(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, SHUTS)
    (shuts,) = (each for each in sentences if "shuts " in each)
    assert shuts == (
        "main wakes up after sleeping 1 s and shuts jobs down, which wakes consume. "
        "main shuts full down, which wakes join and produce, and waits for the "
        "TaskGroup."
    )
    woken = [each for each in sentences if "because main shut " in each]
    assert [each.partition(" because ")[2].partition(".")[0] for each in woken] == [
        "main shut jobs down",
        "main shut full down, and ends",
        "main shut full down",
    ]
    assert "It prints “no more jobs” and ends." in woken[0]
    assert "It prints “closed” and ends." in woken[2]


@pytest.mark.parametrize("call", ["shutdown", "put_nowait"])
def test_the_loop_may_use_a_queue_as_well(tmp_path: Path, call: str) -> None:
    source = f"""
        import asyncio
        async def main():
            orders = asyncio.Queue()
            loop = asyncio.get_running_loop()
            loop.call_later(1, orders.{call}, *[7][:{call == "put_nowait"}])
            try:
                print("got", await orders.get())
            except asyncio.QueueShutDown:
                print("it was shut down")
            print("at", loop.time())
        asyncio.run(main())
    """
    if not hasattr(asyncio.Queue, call):
        pytest.skip("queues can be shut down since Python 3.13")
    first, calls, wakes = sentences_of(tmp_path, source)
    assert first.startswith(f"main starts, schedules orders.{call}() in 1 s and waits")
    assert calls == f"The loop calls orders.{call}(), which wakes main."
    assert wakes.startswith(
        f"main wakes up because the loop called orders.{call}(). It"
    )
    said = "got 7" if call == "put_nowait" else "it was shut down"
    assert f"“{said}” and “at 1.0”" in wakes
