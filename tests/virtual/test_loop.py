"""The virtual loop is asyncio's loop with a clock that jumps."""

import asyncio
import gc
import logging
import math
import signal
import sys
import threading
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from looptape.virtual import Deadlock, VirtualLoop
from looptape.virtual.clock import TIRELESS_TURNS
from tests.attempts import attempts

Scenario = Callable[[], Awaitable[Any]]
SECOND = 1_000_000_000


def virtual(main: Scenario) -> Any:
    """Run a scenario on a virtual loop."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main())


@pytest.fixture(params=[asyncio.SelectorEventLoop, VirtualLoop])
def both(request: pytest.FixtureRequest) -> Callable[[Scenario], Any]:
    """Run a scenario on one loop, then in another test on the other."""

    def run(main: Scenario) -> Any:
        with asyncio.Runner(loop_factory=request.param) as runner:
            return runner.run(asyncio.wait_for(main(), 20))

    return run


def test_ten_tenths_are_one_second():
    """The clock counts whole nanoseconds, so nothing adds up to 0.9999."""

    async def main():
        loop = asyncio.get_running_loop()
        times = []
        for _ in range(10):
            await asyncio.sleep(0.1)
            times.append(loop.time())
        return times

    assert virtual(main) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]


# What a virtual wait may take in the real world: much less than it waits, and more
# than any pause of a busy machine.
AT_ONCE = 60.0


@pytest.mark.parametrize("delay", [1e-9, 1 / 3, math.pi, 7 * 86_400, 400 * 86_400])
def test_a_sleep_takes_just_its_time(delay):
    """However short or long, and without the time in the real world."""

    async def main():
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        await asyncio.sleep(delay)
        assert time.perf_counter() - began < AT_ONCE
        return loop.now

    assert virtual(main) == round(delay * SECOND)


def test_many_sleeps_late_in_a_long_run():
    """Timers end even where a float cannot count nanoseconds any more."""

    async def main():
        loop = asyncio.get_running_loop()
        await asyncio.sleep(1e9)
        for _ in range(1000):
            await asyncio.sleep(0.001)
        return loop.now

    assert abs(virtual(main) - (1_000_000_001 * SECOND)) < 1_000_000


def test_the_same_order_as_on_a_real_clock(both):
    """What is ready runs in the order in which it was scheduled."""

    async def main():
        loop = asyncio.get_running_loop()
        calls: list[str] = []
        now = loop.time()
        loop.call_at(now + 0.02, calls.append, "later")
        loop.call_at(now + 0.01, calls.append, "early")
        loop.call_at(now + 0.01, calls.append, "early, second")
        loop.call_later(0.005, calls.append, "cancelled").cancel()
        loop.call_soon(calls.append, "soon")
        loop.call_soon_threadsafe(calls.append, "soon, too")
        loop.call_soon(lambda: loop.call_soon(calls.append, "next turn"))
        task = asyncio.create_task(asyncio.sleep(0))
        task.add_done_callback(lambda _: calls.append("task"))
        await asyncio.sleep(0.05)
        return calls

    assert both(main) == [
        "soon",
        "soon, too",
        "next turn",
        "task",
        "early",
        "early, second",
        "later",
    ]


def test_advance_is_a_blocking_call():
    """While a callback blocks, timers become due and wait."""

    async def main():
        loop = asyncio.get_running_loop()
        late = []
        loop.call_later(1, lambda: late.append(loop.time()))
        await asyncio.sleep(0.5)
        loop.advance(2 * SECOND)
        await asyncio.sleep(0.25)
        with pytest.raises(ValueError, match="does not go back"):
            loop.advance(-1)
        return late, loop.time()

    assert virtual(main) == ([2.5], 2.75)


def test_debug_mode_sees_a_blocking_call(caplog):
    """Asyncio's warning of slow callbacks goes by the virtual clock."""

    async def main():
        asyncio.get_running_loop().advance(SECOND)

    with (
        caplog.at_level(logging.WARNING),
        asyncio.Runner(debug=True, loop_factory=VirtualLoop) as runner,
    ):
        runner.run(main())
    assert "took 1.000 seconds" in caplog.text


def test_deadlock_is_reported_at_once():
    """What can never go on ends, and clean-up still runs."""
    cleaned = []

    async def main():
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(1)
            cleaned.append(asyncio.get_running_loop().time())

    with pytest.raises(Deadlock, match="nothing is scheduled"):
        virtual(main)
    assert cleaned == [1.0]


def test_a_timer_that_is_never_due_is_a_deadlock():
    """An infinite sleep does not spin."""

    async def main():
        await asyncio.sleep(math.inf)

    with pytest.raises(Deadlock):
        virtual(main)


def test_deadlock_while_a_server_listens():
    """A server that nobody can ever reach is one, too."""

    async def main():
        async with await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0) as s:
            await s.serve_forever()

    with pytest.raises(Deadlock):
        virtual(main)


def test_a_subclass_decides_what_idle_means():
    """The hook may make something ready and return."""

    class Patient(VirtualLoop):
        def idle(self) -> None:
            self.advance(SECOND)
            event.set()

    async def main():
        await event.wait()
        return asyncio.get_running_loop().now

    event = asyncio.Event()
    with asyncio.Runner(loop_factory=Patient) as runner:
        assert runner.run(main()) == SECOND


@pytest.mark.realtime
def test_threads_are_waited_for(both, request):
    """Work in real threads takes its real time, and the clock goes along."""

    async def main():
        loop = asyncio.get_running_loop()
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticker = asyncio.create_task(tick())
        began = loop.time()
        async with asyncio.timeout(10):
            result = await asyncio.to_thread(lambda: time.sleep(0.2) or "done")
        passed = loop.time() - began
        ticker.cancel()
        return result, passed > 0.1, 2 < ticks < 25

    found = None
    for _ in attempts(request):
        found = both(main)
        if found == ("done", True, True):
            return
    pytest.fail(f"result, time that passed and ticks: {found}")


def test_time_jumps_again_after_a_thread():
    """Idle threads of the executor do not hold the clock, nor hide a deadlock."""

    async def main():
        await asyncio.to_thread(int)
        began = time.perf_counter()
        await asyncio.sleep(1000)
        assert time.perf_counter() - began < AT_ONCE
        await asyncio.Event().wait()

    with pytest.raises(Deadlock):
        virtual(main)


def test_calls_from_a_thread(both):
    """`call_soon_threadsafe` and `run_coroutine_threadsafe` wake the loop."""

    async def main():
        loop = asyncio.get_running_loop()

        async def double(number):
            await asyncio.sleep(0.01)
            return 2 * number

        def work():
            time.sleep(0.05)
            answer = asyncio.run_coroutine_threadsafe(double(21), loop).result(10)
            loop.call_soon_threadsafe(future.set_result, answer)

        future = loop.create_future()
        thread = threading.Thread(target=work)
        thread.start()
        result = await future
        thread.join()
        return result

    assert both(main) == 42


def test_a_loop_in_another_thread():
    """The main thread may hand work to a virtual loop that runs elsewhere."""
    loop = VirtualLoop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def work():
        await asyncio.sleep(0.01)
        return loop.now

    try:
        assert asyncio.run_coroutine_threadsafe(work(), loop).result(10) >= 10_000_000
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def test_a_thread_that_says_nothing():
    """When the last thread ends without a word, the deadlock is reported."""

    async def main():
        threading.Thread(target=time.sleep, args=(0.1,)).start()
        await asyncio.Event().wait()

    with pytest.raises(Deadlock):
        virtual(main)


def test_a_silent_thread_does_not_hold_the_clock_for_ever():
    """When the last thread has ended, the rest of a sleep takes no real time."""

    async def main():
        threading.Thread(target=time.sleep, args=(0.1,)).start()
        await asyncio.sleep(1000)
        return asyncio.get_running_loop().now

    began = time.perf_counter()
    assert virtual(main) == 1000 * SECOND
    assert 0.1 <= time.perf_counter() - began < AT_ONCE


@pytest.fixture
def sigint() -> Iterator[None]:
    """Python's usual handler, also where SIGINT is ignored, as under nohup."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("sigint")
def test_ctrl_c(both):
    """SIGINT cancels the main task, as `asyncio.run` promises."""
    seen = []

    async def main():
        asyncio.get_running_loop().call_later(0.01, signal.raise_signal, signal.SIGINT)
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    with pytest.raises(KeyboardInterrupt):
        both(main)
    assert seen == ["cancelled"]


def test_a_loop_that_never_rests(both):
    """Polling for a time to come ends, although nothing ever sleeps."""

    async def main():
        loop = asyncio.get_running_loop()
        end = loop.time() + 0.05
        turns = 0
        while loop.time() < end:
            await asyncio.sleep(0)
            turns += 1
        return turns > 0

    assert both(main) is True


def test_much_work_takes_no_time():
    """Many turns in a row are no reason to move the clock."""

    async def main():
        for _ in range(TIRELESS_TURNS // 2):
            await asyncio.sleep(0)
        return asyncio.get_running_loop().now

    assert virtual(main) == 0


def test_what_a_virtual_loop_can_not_do():
    """Real things are refused in a sentence."""

    async def main():
        loop = asyncio.get_running_loop()
        with pytest.raises(NotImplementedError, match="handles no signals"):
            loop.add_signal_handler(signal.SIGTERM, print)
        with pytest.raises(NotImplementedError, match="handles no signals"):
            loop.remove_signal_handler(signal.SIGTERM)
        with pytest.raises(NotImplementedError, match="no real pipes"):
            await loop.connect_read_pipe(asyncio.Protocol, sys.stdin)
        with pytest.raises(NotImplementedError, match="no real pipes"):
            await loop.connect_write_pipe(asyncio.Protocol, sys.stdout)
        with pytest.raises(NotImplementedError, match="runs no subprocesses"):
            await asyncio.create_subprocess_exec(sys.executable, "-V")
        with pytest.raises(NotImplementedError, match="real file descriptor"):
            loop.add_reader(0, print)

    virtual(main)


def test_what_is_left_open_warns(both):
    """A connection that nobody closes is reported when it is collected."""

    async def main():
        server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
        pair = await asyncio.open_connection(*server.sockets[0].getsockname())
        await asyncio.sleep(0.05)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            pair[1].transport.pause_reading()
            del pair
            gc.collect()
        server.close()
        return any("unclosed" in str(warning.message) for warning in caught)

    assert both(main) is True
