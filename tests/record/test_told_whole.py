"""Sentences that left something out or told it in another way than the rest.

What is true of each program is known from what it prints or returns.
"""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.record.reading import sentences_of, told


def test_who_acts_is_named_again_after_whom_it_wakes(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def work(lock, name):
            async with lock:
                await asyncio.sleep(1)
            print(name, "after the lock")
            await asyncio.sleep(1)
        async def main():
            lock = asyncio.Lock()
            async with asyncio.TaskGroup() as group:
                for name in ("A", "B"):
                    group.create_task(work(lock, name), name=name)
        asyncio.run(main())
    """
    assert sentences_of(tmp_path, source)[3] == (
        "A wakes up after sleeping 1 s and releases the lock, which wakes B. "
        "A prints “A after the lock” and sleeps for 1 s."
    )


def test_a_callback_is_named_again_after_whom_it_wakes(tmp_path: Path) -> None:
    source = """
        import asyncio
        def open_gate(gate):
            gate.set()
            print("opened")
            gate.clear()
        async def main():
            gate = asyncio.Event()
            asyncio.get_running_loop().call_soon(open_gate, gate)
            await gate.wait()
        asyncio.run(main())
    """
    assert sentences_of(tmp_path, source)[1] == (
        "The loop calls open_gate(), which sets gate, which wakes main. "
        "open_gate() prints “opened” and clears gate."
    )


def test_a_task_that_nobody_cancelled_raises_cancelled_error(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
            import asyncio
            async def work():
                await asyncio.sleep(9)
            async def wait(task):
                await task
            async def main():
                task = asyncio.create_task(work())
                waiter = asyncio.create_task(wait(task), name="waiter")
                await asyncio.sleep(1)
                task.cancel()
                await asyncio.wait([waiter])
                print(task.cancelling(), waiter.cancelling(), waiter.cancelled())
                await task
            asyncio.run(main())
        """)
    )
    recording = record(Script.read(path))
    assert (recording.stdout(), recording.error) == (
        "1 0 True\n",
        "CancelledError: ",
    )
    sentences = told(Figure(recording))
    raised = "continues because work was cancelled, and raises CancelledError."
    assert f"waiter {raised} main can continue." in sentences
    assert any(
        each.startswith("work is cancelled by main while sleeping, and ends.")
        for each in sentences
    )
    end = " The program ends with CancelledError."
    assert sentences[-1].endswith(f"and raises CancelledError.{end}")


@pytest.mark.parametrize("number", [4, 5, 11])
def test_many_tasks_are_counted_alike(tmp_path: Path, number: int) -> None:
    source = f"""
        import asyncio
        async def main():
            tasks = [asyncio.create_task(asyncio.sleep(1)) for _ in range({number})]
            print("made")
            await asyncio.gather(*tasks)
        asyncio.run(main())
    """
    names = ", ".join(f"sleep {place}" for place in range(1, number))
    made, all_of_them = {
        4: (f"{names} and sleep 4", f"{names} and sleep 4"),
        5: ("five tasks", "all five"),
        11: ("11 tasks", "all 11"),
    }[number]
    assert sentences_of(tmp_path, source)[0] == (
        f"main starts, creates {made}, prints “made” and waits for {all_of_them}."
    )


@pytest.mark.parametrize(
    ("message", "said"), [("No.", "No."), ("No", "No."), ("Why?", "Why?")]
)
def test_a_headline_ends_once(tmp_path: Path, message: str, said: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\nasync def main():\n"
        f"    raise ValueError('{message}')\nasyncio.run(main())\n"
    )
    shown = plain(Figure(record(Script.read(path))).headline)
    assert shown == f"Took 0 s and raised ValueError: {said}"


def test_what_clears_a_line_is_no_empty_line(tmp_path: Path) -> None:
    source = r"""
        import asyncio
        async def main():
            print("| working", end="")
            await asyncio.sleep(1)
            print("\r         \r", end="")
            await asyncio.sleep(1)
            print()
        asyncio.run(main())
    """
    assert [each.partition(", ")[2] for each in sentences_of(tmp_path, source)] == [
        "prints “| working” and sleeps for 1 s.",
        "prints only spaces and sleeps for 1 s.",
        "prints an empty line and ends. The program ends.",
    ]
