"""How programs end, and what is left of them."""

import gc
import logging

import pytest

from looptape.record.limits import Limits
from looptape.recording import SECOND
from looptape.text.lines import lines_of
from looptape.timeline import Figure, text_table
from looptape.timeline.prose.parts import plain
from tests.record.reading import errors, told


def test_a_dead_lock_is_reported_at_once(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            lock = asyncio.Lock()
            await lock.acquire()
            try:
                await lock.acquire()
            finally:
                print("not part of the story")
        asyncio.run(main())
    """)
    assert recording.ended == "deadlock" and recording.status == 1
    assert "main waits for the lock, held by main" in recording.error
    assert recording.output == [] and len(recording.steps) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("await asyncio.sleep(1)", "stopped at 60 s of virtual time"),
        ("await asyncio.sleep(0)", "stopped after 2,000 steps"),
        ("time.sleep(1)", "stopped at 60 s of virtual time"),
        (
            "await asyncio.gather(*[asyncio.sleep(1) for _ in range(10)])",
            "stopped at 60 s of virtual time",
        ),
    ],
)
def test_endless_programs_end(run, body: str, reason: str) -> None:
    source = f"""
        import asyncio, time
        async def main():
            while True:
                try:
                    {body}
                except Exception:
                    pass
        asyncio.run(main())
    """
    recording = run(source, limits=Limits(steps=2_000))
    assert (recording.ended, recording.error) == ("limit", reason)
    assert recording.until <= 60 * SECOND


def test_a_program_that_will_not_be_cancelled_ends_as_well(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            while True:
                try:
                    await asyncio.sleep(1)
                except asyncio.CancelledError:
                    pass
        asyncio.run(main())
    """)
    assert recording.ended == "limit" and recording.until == 60 * SECOND


def test_a_handler_of_the_log_ends_with_its_program(run) -> None:
    run("""
        import logging
        logging.getLogger("asyncio").addHandler(logging.StreamHandler())
        logging.getLogger().addHandler(logging.StreamHandler())
    """)
    assert logging.getLogger("asyncio").handlers == []
    assert not any(
        type(handler) is logging.StreamHandler
        for handler in logging.getLogger().handlers
    )


def test_a_task_that_nobody_holds_is_lost(run) -> None:
    recording = run("""
        import asyncio, gc, logging
        async def wait():
            await asyncio.get_running_loop().create_future()
        async def main():
            logging.disable()
            asyncio.create_task(wait())
            kept = asyncio.create_task(wait())
            await asyncio.sleep(1)
            gc.collect()
            await asyncio.sleep(1)
        asyncio.run(main())
    """)
    found = {lane.name: lane.lost_in for lane in recording.lanes}
    assert found == {"main": None, "wait 1": 3, "wait 2": None}
    assert recording.steps[3].at == SECOND


def test_how_programs_end(run) -> None:
    assert run("raise SystemExit(3)").status == 3
    told = run("import sys; sys.exit('no such file')")
    assert (told.status, errors(told)) == (1, "no such file")
    told = run("raise KeyboardInterrupt")
    assert (told.ended, told.error, told.status) == ("raised", "KeyboardInterrupt", 130)
    assert errors(told).splitlines() == [
        "Traceback (most recent call last):",
        '  File "program.py", line 1, in <module>',
        "    raise KeyboardInterrupt",
        "KeyboardInterrupt",
    ]
    assert run("raise KeyboardInterrupt('no')").error == "KeyboardInterrupt: no"
    wrong = run("def f(:\n  pass")
    assert wrong.error.startswith("SyntaxError")
    assert 'File "program.py", line 1' in errors(wrong)


def test_a_traceback_shows_the_program_only(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            await asyncio.sleep(1)
            raise ValueError("wrong")
        asyncio.run(main())
    """)
    text = errors(recording)
    assert 'File "program.py", line 5, in main' in text
    assert "looptape" not in text
    assert 'raise ValueError("wrong")' in text


def test_warnings_come_as_python_prints_them(run) -> None:
    recording = run("""
        import asyncio
        async def lost():
            pass
        async def main():
            lost()
        asyncio.run(main())
    """)
    assert "RuntimeWarning: coroutine 'lost' was never awaited" in errors(recording)


@pytest.mark.parametrize(
    ("body", "reason", "kept"),
    [
        ("print('x')", "stopped after 2,000 lines of output", 2001),
        (
            "print('x' * 999, end='!')",
            "stopped after 1,000,000 characters of output",
            1,
        ),
    ],
)
def test_endless_output_ends(run, body: str, reason: str, kept) -> None:
    source = f"""
        import asyncio
        async def main():
            while True:
                try:
                    {body}
                except Exception:
                    pass
        asyncio.run(main())
    """
    recording = run(source, limits=Limits(lines=2_000, characters=1_000_000))
    assert (recording.ended, recording.error) == ("limit", reason)
    assert len(recording.output) == kept
    (step,) = recording.steps
    assert (step.end, step.wait, step.value) == ("waits", None, None)


def test_a_program_acts_before_within_and_after_its_loop(run) -> None:
    recording = run("""
        import asyncio, time
        async def main():
            asyncio.get_running_loop().call_later(0.5, print, "called")
            try:
                async with asyncio.timeout(1):
                    await asyncio.sleep(5)
            except TimeoutError:
                print("late")
        time.sleep(1)
        asyncio.run(main())
        time.sleep(1)
    """)
    kinds = [lane.kind for lane in recording.lanes]
    told = [
        (kinds[step.lane], step.cause, step.at / SECOND, step.call)
        for step in recording.steps
        if kinds[step.lane] != "program"
    ]
    assert told == [
        ("task", "step", 1, None),
        ("callbacks", "timer", 1.5, "print()"),
        ("callbacks", "timer", 2, None),
        ("task", "cancel", 2, None),
    ]
    blocks = [block.at / SECOND for step in recording.steps for block in step.blocks]
    assert blocks == [0, 2] and recording.until == 3 * SECOND


def test_a_program_may_block_after_its_loop_only(run) -> None:
    recording = run("""
        import asyncio, time
        async def main():
            await asyncio.sleep(1)
        asyncio.run(main())
        time.sleep(1)
        print("end")
    """)
    assert [lane.kind for lane in recording.lanes] == ["task", "program"]
    last = recording.steps[-1]
    assert (last.lane, last.at, last.until) == (1, SECOND, 2 * SECOND)
    assert recording.output[0].lane == 1


def test_no_garbage_is_collected_before_the_program_asks_for_it(run) -> None:
    """Also after it has switched collection on: that would have no known place."""
    recording = run("""
        import gc
        class Thing:
            def __init__(self):
                self.itself = self
            def __del__(self):
                print("gone")
        gc.disable()
        gc.enable()
        gc.set_threshold(1, 1, 1)
        Thing()
        kept = [[] for _ in range(10_000)]
        print("full")
        gc.collect()
        print("end")
    """)
    assert recording.stdout() == "full\ngone\nend\n"
    assert gc.isenabled()


def test_a_loop_that_nothing_stops_prints_nothing_and_names_its_end(run) -> None:
    recording = run(
        """
        import asyncio
        async def main():
            print("done")
        loop = asyncio.new_event_loop()
        loop.create_task(main())
        loop.run_forever()
        print("never printed")
        """
    )
    assert [line.text for line in lines_of(recording.output)] == ["done"]
    assert recording.idles and not recording.serves
    table = text_table(recording)
    assert "No task is left, but the event loop runs forever." in table
    end = "idle after 0 s: no task is left, and nothing stops the event loop"
    assert table.splitlines()[-1] == end


def test_namesakes_of_a_deadlock_have_their_numbers(run) -> None:
    recording = run(
        """
        import asyncio
        async def get(queue):
            await queue.get()
        async def main():
            queue = asyncio.Queue()
            await asyncio.gather(get(queue), get(queue))
        asyncio.run(main())
        """
    )
    assert recording.error == (
        "nothing can wake the loop: main waits for get 1 and get 2; "
        "get 1 waits for an item; get 2 waits for an item"
    )


def test_it_is_told_which_task_python_destroys(figure) -> None:
    """A finalizer of the program prints when its task is destroyed."""
    shown: Figure = figure("""
        import asyncio, gc
        class Held:
            def __del__(self):
                print("gone")
        async def listener():
            held = Held()
            await asyncio.get_running_loop().create_future()
        async def main():
            asyncio.create_task(listener())
            await asyncio.sleep(1)
            gc.collect()
            await asyncio.sleep(1)
        asyncio.run(main())
    """)
    (gone,) = (n for n, one in enumerate(told(shown)) if "“gone”" in one)
    destroys = "Python destroys listener, which was still waiting."
    assert [destroys in one for one in told(shown)] == [
        number == gone for number in range(len(told(shown)))
    ]
    headline = plain(shown.headline)
    assert headline.endswith(" listener was destroyed while it was waiting.")
