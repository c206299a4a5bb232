"""Tasks that are nothing but a call of asyncio: what that does is told as theirs."""

from pathlib import Path

from tests.record.reading import sentences_of

PROGRAM = """
    import asyncio
    async def main():
        queue, lock = asyncio.Queue(1), asyncio.Lock()
        first = asyncio.create_task(queue.put("first"), name="A")
        await first
        print("size:", queue.qsize())
        second = asyncio.create_task(queue.put("second"), name="B")
        await asyncio.sleep(0)
        print("done:", second.done())
        print("took:", await asyncio.create_task(queue.get(), name="C"))
        await second
        print("size:", queue.qsize())
        await asyncio.create_task(lock.acquire(), name="D")
        print("locked:", lock.locked())
        event = asyncio.Event()
        asyncio.get_running_loop().call_later(1, event.set)
        await asyncio.create_task(event.wait(), name="E")
    asyncio.run(main())
"""


def test_what_the_call_does_is_told_of_its_task(tmp_path: Path) -> None:
    told = sentences_of(tmp_path, PROGRAM)
    lines = [one for one in told if one[:2] in {"A ", "B ", "C ", "D ", "E "}]
    puts, waits, takes, put, acquires, event, ends = lines
    assert puts == "A starts, puts an item in the queue and ends. main can continue."
    assert waits == "B starts and waits for room in the queue."
    assert takes.startswith(
        "C starts, takes an item, which wakes B, and returns 'first'."
    )
    assert put.endswith("It puts an item in the queue and ends.")
    assert acquires.startswith("D starts, acquires the lock and returns True.")
    assert event == "E starts and waits for the event."
    assert ends.startswith("E wakes up because ")
    printed = ["size: 1", "done: False", "took: first", "size: 1", "locked: True"]
    whole = " ".join(told)
    places = [whole.find(f"“{line}”") for line in printed]
    assert -1 not in places
