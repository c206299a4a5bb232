"""What tasks of AnyIO wait for: its own locks and streams, not what is inside them."""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

SHARED = """
    import anyio
    async def work(shared):
        async with shared:
            await anyio.sleep(1)
    async def main():
        shared = anyio.MADE
        async with anyio.create_task_group() as group:
            group.start_soon(work, shared, name="A")
            group.start_soon(work, shared, name="B")
    anyio.run(main)
"""


@pytest.mark.parametrize("made", ["Lock()", "Semaphore(1)", "CapacityLimiter(1)"])
def test_who_comes_second_waits_for_what_is_taken(tmp_path: Path, made: str) -> None:
    sentences = sentences_of(tmp_path, SHARED.replace("MADE", made))
    # AnyIO lets the other tasks run even if it is free.
    assert sentences[1] == "A starts and yields control."
    assert sentences[2] == "B starts and waits for shared."


def test_what_waits_at_a_condition_is_told_so(tmp_path: Path) -> None:
    source = """
        import anyio
        async def wait(door):
            async with door:
                await door.wait()
        async def main():
            door = anyio.Condition()
            async with anyio.create_task_group() as group:
                group.start_soon(wait, door)
                await anyio.sleep(1)
                async with door:
                    door.notify()
        anyio.run(main)
    """
    assert "wait gets its next turn and waits for door." in sentences_of(
        tmp_path, source
    )


def test_an_item_of_a_memory_stream_and_its_end(tmp_path: Path) -> None:
    source = """
        import anyio
        async def produce(send):
            async with send:
                await anyio.sleep(1)
                await send.send("item")
                await anyio.sleep(1)
        async def main():
            send, receive = anyio.create_memory_object_stream()
            async with anyio.create_task_group() as group:
                group.start_soon(produce, send)
                async with receive:
                    async for item in receive:
                        print(item)
            print("end")
        anyio.run(main)
    """
    main = [each for each in sentences_of(tmp_path, source) if each.startswith("main")]
    came = [each.partition(" because ")[2] for each in main if "wakes up" in each]
    assert came[0].startswith("a message arrived from produce. It prints “item”")
    assert came[1].startswith("it has reached the end of its input, and")
    assert sum("waits for a message" in each for each in main) == 2
