"""Thread pools that a program uses by itself, on the virtual clock.

What each program prints is what plain Python printed, on 3.11, 3.12 and 3.13.
"""

import pytest

from looptape.record.errors import NeedsRealClock
from looptape.recording import SECOND
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain


def test_a_coroutine_submits_calls(pooled) -> None:
    recording = pooled("""
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
        "main starts, creates tick, hands work(2) and work(1) to two worker threads, "
        "prints “False False True” and waits for work(1)."
    )
    assert any(one.startswith("main wakes up because work(1) has ret") for one in told)
    assert any("because fail() raised ValueError. It" in one for one in told)


def test_asking_for_a_result_blocks_the_loop(pooled) -> None:
    recording = pooled("""
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


def test_a_program_without_a_loop_has_threads(pooled) -> None:
    recording = pooled("""
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


def test_one_pool_has_its_workers_for_both_ways(pooled) -> None:
    recording = pooled("""
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


def test_a_pool_that_a_thread_uses_later_is_not_shut_down(pooled) -> None:
    with pytest.raises(NeedsRealClock, match="before one of its threads hands a call"):
        pooled("""
            pool = ThreadPoolExecutor(2)
            def outer():
                time.sleep(1)
                return pool.submit(work, 1)
            f = pool.submit(outer)
            pool.shutdown(wait=False)
            f.result()
        """)


def test_a_call_in_debug_mode_is_looked_at_as_by_asyncio(pooled) -> None:
    recording = pooled("""
        async def main():
            loop = asyncio.get_running_loop()
            for wrong in (3, main):
                try:
                    loop.run_in_executor(None, wrong)
                except TypeError as error:
                    print(error)
        asyncio.run(main(), debug=True)
    """)
    assert recording.stdout().splitlines() == [
        "a callable object was expected by run_in_executor(), got 3",
        "coroutines cannot be used with run_in_executor()",
    ]


def test_what_cannot_begin_is_refused(pooled) -> None:
    with pytest.raises(NeedsRealClock, match="what its pool calls first in a thread"):
        pooled("""
            ThreadPoolExecutor(initializer=fail).submit(work, 1).exception()
        """)


def test_processes_are_refused_by_name(pooled) -> None:
    with pytest.raises(NeedsRealClock) as refused:
        pooled("""
            async def main():
                with ProcessPoolExecutor() as pool:
                    await asyncio.wrap_future(pool.submit(work, 1))
            asyncio.run(main())
        """)
    assert "process" in str(refused.value).lower(), refused.value


def test_a_method_is_told_with_its_class(pooled) -> None:
    recording = pooled("""
        import datetime, pathlib, socket, statistics
        class Own(ThreadPoolExecutor):
            pass
        class Shop:
            def open(self):
                pass
        async def main():
            own, now = Own(), asyncio.get_running_loop()
            text = pathlib.Path("no such file that has a long name.txt")
            normal = statistics.NormalDist
            for call, *args in (
                (text.exists,), (text.with_suffix, ".md"), (own.shutdown, True),
                (pathlib.Path.cwd,), (normal.from_samples, [1.5, 2.25, 12345.75, 4.0]),
                (statistics.mean, [1, 2]), (now.time,), (Shop().open,), ([].append, 3),
                (socket.inet_aton, "127.0.0.1"),
            ):
                await asyncio.to_thread(call, *args)
        asyncio.run(main())
    """)
    hands = [deed.name for step in recording.steps for deed in step.deeds]
    assert hands == [
        "Path.exists()",
        "PurePath.with_suffix('.md')",
        "ThreadPoolExecutor.shutdown(True)",
        "Path.cwd()",
        "NormalDist.from_samples([1.5, 2.25, 12345.75, …])",
        "statistics.mean([1, 2])",
        "BaseEventLoop.time()",
        "open(self)",
        "append(3)",
        "socket.inet_aton('127.0.0.1')",
    ]


def test_threads_of_all_pools_are_numbered_together(pooled) -> None:
    recording = pooled("""
        def nap(seconds, then=None):
            time.sleep(seconds)
        async def main():
            loop = asyncio.get_running_loop()
            await asyncio.gather(asyncio.to_thread(nap, 1), asyncio.to_thread(nap, 2))
            with ThreadPoolExecutor(1) as pool:
                await loop.run_in_executor(pool, nap, 1, 3)
            ThreadPoolExecutor(1).submit(nap, seconds=1).result()
        asyncio.run(main())
    """)
    lanes = [lane for lane in recording.lanes if lane.kind == "thread"]
    assert [lane.name for lane in lanes] == [f"thread {n}" for n in (1, 2, 3, 4)]
    # As they are called, without what has a default.
    assert [lane.call for lane in lanes] == ["nap(1)", "nap(2)", "nap(1, 3)", "nap(1)"]
