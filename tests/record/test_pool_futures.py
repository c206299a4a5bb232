"""Futures of pools, and who a thread is."""

from pathlib import Path

import pytest

from looptape.record.errors import NeedsRealClock
from looptape.recording import SECOND
from tests.record.watched import plain as plain_run

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


def test_futures_of_a_pool_are_as_python_s(pooled) -> None:
    assert pooled(FUTURES).stdout().splitlines() == [
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


def test_waiting_for_several_futures_blocks_the_loop(pooled) -> None:
    recording = pooled("""
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


def test_a_future_of_another_kind_is_not_waited_for(pooled) -> None:
    with pytest.raises(NeedsRealClock, match="one of its threads waits for another"):
        pooled("""
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
        loop.slow_callback_duration = 1000  # Say nothing of a busy machine.
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


def test_a_thread_knows_who_it_is(pooled, tmp_path: Path) -> None:
    recording = pooled(IDENTITY)
    out, _, status = plain_run(tmp_path / "program.py")
    assert recording.stdout() == out
    assert recording.status == status == 0
    assert out.count("Non-thread-safe operation") == 2
    assert recording.until == 0.11 * SECOND  # That of main, and of `begin`.
