"""Waits for what a function of asyncio was given, through a future of its own."""

import sys
from pathlib import Path

from tests.record.reading import sentences_of


def test_a_wait_without_time_is_for_the_task_that_it_cancels(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def slow():
            try:
                await asyncio.sleep(9)
            finally:
                await asyncio.sleep(1)
        async def main():
            task = asyncio.create_task(slow())
            await asyncio.sleep(0)
            try:
                await asyncio.wait_for(task, timeout=0)
            except TimeoutError:
                print(task.cancelled())
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    assert sentences[2] == "main gets its next turn, cancels slow and waits for it."
    assert sentences[-1].startswith(
        "main continues because slow was cancelled. It prints “True”"
    )


def test_a_wait_with_a_timeout_is_for_its_task(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def answer():
            await asyncio.sleep(1)
            return 42
        async def main():
            task = asyncio.create_task(answer())
            print(await asyncio.wait_for(task, timeout=2))
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    assert sentences[0] == "main starts, creates answer and waits for it."
    assert sentences[-1].startswith("main continues because answer ")


def test_a_wait_for_other_tasks_than_before_is_another(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def work(seconds):
            await asyncio.sleep(seconds)
        async def main():
            await asyncio.create_task(work(1), name="A")
            await asyncio.create_task(work(1), name="B")
            first, others = (
                asyncio.create_task(work(1), name="C"),
                [asyncio.create_task(work(2), name=name) for name in "DE"],
            )
            await first
            await asyncio.gather(*others)
        asyncio.run(main())
    """
    assert "main continues because C is done, and waits for D and E." in sentences_of(
        tmp_path, source
    )


def test_a_gather_waits_for_what_a_shield_holds(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def work(seconds):
            await asyncio.sleep(seconds)
            print(seconds, "done")
        async def main():
            held = asyncio.create_task(work(2), name="held")
            await asyncio.gather(asyncio.shield(held), work(1))
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    assert sentences[0] == "main starts, creates held and work, and waits for both."
    assert "main continues because held and work are done" in sentences[-1]


def test_a_coroutine_in_wait_for_waits_as_it_does_outside(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def turn():
            await asyncio.sleep(0)
        async def gate(opened):
            await opened
        async def main():
            await WRAP(turn(), LIMIT)
            opened = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_later(1, opened.set_result, 1)
            await WRAP(gate(opened), LIMIT)
        asyncio.run(main())
    """
    if sys.version_info < (3, 12):  # Else it makes a task of them.
        source = source.replace("LIMIT", "None")
    sentences = sentences_of(
        tmp_path, source.replace("WRAP", "asyncio.wait_for").replace("LIMIT", "9")
    )
    assert sentences[0] == "main starts and yields control."
    assert sentences[1].endswith("in 1 s and waits for opened.")


def test_a_future_of_another_loop_is_not_waited_for(tmp_path: Path) -> None:
    """The program prints that asyncio refuses the future."""
    source = """
        import asyncio
        async def make():
            return asyncio.get_running_loop().create_future()
        async def main(theirs):
            try:
                await theirs
            except RuntimeError as error:
                print("different loop" in str(error))
        asyncio.run(main(asyncio.run(make())))
    """
    _, awaits, refused = sentences_of(tmp_path, source)
    assert awaits == (
        "main starts and awaits theirs, which belongs to another event loop."
    )
    assert refused.startswith(
        "main gets its next turn with a RuntimeError, prints “True” and ends."
    )


PIPES = """
    import asyncio, os
    async def main():
        loop = asyncio.get_running_loop()
        reading, writing = map(os.fdopen, os.pipe(), ("rb", "wb"))
        source, _ = await loop.connect_read_pipe(asyncio.Protocol, reading)
        print("first")
        sink, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, writing)
        print("second")
        sink.close()
        source.close()
    asyncio.run(main())
"""


def test_a_pipe_is_waited_for_until_it_is_open(tmp_path: Path) -> None:
    first, second, last = sentences_of(tmp_path, PIPES, "real")
    assert first == "main starts and waits for the pipe to open."
    opened = "main wakes up because the pipe is open. It prints"
    assert second == f"{opened} “first” and waits for the pipe to open."
    assert last.startswith(f"{opened} “second”, closes two pipes and ends.")
