"""What is told of tasks: their names, who made them, and what they wait for."""

import sys
import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.table import Row, plain
from tests.record.reading import told
from tests.record.small_programs import EAGER


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks are of 3.12")
def test_a_maker_goes_on_although_its_eager_task_waits(figure) -> None:
    sentences = told(figure(EAGER))
    assert sentences[2].startswith("main continues because child is waiting now. ")
    assert sentences[-1].startswith("main continues because child is done")


def test_a_sleep_is_as_long_as_it_was_asked_for_on_a_real_clock(tmp_path: Path) -> None:
    """Three sleeps of 1 s, and computing for 0.3 s after each: 3.9 s."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "async def work():\n"
        "    await asyncio.sleep(1)\n"
        "    began = time.perf_counter()\n"
        "    while time.perf_counter() < began + 0.3: pass\n"
        "async def main():\n"
        "    await asyncio.gather(work(), work(), work())\n"
        "asyncio.run(main())\n"
    )
    figure = Figure(record(Script.read(path), clock="real"))
    told_late = [one for one in told(figure) if "late from its sleep of 1 s" in one]
    assert [one.partition(" wakes")[0] for one in told_late] == ["work 2", "work 3"]
    assert figure.gain is not None
    # The clock counts tenths of a second, and rounds each of six stretches.
    assert figure.gain.one_by_one == pytest.approx(3.9e9, abs=6 * 0.05e9)
    headline = plain(figure.headline)
    assert "; one after another, the waits and the computing would have" in headline


@pytest.mark.parametrize("name", ["lock", "gate"])
def test_a_task_that_waits_for_its_own_lock_holds_it_already(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        f"    {name} = asyncio.Lock()\n"
        f"    async with {name}:\n"
        f"        await {name}.acquire()\n"
        "asyncio.run(main())\n"
    )
    (sentence,) = told(Figure(record(Script.read(path))))
    which = {"lock": "the lock that", "gate": "gate, which"}[name]
    waits = f"waits for {which} it already holds."
    assert waits in sentence
    assert f"Nothing can run any more: main {waits} This is a deadlock." in sentence


def test_tasks_of_one_name_are_told_apart_while_both_are_there(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def work(name, seconds):\n"
        "    await asyncio.sleep(seconds)\n"
        "async def main():\n"
        "    for name in 'one after another', 'one after another':\n"
        "        await asyncio.create_task(work(name, 1), name=name)\n"
        "    make = asyncio.create_task\n"
        "    both = [make(work('pair', n), name='pair') for n in (1, 2)]\n"
        "    await asyncio.gather(*both)\n"
        "asyncio.run(main())\n"
    )
    figure = Figure(record(Script.read(path)))
    names = [lane.name for lane in figure.view.lanes]
    assert names == ["main", *["one after another"] * 2, "pair 1", "pair 2"]
    assert {lane.name for lane in figure.view.lanes} - {"main"} == {
        row.task for row in figure.rows() if isinstance(row, Row)
    } - {"main"}
    sentences = told(figure)
    assert (
        sum(one.startswith("pair 2 wakes up after sleeping 2 s") for one in sentences)
        == 1
    )
    assert "pair 1</text>" in figure.picture.svg.replace("</title>", "</text>")


def test_a_call_that_no_thread_is_free_for_waits_in_the_queue(tmp_path: Path) -> None:
    """What each thread begins with is what a pool of two can take at once."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def nap(seconds):\n"
        "    time.sleep(seconds)\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    pool = ThreadPoolExecutor(2)\n"
        "    calls = [loop.run_in_executor(pool, nap, s) for s in (1, 2, 3, 4, 4)]\n"
        "    await asyncio.gather(*calls)\n"
        "    await loop.run_in_executor(pool, nap, 1)\n"
        "asyncio.run(main())\n"
    )
    first, last, _ = told(Figure(record(Script.read(path))))
    assert first == (
        "main starts, hands nap(1) and nap(2) to two worker threads, puts three calls "
        "in the pool's queue and waits for all five calls."
    )
    assert last.endswith("hands nap(1) to a worker thread and waits.")


def test_a_task_that_the_program_makes_is_its_own_whoever_wrote_it(
    tmp_path: Path,
) -> None:
    """The same coroutine function of a library, once in the program's own task."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, contextlib\n"
        "async def main():\n"
        "    for make in asyncio.create_task, asyncio.gather:\n"
        "        stack = contextlib.AsyncExitStack()\n"
        "        stack.push_async_callback(asyncio.sleep, 1)\n"
        "        task = make(stack.aclose())\n"
        "        await asyncio.sleep(0.5)\n"
        "        await task\n"
        "    await asyncio.wait_for(stack.aclose(), 1)\n"
        "asyncio.run(main())\n"
    )
    figure = Figure(record(Script.read(path)))
    names = [lane.name for lane in figure.view.lanes if lane.kind == "task"]
    assert names == ["main", "aclose 1", "aclose 2"]
    sentences = told(figure)
    assert sentences[0] == "main starts, creates aclose 1 and sleeps for 0.5 s."
    assert sum("waits for aclose" in one for one in sentences) == 2
    # Before 3.12 it is `wait_for` that makes a task of the last one.
    own = sys.version_info < (3, 12)
    assert any("waits for a library's task" in one for one in sentences) == own


def test_a_group_waits_for_what_its_tasks_make_in_it(tmp_path: Path) -> None:
    """The last task to print is the last that the group waits for."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def visit(group, name):\n"
        "    await asyncio.sleep(1)\n"
        "    if len(name) < 3:\n"
        "        group.create_task(visit(group, name + 'a'), name=name + 'a')\n"
        "    print('done:', name)\n"
        "async def main():\n"
        "    async with asyncio.TaskGroup() as group:\n"
        "        group.create_task(visit(group, 'a'), name='a')\n"
        "    print('done: main')\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    last = recording.stdout().splitlines()[-2].removeprefix("done: ")
    sentences = told(Figure(recording))
    assert last == "aaa"
    assert sentences[-1].startswith(f"main continues because {last} is done. ")
    waited_for = "That was the last task that main waited for, so main can continue."
    assert [one.endswith(waited_for) for one in sentences[-2:]] == [True, False]
    assert sum(waited_for in one for one in sentences) == 1


def test_of_several_tasks_those_are_told_that_are_left(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
            import asyncio
            async def ask(seconds):
                await asyncio.sleep(seconds)
            async def main():
                try:
                    async with asyncio.timeout(2):
                        await asyncio.gather(ask(1), ask(3))
                except TimeoutError:
                    print("late")
                tasks = [asyncio.create_task(ask(n)) for n in (4, 5)]
                await asyncio.sleep(1)
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)
            asyncio.run(main())
        """)
    )
    told = [plain(row.sentence) for row in Figure(record(Script.read(path))).rows()]
    timeout = "The timeout of 2 s expires and cancels main, which waits for ask 2."
    assert timeout in told
    assert told[-1] == (
        "main continues because ask 3 and ask 4 were cancelled, and ends. The program "
        "ends."
    )
