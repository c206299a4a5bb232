"""Timers that are due together, and callbacks that look at the clock."""

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from looptape.virtual import VirtualLoop

Scenario = Callable[[], Awaitable[Any]]
Run = Callable[[Scenario], Any]
# Turns that a callback which waits for its moment may take; a loop that never
# gets there takes any number.
FEW = 3


@pytest.fixture(params=[asyncio.SelectorEventLoop, VirtualLoop])
def both(request: pytest.FixtureRequest) -> Run:
    """Run a scenario on one loop, then in another test on the other."""

    def run(main: Scenario) -> Any:
        with asyncio.Runner(loop_factory=request.param) as runner:
            return runner.run(asyncio.wait_for(main(), 20))

    return run


def test_sleeps_of_one_length_end_in_the_order_in_which_they_began(both: Run) -> None:
    async def main() -> list[int]:
        order: list[int] = []

        async def worker(number: int) -> None:
            await asyncio.sleep(0.1)
            order.append(number)

        await asyncio.gather(*(worker(number) for number in range(10)))
        return order

    assert both(main) == list(range(10))


def test_timers_go_on_in_their_order_when_some_are_cancelled(both: Run) -> None:
    """A loop makes a new heap when half of a hundred timers are cancelled."""

    async def main() -> list[int]:
        loop = asyncio.get_running_loop()
        order: list[int] = []
        handles = [loop.call_later(0.1, order.append, n) for n in range(300)]
        for handle in handles[::2]:
            handle.cancel()
        await asyncio.sleep(0.2)
        return order

    assert both(main) == list(range(1, 300, 2))


def test_a_timeout_as_long_as_the_wait_ends_it(both: Run) -> None:
    """The timeout was set first, so it fires first: for each of six alike."""

    async def one() -> str:
        try:
            await asyncio.wait_for(asyncio.sleep(0.1), 0.1)
        except TimeoutError:
            return "late"
        return "done"

    async def main() -> list[str]:
        return await asyncio.gather(*(one() for _ in range(6)))

    assert both(main) == ["late"] * 6


def test_producers_take_turns(both: Run) -> None:
    async def main() -> list[str]:
        queue: asyncio.Queue[str] = asyncio.Queue()

        async def produce(name: str) -> None:
            for number in range(3):
                await asyncio.sleep(0.05)
                queue.put_nowait(f"{name}{number}")

        await asyncio.gather(*(produce(name) for name in "abcde"))
        return [queue.get_nowait() for _ in range(queue.qsize())]

    assert both(main) == [f"{name}{number}" for number in range(3) for name in "abcde"]


def test_a_sum_of_tenths_is_due_with_its_equal() -> None:
    """0.1 + 0.2 is not 0.3 for a float, and the same nanosecond for the clock."""

    async def main() -> list[str]:
        loop = asyncio.get_running_loop()
        order: list[str] = []
        loop.call_at(0.1 + 0.2, order.append, "set first")
        loop.call_at(0.3, order.append, "set second")
        await asyncio.sleep(1)
        return order

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        assert runner.run(main()) == ["set first", "set second"]


def test_a_timer_tells_when_it_is_due(both: Run) -> None:
    async def main() -> tuple[bool, str, bool]:
        loop = asyncio.get_running_loop()
        when = loop.time() + 1
        first, second = loop.call_at(when, print), loop.call_at(when + 1, print)
        first.cancel()
        second.cancel()
        return first.when() == when, repr(first.when()) == repr(when), first < second

    assert both(main) == (True, True, True)


def test_a_callback_that_waits_for_its_moment_gets_there(both: Run) -> None:
    """In whole tenths, a float is often a little behind the clock's nanosecond."""

    async def main() -> int:
        loop = asyncio.get_running_loop()
        most = 0
        for tenths in range(1, 40):
            reached = loop.create_future()
            calls = 0

            def tick(when: float, reached: Any = reached) -> None:
                nonlocal calls
                calls += 1
                if loop.time() < when and calls < 100:
                    loop.call_at(when, tick, when)
                else:
                    reached.set_result(None)

            when = loop.time() + 0.002 + tenths / 10_000
            loop.call_at(when, tick, when)
            await reached
            most = max(most, calls)
        return most

    assert both(main) <= FEW


def test_a_heartbeat_of_aiohttp_ends(both: Run) -> None:
    """Its callback sets itself again as long as it comes too early."""

    async def handler(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for number in range(2):
            await socket.send_str(f"tick {number}")
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        await socket.close()
        return socket

    async def main() -> list[Any]:
        app = web.Application()
        app.router.add_get("/", handler)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        async with (
            ClientSession() as session,
            session.ws_connect(f"http://127.0.0.1:{port}/", heartbeat=0.1) as socket,
        ):
            got = [message.data async for message in socket]
        await runner.cleanup()
        return got

    assert both(main)[:2] == ["tick 0", "tick 1"]


def test_debug_mode_tells_who_set_a_timer(both: Run) -> None:
    """Not the loop, which has a method of its own for that."""

    async def main() -> list[tuple[str, str]]:
        loop = asyncio.get_running_loop()
        loop.set_debug(True)
        handles: list[Any] = [loop.call_at(1, print), loop.call_later(1, print)]
        for handle in handles:
            handle.cancel()
        frames = [handle._source_traceback[-1] for handle in handles]
        assert all(isinstance(frame, traceback.FrameSummary) for frame in frames)
        return [(Path(frame.filename).name, frame.name) for frame in frames]

    here = Path(__file__).name, "main"
    assert both(main) == [here, here], sys.version
