"""Threads of a program, which are simulated on the virtual clock."""

from itertools import pairwise

from looptape.recording import SECOND
from looptape.timeline import View
from tests.record.reading import lines


def test_what_a_thread_prints_comes_at_its_time(run) -> None:
    """Echoed in order of time, and told between what causes it and what follows."""
    shown: list[str] = []
    recording = run(
        """
        import asyncio, time
        def work(n):
            print("begins", n)
            time.sleep(1)
            print("ends", n)
        async def tick():
            for _ in range(3):
                await asyncio.sleep(1)
                print("tick")
        async def main():
            ticks = asyncio.create_task(tick())
            for n in range(2):
                await asyncio.to_thread(work, n)
                print("has", n)
            await asyncio.to_thread(print, "quick")
            await ticks
        asyncio.run(main())
        """,
        echo=lambda stream, text: shown.append(text),
    )
    assert "".join(shown) == recording.stdout()
    order = recording.stdout().split("\n")
    for before, after in pairwise(
        ["begins 0", "ends 0", "has 0", "begins 1", "ends 1", "has 1", "quick"]
    ):
        assert order.index(before) < order.index(after)
    # What a picture and a table tell, and after which step.
    view = View(recording)
    aside = [(n, line.text) for n in view.aside for line in view.aside[n]]
    handing = [
        n
        for n, step in enumerate(view.steps)
        if any(deed.verb == "hands" for deed in step.deeds)
    ]
    going_on = [n for n, step in enumerate(view.steps) if step.cause == "thread"]
    assert len(handing) == len(going_on) == 3
    first, second, third = zip(handing, going_on, strict=True)
    assert aside[0] == (first[0], "begins 0")
    assert aside[1][1] == "ends 0" and first[0] <= aside[1][0] < first[1]
    assert aside[2] == (second[0], "begins 1")
    assert aside[3][1] == "ends 1" and second[0] <= aside[3][0] < second[1]
    assert aside[4] == (third[0], "quick")


def test_threads_are_simulated(run) -> None:
    recording = run("""
        import asyncio, time
        def work(name):
            print(name, "begins")
            time.sleep(2)
            print(name, "ends")
            return name
        async def tick():
            for _ in range(3):
                await asyncio.sleep(0.75)
                print("tick")
        async def main():
            results = await asyncio.gather(
                tick(), asyncio.to_thread(work, "A"), asyncio.to_thread(work, "B"))
            print(results)
        asyncio.run(main())
    """)
    assert lines(recording) == [
        (0, "A begins"),
        (0, "B begins"),
        (0.75, "tick"),
        (1.5, "tick"),
        (2, "A ends"),
        (2, "B ends"),
        (2.25, "tick"),
        (2.25, "[None, 'A', 'B']"),
    ]
    assert recording.simulated == ["threads"]
    assert [(bar.text, bar.at, bar.until) for bar in recording.bars] == [
        ("work('A')", 0, 2 * SECOND),
        ("work('B')", 0, 2 * SECOND),
    ]
    assert not any(step.blocks for step in recording.steps)


def test_a_small_pool_makes_work_wait(run) -> None:
    recording = run("""
        import asyncio, time
        from concurrent.futures import ThreadPoolExecutor
        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(2) as pool:
                await asyncio.gather(
                    *[loop.run_in_executor(pool, time.sleep, 1) for _ in range(5)])
        asyncio.run(main())
    """)
    spans = [(bar.at // SECOND, bar.until // SECOND) for bar in recording.bars]
    assert spans == [(0, 1), (0, 1), (1, 2), (1, 2), (2, 3)]
    assert {bar.text for bar in recording.bars} == {"time.sleep(1)"}


def test_the_end_of_run_waits_for_threads(run) -> None:
    recording = run("""
        import asyncio, time
        def work():
            time.sleep(2)
            print("work ends")
        async def rows():
            try:
                yield 1
            finally:
                print("rows are closed")
        async def main():
            asyncio.get_running_loop().run_in_executor(None, work)
            await anext(kept)
            await asyncio.sleep(1)
            print("main ends")
        kept = rows()
        asyncio.run(main())
        print("run ends")
    """)
    assert lines(recording) == [
        (1, "main ends"),
        (1, "rows are closed"),
        (2, "work ends"),
        (2, "run ends"),
    ]
    names = [lane.name for lane in recording.lanes]
    assert names == ["main", "thread 1", "cleanup of rows"]


def test_the_end_of_the_pool_is_no_callback_of_the_program(run) -> None:
    source = """
        import asyncio
        asyncio.run(asyncio.to_thread(print, "printed"))
    """
    recording = run(source, clock="real")
    assert [lane.kind for lane in recording.lanes] == ["task", "thread"]


def test_errors_and_loops_in_a_thread(run) -> None:
    recording = run("""
        import asyncio
        def fail():
            raise ValueError("in the thread")
        async def inner():
            await asyncio.sleep(1)
            return "inner"
        async def main():
            print(await asyncio.to_thread(lambda: asyncio.run(inner())))
            try:
                await asyncio.to_thread(fail)
            except ValueError as error:
                print(error)
            try:
                await asyncio.to_thread(asyncio.get_running_loop)
            except RuntimeError as error:
                print(error)
        asyncio.run(main())
    """)
    assert lines(recording) == [
        (1, "inner"),
        (1, "in the thread"),
        (1, "no running event loop"),
    ]


def test_a_thread_has_its_own_context_variables(run) -> None:
    recording = run("""
        import asyncio, contextvars
        user = contextvars.ContextVar("user", default="nobody")
        async def main():
            user.set("ann")
            loop = asyncio.get_running_loop()
            print(await asyncio.to_thread(user.get))
            print(await loop.run_in_executor(None, user.get))
            await loop.run_in_executor(None, user.set, "worker")
            print(await loop.run_in_executor(None, user.get))
        asyncio.run(main())
    """)
    assert [text for _, text in lines(recording)] == ["ann", "nobody", "worker"]


def test_the_end_of_the_thread_pool_is_no_call_of_the_program(run) -> None:
    recording = run(
        """
        import asyncio
        async def main():
            await asyncio.to_thread(str)
        asyncio.run(main())
    """,
        clock="real",
    )
    assert [lane.kind for lane in recording.lanes] == ["task", "thread"]


def test_a_thread_that_waits_for_an_answer_holds_nobody_up(run) -> None:
    recording = run(
        """
        import asyncio
        from urllib.request import urlopen
        async def main():
            loop = asyncio.get_running_loop()
            page = "data:text/plain,page"
            await asyncio.gather(loop.run_in_executor(None, urlopen, page))
            urlopen(page)
        asyncio.run(main())
    """,
        clock="real",
    )
    assert [lane.kind for lane in recording.lanes] == ["task", "thread"]
    blocks = [(step.lane, len(step.blocks)) for step in recording.steps]
    assert blocks == [(0, 0), (0, 1)]
    assert recording.steps[0].wait.lanes == [1]


def test_a_thread_is_told_no_name_of_the_recorder(run) -> None:
    recording = run(
        """
        import asyncio
        async def main():
            loop = asyncio.get_running_loop()
            await asyncio.to_thread(loop.call_soon, print, 1)
        asyncio.run(main())
        """
    )
    (bar,) = recording.bars
    assert bar.text.startswith("BaseEventLoop.call_soon(")


def test_a_thread_is_told_no_private_module(run) -> None:
    """`Path.read_text` is in `pathlib._local` on some Pythons."""
    recording = run(
        """
        import asyncio
        from pathlib import Path
        async def main():
            await asyncio.to_thread(Path(__file__).read_text)
        asyncio.run(main())
        """
    )
    (bar,) = recording.bars
    assert bar.text == "Path.read_text()"


def test_what_a_thread_hands_over_comes_at_its_time(run) -> None:
    recording = run(
        """
        import asyncio, time
        def work(report):
            for percent in 50, 100:
                time.sleep(1)
                report(percent)
        async def show(progress):
            while True:
                print(await progress.get())
        async def main():
            loop, progress = asyncio.get_running_loop(), asyncio.Queue()
            task = asyncio.create_task(show(progress))
            def report(percent):
                loop.call_soon_threadsafe(progress.put_nowait, percent)
            await asyncio.to_thread(work, report)
            print("done")
            task.cancel()
        asyncio.run(main())
        """
    )
    printed = [(line.at // SECOND, line.text.strip()) for line in recording.output]
    assert printed == [(1, "50"), (2, "100"), (2, "done")]
