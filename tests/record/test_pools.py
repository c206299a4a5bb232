"""Thread pools that a program uses by itself, on the virtual clock.

What each program prints is what plain Python printed, on 3.11, 3.12 and 3.13.
"""

import textwrap
from pathlib import Path

import pytest

from looptape.record.errors import NeedsRealClock
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain

HEAD = """
    import asyncio, time
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    def work(n):
        time.sleep(n)
        print("work", n)
        return n * 2
    def fail():
        time.sleep(0.5)
        raise ValueError("no")
"""


@pytest.fixture
def run(tmp_path: Path):
    def run(source: str) -> Recording:
        path = tmp_path / "program.py"
        text = textwrap.dedent(HEAD) + textwrap.dedent(source)
        path.write_text(text, encoding="utf-8")
        return record(Script.read(path))

    return run


def test_a_coroutine_submits_calls(run) -> None:
    recording = run("""
        async def tick():
            for _ in range(8):
                await asyncio.sleep(0.3)
                print("tick")
        async def main():
            task = asyncio.create_task(tick())
            with ThreadPoolExecutor(2) as pool:
                f = pool.submit(work, 2)
                g = pool.submit(work, n=1)
                print(f.done(), g.done(), f.running())
                print(await asyncio.wrap_future(g))
                print(f.done(), g.done(), g.result())
                print(await asyncio.wrap_future(f))
                try:
                    await asyncio.wrap_future(pool.submit(fail))
                except ValueError as error:
                    print(repr(error))
            await task
        asyncio.run(main())
    """)
    assert recording.stdout().split("\n") == [
        "False False True",
        *["tick"] * 3,
        "work 1",
        "2",
        "False True 2",
        *["tick"] * 3,
        "work 2",
        "4",
        *["tick"] * 2,
        "ValueError('no')",
        "",
    ]
    assert recording.until == 2.5 * SECOND
    told = [plain(row.sentence) for row in Figure(recording).rows()]
    assert told[0] == (
        "main starts, creates tick, hands work(2) to a worker thread, hands work(1) to "
        "a "
        "worker thread, prints “False False True” and waits for work(1)."
    )
    assert any(one.startswith("main wakes up because work(1) has ret") for one in told)
    assert any("because fail() raised ValueError. It" in one for one in told)


def test_asking_for_a_result_blocks_the_loop(run) -> None:
    recording = run("""
        async def main():
            pool = ThreadPoolExecutor(2)
            print(list(pool.map(work, [0.25, 0.5, 0.125])))
            future = pool.submit(fail)
            print(repr(future.exception()))
            pool.submit(work, 1)
            pool.shutdown()
            try:
                pool.submit(work, 1)
            except RuntimeError as error:
                print(error)
        asyncio.run(main())
    """)
    assert recording.stdout().splitlines() == [
        "work 0.25",
        "work 0.125",
        "work 0.5",
        "[0.5, 1.0, 0.25]",
        "ValueError('no')",
        "work 1",
        "cannot schedule new futures after shutdown",
    ]
    blocks = [(deed.name, deed.until) for deed in recording.steps[0].blocks]
    assert blocks == [
        ("future.result()", 0.25 * SECOND),
        ("future.result()", 0.5 * SECOND),
        ("future.exception()", SECOND),
        ("executor.shutdown()", 2 * SECOND),
    ]


def test_a_program_without_a_loop_has_threads(run) -> None:
    recording = run("""
        with ThreadPoolExecutor() as pool:
            future = pool.submit(work, 0.25)
            try:
                future.result(0.125)
            except TimeoutError as error:
                print(repr(error))
            print(future.result(), future.exception())
    """)
    assert recording.stdout() == "TimeoutError()\nwork 0.25\n0.5 None\n"
    assert (recording.until, recording.error) == (0.25 * SECOND, None)


def test_one_pool_has_its_workers_for_both_ways(run) -> None:
    recording = run("""
        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(1) as pool:
                future = pool.submit(work, 1)
                print(await loop.run_in_executor(pool, work, 0.5))
                print(future.done())
        asyncio.run(main())
    """)
    assert recording.stdout() == "work 1\nwork 0.5\n1.0\nTrue\n"
    assert recording.until == 1.5 * SECOND
    assert [lane.kind for lane in recording.lanes] == ["task", "thread"]


def test_processes_are_refused_by_name(run) -> None:
    with pytest.raises(NeedsRealClock) as refused:
        run("""
            async def main():
                with ProcessPoolExecutor() as pool:
                    await asyncio.wrap_future(pool.submit(work, 1))
            asyncio.run(main())
        """)
    assert "process" in str(refused.value).lower(), refused.value
