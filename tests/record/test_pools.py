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
from tests.record.watched import plain as plain_run

HEAD = """
    import asyncio, time
    from concurrent.futures import Executor, Future
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


# What Python refuses after a pool was shut down; each prints the errors.
CLOSED = """
    import atexit
    def say(error):
        print(type(error).__module__, type(error).__name__, error)
    def refused(call, *args):
        try:
            print(call(*args))
        except RuntimeError as error:
            say(error)
    class Own(ThreadPoolExecutor):
        def submit(self, fn, *args):
            print("submit", args)
            return super().submit(fn, *args)
        def shutdown(self, wait=True, **options):
            print("shutdown", wait)
            super().shutdown(wait, **options)
    class Now(Executor):
        def submit(self, fn, *args):
            future = Future()
            future.set_result(fn(*args))
            return future
    def closing(pool):
        time.sleep(0.05)
        pool.shutdown(wait=False)
    async def main():
        loop = asyncio.get_running_loop()
        with Own(1) as pool:
            print(await loop.run_in_executor(pool, work, 0))
            later = loop.run_in_executor(None, closing, pool)
            print(pool.submit(work, 0.01).result())
            await later
            refused(loop.run_in_executor, pool, work, 0)
        for wait in (True, False):
            pool = ThreadPoolExecutor()
            pool.shutdown(wait, cancel_futures=True)
            refused(pool.submit, work, 0)
            refused(pool.map, work, [0])
            refused(loop.run_in_executor, pool, work, 0)
        processes = ProcessPoolExecutor(1)
        processes.shutdown()
        refused(processes.submit, work, 0)
        refused(loop.run_in_executor, processes, work, 0)
        with Now() as pool:
            print(await loop.run_in_executor(pool, work, 0))
        await loop.shutdown_default_executor()
        refused(loop.run_in_executor, None, work, 0)
        try:
            await asyncio.to_thread(work, 0)
        except RuntimeError as error:
            say(error)
    asyncio.run(main())
    own = Own(1)
    async def with_own_default():
        asyncio.get_running_loop().set_default_executor(own)
        print(await asyncio.to_thread(work, 0.01))
    asyncio.run(with_own_default())
    refused(own.submit, work, 0)
    late = ThreadPoolExecutor()
    first = late.submit(work, 0.05)
    late.shutdown(wait=False)
    print(first.done())
    print(first.result(), first.cancel())
    refused(late.submit, work, 0)
    def switch_off():
        late.shutdown(wait=False)
        refused(late.submit, work, 0)
    late = ThreadPoolExecutor()
    late.submit(switch_off).result()
    open_pool = ThreadPoolExecutor()
    atexit.register(refused, open_pool.submit, work, 0)
"""


def test_what_was_shut_down_takes_no_call(run, tmp_path: Path) -> None:
    recording = run(CLOSED)
    out, err, status = plain_run(tmp_path / "program.py")
    assert (recording.stdout(), err) == (out, "")
    assert recording.status == status == 0
    assert out.count("cannot schedule new futures after shutdown") == 12
    assert out.count("cannot schedule new futures after interpreter shutdown") == 1
    assert out.count("Executor shutdown has been called") == 2


# Calls that are cancelled while they wait in the queue of a pool.
QUEUED = """
    from concurrent.futures import as_completed, wait
    def nap(name, seconds):
        print(name, "begins")
        time.sleep(seconds)
        print(name, "ends")
        return name
    async def tried(name, call, timeout):
        try:
            print("got", await asyncio.wait_for(call, timeout))
        except TimeoutError:
            print(name, "is too late")
    async def beside():
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(2) as pool:
            calls = [loop.run_in_executor(pool, nap, n, 0.2 + 0.03 * (n > "a"))
                     for n in "abcd"]
            await asyncio.sleep(0.1)
            print(calls[2].cancel(), calls[0].cancel())
            calls.append(loop.run_in_executor(pool, nap, "e", 0.05))
            print(await asyncio.gather(*calls, return_exceptions=True))
            g = pool.submit(nap, "g", 0.2)
            await asyncio.sleep(0.01)
            h, i, j = [pool.submit(nap, n, 0.3) for n in "hij"]
            i.add_done_callback(lambda each: print("cancelled", each.cancelled()))
            waits = asyncio.create_task(tried("k", asyncio.wrap_future(j), 0.1))
            await asyncio.sleep(0.05)
            print(i.cancel(), i.done(), i.cancel(), h.cancel(), j.running())
            await waits
            time.sleep(0.1)
            print(j.cancelled(), g.done())
    async def default():
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(1))
        first = asyncio.create_task(asyncio.to_thread(nap, "first", 0.2))
        await asyncio.sleep(0)
        late = asyncio.create_task(tried("late", asyncio.to_thread(nap, "l", 1), 0.1))
        last = asyncio.create_task(asyncio.to_thread(nap, "last", 0.1))
        await late
    asyncio.run(beside())
    asyncio.run(default())
    pool = ThreadPoolExecutor(1)
    f, g, h = [pool.submit(nap, n, 0.1) for n in "fgh"]
    g.cancel()
    print(sorted(len(each) for each in wait([f, g, h], 0.15)))
    print(sorted(each.cancelled() for each in as_completed([f, g, h])))
    more = [pool.submit(nap, n, 0.1) for n in "mno"]
    time.sleep(0.05)
    pool.shutdown(cancel_futures=True)
    print([each.cancelled() for each in more], more[0].result())
    with ThreadPoolExecutor(1) as pool:
        print(list(pool.map(nap, "xyz", (0.01, 0.1, 0.01))))
"""


CANCELLED = """
    a begins
    b begins
    True True
    a ends
    d begins
    b ends
    e begins
    e ends
    d ends
    [CancelledError(''), 'b', CancelledError(''), 'd', 'e']
    g begins
    h begins
    cancelled True
    True True True False False
    k is too late
    g ends
    True True
    h ends
    first begins
    late is too late
    first ends
    f begins
    f ends
    h begins
    [1, 2]
    h ends
    [False, False, True]
    m begins
    m ends
    [False, True, True] m
    x begins
    x ends
    y begins
    y ends
    z begins
    z ends
    ['x', 'y', 'z']
"""


def test_calls_that_wait_for_a_thread_are_cancelled(run) -> None:
    recording = run(QUEUED)
    assert recording.stdout() == textwrap.dedent(CANCELLED).lstrip()
    assert (recording.ended, recording.status) == ("returned", 0)


def test_a_call_that_is_cancelled_in_the_queue_is_told(run) -> None:
    recording = run("""
        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(1) as pool:
                first = loop.run_in_executor(pool, work, 2)
                second = loop.run_in_executor(pool, work, 3)
                try:
                    await asyncio.wait_for(second, 1)
                except TimeoutError:
                    print("late")
                print(await first)
        asyncio.run(main())
    """)
    assert recording.stdout() == "late\nwork 2\n4\n"
    assert recording.until == 2 * SECOND
    assert [bar.text for bar in recording.bars] == ["work(2)"]
    told = [plain(row.sentence) for row in Figure(recording).rows()]
    # Up to Python 3.11 `wait_for` waits for a future of its own.
    assert told[0].startswith(
        "main starts, hands work(2) to a worker thread, hands work(3) to the pool's "
        "queue and waits"
    )
    assert told[-1] == (
        "main wakes up because work(2) has returned. It prints “4” and ends. The "
        "program ends."
    )


def test_a_call_begins_when_its_thread_does(run) -> None:
    """It sees what the loop did until then."""
    recording = run("""
        seen = []
        def look():
            print(seen)
        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(1) as pool:
                loop.run_in_executor(pool, work, 1)
                looked = loop.run_in_executor(pool, look)
                await asyncio.sleep(0.5)
                seen.append("half a second")
                await looked
        asyncio.run(main())
    """)
    assert recording.stdout() == "work 1\n['half a second']\n"


def test_a_call_that_waits_for_its_own_thread_is_refused(run) -> None:
    with pytest.raises(NeedsRealClock, match="one of its threads waits for another"):
        run("""
            def outer():
                return pool.submit(work, 1).result()
            pool = ThreadPoolExecutor(1)
            pool.submit(outer).result()
        """)


def test_calls_that_a_thread_has_begun_go_on(run) -> None:
    recording = run("""
        pool = ThreadPoolExecutor(1)
        f, g = pool.submit(work, 1), pool.submit(work, 2)
        print(f.running(), g.running())
        time.sleep(1.5)
        print(f.running(), g.running())
        print(f.cancel(), g.cancel())
        pool.shutdown(cancel_futures=True)
        print(g.result())
    """)
    printed = recording.stdout().splitlines()
    assert printed == [
        "True False",
        "work 1",
        "False True",
        "False False",
        "work 2",
        "4",
    ]


def test_a_pool_that_a_thread_uses_later_is_not_shut_down(run) -> None:
    with pytest.raises(NeedsRealClock, match="before one of its threads hands a call"):
        run("""
            pool = ThreadPoolExecutor(2)
            def outer():
                time.sleep(1)
                return pool.submit(work, 1)
            f = pool.submit(outer)
            pool.shutdown(wait=False)
            f.result()
        """)


def test_a_call_in_debug_mode_is_looked_at_as_by_asyncio(run) -> None:
    recording = run("""
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


# The futures of a pool, and what waits for several.
FUTURES = """
    import atexit, concurrent.futures
    from concurrent.futures import as_completed, wait
    from concurrent.futures import FIRST_COMPLETED, FIRST_EXCEPTION
    def nap(seconds):
        time.sleep(seconds)
        return seconds
    def show(waited):
        values = [-1 if each.exception() else each.result() for each in waited.done]
        print(type(waited).__name__, sorted(values), len(waited.not_done))
    def state(future):
        return repr(future).replace(hex(id(future)), "")
    async def awaits(pool):
        try:
            await pool.submit(nap, 0)
        except TypeError as error:
            print(error)
        for each in as_completed([pool.submit(nap, n) for n in (0.4, 0.1)]):
            print(each.result())
    with ThreadPoolExecutor(4) as pool:
        asyncio.run(awaits(pool))
        futures = [pool.submit(nap, n) for n in (0.7, 0.1, 0.4)]
        time.sleep(0.03)
        print(type(futures[0]), isinstance(futures[0], Future), state(futures[0]))
        show(wait(futures, 0.01))
        show(wait(futures, return_when=FIRST_COMPLETED))
        show(wait(futures, 0.15))
        show(wait(futures))
        print(state(futures[0]))
        futures = [pool.submit(nap, n) for n in (0.7, 0.1)] + [pool.submit(fail)]
        show(wait(futures, return_when=FIRST_EXCEPTION))
        show(concurrent.futures.wait(futures))
        print(state(futures[-1]))
        futures = [pool.submit(nap, n) for n in (0.5, 0.1)]
        for timeout in (0, 0.3):
            try:
                for each in as_completed(futures, timeout):
                    print(each.result())
            except TimeoutError as error:
                print(repr(error))
        print(list(as_completed([])), wait([]))
        ready = Future()
        ready.set_result(3)
        show(wait([ready]))
        show(wait([ready, pool.submit(nap, 0.1)], return_when=FIRST_COMPLETED))
        pool.submit(nap, 0.3).add_done_callback(lambda each: print("in the pool"))
    with ThreadPoolExecutor(1) as pool:
        futures = [pool.submit(nap, 0.1) for _ in range(2)]
        time.sleep(0.03)
        print([state(each) for each in futures])
    late = ThreadPoolExecutor()
    late.submit(nap, 0.3).add_done_callback(lambda each: print("before the end"))
    atexit.register(print, "the end")
    print("the last line")
"""


def test_futures_of_a_pool_are_as_python_s(run) -> None:
    assert run(FUTURES).stdout().splitlines() == [
        "object Future can't be used in 'await' expression",
        "0.1",
        "0.4",
        "<class 'concurrent.futures._base.Future'> True <Future at  state=running>",
        "DoneAndNotDoneFutures [] 3",
        "DoneAndNotDoneFutures [0.1] 2",
        "DoneAndNotDoneFutures [0.1] 2",
        "DoneAndNotDoneFutures [0.1, 0.4, 0.7] 0",
        "<Future at  state=finished returned float>",
        "DoneAndNotDoneFutures [-1, 0.1] 1",
        "DoneAndNotDoneFutures [-1, 0.1, 0.7] 0",
        "<Future at  state=finished raised ValueError>",
        "TimeoutError('2 (of 2) futures unfinished')",
        "0.1",
        "TimeoutError('1 (of 2) futures unfinished')",
        "[] DoneAndNotDoneFutures(done=set(), not_done=set())",
        "DoneAndNotDoneFutures [3] 0",
        "DoneAndNotDoneFutures [3] 1",
        "in the pool",
        "['<Future at  state=running>', '<Future at  state=pending>']",
        "the last line",
        "before the end",
        "the end",
    ]


def test_waiting_for_several_futures_blocks_the_loop(run) -> None:
    recording = run("""
        from concurrent.futures import as_completed, wait
        async def main():
            pool = ThreadPoolExecutor(3)
            futures = [pool.submit(work, n) for n in (2, 1)]
            wait(futures, timeout=0.5)
            for each in as_completed(futures):
                print(each.result())
        asyncio.run(main())
    """)
    assert [(deed.name, deed.until / SECOND) for deed in recording.steps[0].blocks] == [
        ("concurrent.futures.wait()", 0.5),
        ("concurrent.futures.as_completed()", 1),
        ("concurrent.futures.as_completed()", 2),
    ]
    assert recording.stdout() == "work 1\n2\nwork 2\n4\n"


def test_a_future_of_another_kind_is_not_waited_for(run) -> None:
    with pytest.raises(NeedsRealClock, match="one of its threads waits for another"):
        run("""
            from concurrent.futures import wait
            wait([Future(), ThreadPoolExecutor().submit(work, 1)])
        """)


# Who a thread is. What differs from run to run is left out: which idle thread gets
# the next call, and which others are there while several run.
IDENTITY = """
    import logging, sys, threading
    import _threading_local
    logging.basicConfig(format="%(threadName)s: %(message)s", stream=sys.stdout)
    local, own = threading.local(), _threading_local.local()
    class Named(threading.local):
        word = "of the class"
        def __init__(self):
            self.number = 1
    named = Named()
    def who():
        here, main = threading.current_thread(), threading.main_thread()
        logging.warning("asks")
        print(here.name, here is main, here.daemon, here.is_alive(), type(here))
        print(threading.get_ident() == here.ident != main.ident, here in seen)
        print([one.name for one in threading.enumerate()], threading.active_count())
        print(hasattr(local, "word"), hasattr(own, "word"), named.number, named.word)
        local.word = own.word = "thread"
        named.number += 1
        try:
            loop.call_soon(print, "never printed")
        except RuntimeError as error:
            print(error)
        seen.append(here)
    def begin(word):
        local.begun = word
        time.sleep(0.01)
    def begun():
        return local.begun
    seen = []
    async def main():
        global loop
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(who)
        await asyncio.sleep(0.1)  # Until its thread is idle, also on a busy machine.
        await asyncio.to_thread(who)
        print(threading.active_count(), type(local), threading.current_thread().name)
    local.word = own.word = "main"
    asyncio.run(main(), debug=True)
    print([one.is_alive() for one in seen], repr(seen[0]).partition(" ")[0])
    with ThreadPoolExecutor(1) as pool, ThreadPoolExecutor(2, "mine") as other:
        pool.submit(who).result()
        other.submit(who).result()
        print(threading.active_count())
    with ThreadPoolExecutor(1, initializer=begin, initargs=("begun",)) as pool:
        print(pool.submit(begun).result(), pool.submit(begun).result())
    print(threading.active_count(), hasattr(local, "begun"), local.word, own.word)
"""


def test_a_thread_knows_who_it_is(run, tmp_path: Path) -> None:
    recording = run(IDENTITY)
    out, _, status = plain_run(tmp_path / "program.py")
    assert recording.stdout() == out
    assert recording.status == status == 0
    assert out.count("Non-thread-safe operation") == 2
    assert recording.until == 0.11 * SECOND  # That of main, and of `begin`.


def test_what_cannot_begin_is_refused(run) -> None:
    with pytest.raises(NeedsRealClock, match="what its pool calls first in a thread"):
        run("""
            ThreadPoolExecutor(initializer=fail).submit(work, 1).exception()
        """)


def test_processes_are_refused_by_name(run) -> None:
    with pytest.raises(NeedsRealClock) as refused:
        run("""
            async def main():
                with ProcessPoolExecutor() as pool:
                    await asyncio.wrap_future(pool.submit(work, 1))
            asyncio.run(main())
        """)
    assert "process" in str(refused.value).lower(), refused.value


def test_a_method_is_told_with_its_class(run) -> None:
    recording = run("""
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
        "NormalDist.from_samples([1.5, 2.25, 12345.75,…])",
        "statistics.mean([1, 2])",
        "BaseEventLoop.time()",
        "open(self)",
        "append(3)",
        "socket.inet_aton('127.0.0.1')",
    ]


def test_threads_of_all_pools_are_numbered_together(run) -> None:
    recording = run("""
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
