"""Calls that wait in a pool's queue: they begin, are cancelled, or are refused."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.errors import NeedsRealClock
from looptape.recording import SECOND
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.record.watched import plain as plain_run

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


def test_what_was_shut_down_takes_no_call(pooled, tmp_path: Path) -> None:
    recording = pooled(CLOSED)
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


def test_calls_that_wait_for_a_thread_are_cancelled(pooled) -> None:
    recording = pooled(QUEUED)
    assert recording.stdout() == textwrap.dedent(CANCELLED).lstrip()
    assert (recording.ended, recording.status) == ("returned", 0)


def test_a_call_that_is_cancelled_in_the_queue_is_told(pooled) -> None:
    recording = pooled("""
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
        "main starts, hands work(2) to a worker thread, puts work(3) in the pool's "
        "queue and waits"
    )
    assert told[-1] == (
        "main wakes up because work(2) has returned. It prints “4” and ends. The "
        "program ends."
    )


def test_a_call_begins_when_its_thread_does(pooled) -> None:
    """It sees what the loop did until then."""
    recording = pooled("""
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


def test_a_call_that_waits_for_its_own_thread_is_refused(pooled) -> None:
    with pytest.raises(NeedsRealClock, match="one of its threads waits for another"):
        pooled("""
            def outer():
                return pool.submit(work, 1).result()
            pool = ThreadPoolExecutor(1)
            pool.submit(outer).result()
        """)


def test_calls_that_a_thread_has_begun_go_on(pooled) -> None:
    recording = pooled("""
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
