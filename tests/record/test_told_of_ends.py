"""What is told of cancellation, of timeouts, and of what was raised."""

import sys
import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.table import plain
from tests.record.busy import at_rest
from tests.record.reading import told
from tests.record.small_programs import CHILD


def test_a_child_has_exited(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(CHILD))
    *_, last = told(Figure(record(Script.read(path), clock="real")))
    # On a busy machine, it ends a little later: "The program ends at 0.1 s."
    assert at_rest(last).startswith(
        "main wakes up because the child process has exited. It prints “status 0” and "
        "ends. The program ends"
    )


@pytest.mark.parametrize("cancels", [True, False])
def test_what_the_loop_calls_causes_a_cancellation_or_is_not_told(
    tmp_path: Path, cancels: bool
) -> None:
    """The program cancels the future, or leaves its task to the end of the run."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def work():\n"
        "    try:\n"
        "        await asyncio.sleep(60)\n"
        "    finally:\n"
        "        print('cancelled')\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    future = asyncio.run_coroutine_threadsafe(work(), loop)\n"
        "    await asyncio.sleep(1)\n"
        f"    if {cancels}: future.cancel()\n"
        "    await asyncio.sleep(0)\n"
        "asyncio.run(main())\n"
    )
    sentences = told(Figure(record(Script.read(path))))
    (cancelled,) = (n for n, one in enumerate(sentences) if "“cancelled”" in one)
    calls = [n for n, one in enumerate(sentences) if "The loop calls" in one]
    assert [number < cancelled for number in calls] == [True] * cancels


def test_who_cancels_a_task_that_was_only_made(tmp_path: Path) -> None:
    """One task makes it, another cancels it, and both say so."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def rows():\n"
        "    try:\n"
        "        yield 1\n"
        "    finally:\n"
        "        print('closed')\n"
        "async def work():\n"
        "    print('never')\n"
        "tasks = []\n"
        "async def maker():\n"
        "    tasks.append(asyncio.create_task(work()))\n"
        "async def canceller():\n"
        "    print('cancels', tasks[0].cancel())\n"
        "async def main():\n"
        "    await asyncio.gather(maker(), canceller())\n"
        "    async for row in rows():\n"
        "        break\n"
        "loop = asyncio.new_event_loop()\n"
        "loop.run_until_complete(main())\n"
        "for task in asyncio.all_tasks(loop):\n"
        "    task.cancel()\n"
        "loop.run_until_complete(asyncio.sleep(0))\n"
        "loop.close()\n"
    )
    recording = record(Script.read(path))
    assert recording.stdout() == "cancels True\nclosed\n"
    sentences = told(Figure(recording))
    assert "work is cancelled by canceller before it starts, and ends." in sentences
    closes = "cleanup of rows is cancelled before its first step, but still closes the "
    does = "generator: it prints “closed” and ends."
    assert any(one.startswith(f"{closes}{does}") for one in sentences)


def test_a_timeout_is_told_as_the_program_sets_it(tmp_path: Path) -> None:
    """Each of them ends at a moment that the program prints."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    began = loop.time()\n"
        "    async def end(limit, moved=None):\n"
        "        try:\n"
        "            async with limit:\n"
        "                if moved:\n"
        "                    limit.reschedule(loop.time() + moved)\n"
        "                await asyncio.sleep(9)\n"
        "        except TimeoutError:\n"
        "            print('ended at', loop.time() - began)\n"
        "    await end(asyncio.timeout(1))\n"
        "    await end(asyncio.timeout_at(began + 1.5))\n"
        "    await end(asyncio.timeout(1), 2)\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert recording.stdout().splitlines() == [
        f"ended at {moment}" for moment in ("1.0", "1.5", "3.5")
    ]
    ended = [one for one in told(Figure(recording)) if one.startswith("The ")]
    assert [one.partition(" and cancels")[0] for one in ended] == [
        "The timeout of 1 s expires",
        "The deadline at 1.5 s passes",
        "The deadline at 3.5 s passes",
    ]


def test_a_cancellation_within_a_library_is_its_own_business(tmp_path: Path) -> None:
    """The library ends one wait by it, as anyio does; the program gets its result."""
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "races.py").write_text(
        "import asyncio\n"
        "async def first(seconds):\n"
        "    task, event = asyncio.current_task(), asyncio.Event()\n"
        "    async def stop():\n"
        "        await asyncio.sleep(seconds)\n"
        "        task.cancel()\n"
        "    stopper = asyncio.create_task(stop())\n"
        "    try:\n"
        "        await event.wait()\n"
        "    except asyncio.CancelledError:\n"
        "        task.uncancel()\n"
        "        stopper.cancel()\n"
        "    await asyncio.sleep(seconds)\n"
        "    return 'first'\n"
    )
    path = tmp_path / "program.py"
    path.write_text(
        f"import asyncio, sys; sys.path.append({str(packages)!r})\n"
        "import races\n"
        "async def main():\n"
        "    try:\n"
        "        print('came:', await races.first(1))\n"
        "    except asyncio.CancelledError:\n"
        "        print('never')\n"
        "    task = asyncio.create_task(races.first(1))\n"
        "    await asyncio.sleep(0.5)\n"
        "    task.cancel()\n"
        "    print('came:', await task)\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert recording.stdout() == "came: first\n" * 2
    sentences = told(Figure(recording))
    assert sentences[1] == "main runs briefly and sleeps for 1 s."
    cancelled = [one for one in sentences if "is cancelled" in one]
    assert cancelled == [
        "first is cancelled by main while waiting for races, and sleeps for 1 s."
    ]


def test_the_task_that_cancels_is_named_also_where_the_wait_was_just_over(
    tmp_path: Path,
) -> None:
    """Both sleeps are over at the moment of the timeout, before the group cancels."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def work():\n"
        "    while True: await asyncio.sleep(1)\n"
        "async def main():\n"
        "    async with asyncio.timeout(3), asyncio.TaskGroup() as group:\n"
        "        group.create_task(work())\n"
        "        group.create_task(work())\n"
        "asyncio.run(main())\n"
    )
    sentences = told(Figure(record(Script.read(path))))
    assert "work 1 is cancelled by main while sleeping, and ends." in sentences
    assert not any("by work" in sentence for sentence in sentences)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="the future stays as it is")
def test_what_a_future_cannot_carry_is_told_as_it_was_raised(tmp_path: Path) -> None:
    """As plain Python shows by the cause of what is caught."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    try:\n"
        "        await asyncio.to_thread(next, iter([]))\n"
        "    except RuntimeError as error:\n"
        "        print(type(error.__cause__).__name__)\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert recording.stdout() == "StopIteration\n"
    told = [plain(row.sentence) for row in Figure(recording).rows()]
    assert told[-1] == (
        "main wakes up because next() raised StopIteration, which a future turns into "
        "RuntimeError. It prints “StopIteration” and ends. The program ends."
    )


LATE = """
    import asyncio, time
    async def block():
        await asyncio.sleep(0.5)
        time.sleep(1)
    async def main():
        now, task = asyncio.get_running_loop().time, asyncio.create_task(block())
        for limit in (
            asyncio.timeout(1), asyncio.timeout(0), asyncio.timeout_at(now() + 2),
            asyncio.timeout_at(1), asyncio.timeout_at(now() + 3),
        ):
            try:
                async with limit:
                    await asyncio.sleep(9)
            except TimeoutError:
                print(limit.when(), now())
    asyncio.run(main())
"""


def test_a_timeout_is_told_as_the_program_gave_it(tmp_path: Path) -> None:
    """Also where it is over as it begins, or comes late."""
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(LATE))
    recording = record(Script.read(path))
    moments = recording.stdout().splitlines()
    assert moments == ["1.0 1.5", "0.0 1.5", "2.0 2.0", "1 2.0", "3.0 3.0"]
    told = [plain(row.sentence) for row in Figure(recording).rows()]
    assert [sentence for sentence in told if " and cancels main" in sentence] == [
        f"The {over} and cancels main."
        for over in (
            "timeout of 1 s expires",
            "timeout of 0 s expires",
            "deadline at 2 s passes",
            "deadline at 1 s passes",
            "deadline at 3 s passes",
        )
    ]
    assert not [sentence for sentence in told if "cancelled by main" in sentence]
