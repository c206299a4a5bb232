"""What is told of barriers and conditions.

A program tells the truth itself: by how many wait at its barrier, and by whether the
condition's lock is free while a task waits at it.
"""

from pathlib import Path

from tests.record.reading import sentences_of

BARRIER = """
    import asyncio
    async def guest(table):
        try:
            async with table:
                print("met")
        except asyncio.BrokenBarrierError:
            print("sent away")
    async def main():
        table = asyncio.Barrier(2)
        for how in "last", "reset", "abort":
            task = asyncio.create_task(guest(table), name=f"guest of {how}")
            await asyncio.sleep(1)
            if how == "last":
                await table.wait()
            elif how == "reset":
                await table.reset()
            else:
                await table.abort()
            print(f"{how}: {table.broken}")
            await task
    asyncio.run(main())
"""
CONDITION = """
    import asyncio
    async def buyer(stock):
        async with stock:
            await stock.wait()
            print("sold")
    async def main():
        stock = asyncio.Condition()
        task = asyncio.create_task(buyer(stock))
        await asyncio.sleep(1)
        print("free:", not stock.locked())
        async with stock:
            stock.notify()
        await task
    asyncio.run(main())
"""


def test_what_is_done_with_a_barrier_is_told(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, BARRIER)
    main = [one for one in sentences if "sleeping" in one]
    assert [one.partition(". ")[0] for one in main] == [
        "main wakes up after sleeping 1 s and reaches table, which wakes guest of last",
        "main wakes up after sleeping 1 s and resets table, which wakes guest of reset",
        "main wakes up after sleeping 1 s and aborts table, which wakes guest of abort",
    ]
    printed = " ".join(sentences)
    places = [printed.index(f"“{one}: ") for one in ("last", "reset", "abort")]
    assert "“last: False”" in printed
    assert "“reset: False”" in printed
    assert "“abort: True”" in printed
    assert places == sorted(places)
    # Its own condition is the business of the library.
    assert "acquires" not in printed
    assert "notifies" not in printed


def test_a_task_waits_for_a_notification_and_not_for_the_condition(
    tmp_path: Path,
) -> None:
    sentences = sentences_of(tmp_path, CONDITION)
    assert sentences[1] == (
        "buyer starts, acquires stock, releases it and waits for a notification."
    )
    assert sentences[2] == (
        "main wakes up after sleeping 1 s, prints “free: True”, acquires stock and "
        "notifies it, which wakes buyer. main releases stock and waits for buyer."
    )
