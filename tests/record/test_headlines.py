"""The sentence over a picture claims no more than the run shows.

What is true of each program is computed by the program itself, and printed.
"""

import textwrap
from pathlib import Path

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain


def headline(folder: Path, source: str, printed: str) -> str:
    """The headline of a program that prints what is true of it."""
    path = folder / "program.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    recording = record(Script.read(path))
    assert (recording.ended, recording.error) == ("returned", None)
    assert recording.stdout() == printed
    return plain(Figure(recording).headline)


OWN_LOOP = """
    import time
    waits = []
    class Pause:
        def __init__(self, seconds):
            self.until = time.monotonic() + seconds
            waits.append((time.monotonic(), self.until))
        def __await__(self):
            yield self.until
    async def nap(seconds):
        await Pause(seconds)
    naps = [(nap(seconds), seconds) for seconds in (1, 2, 3)]
    due = sorted((one.send(None), number) for number, (one, _) in enumerate(naps))
    for until, number in due:
        time.sleep(until - time.monotonic())
        try:
            naps[number][0].send(None)
        except StopIteration:
            pass
    starts, ends = zip(*waits)
    print("overlap:", max(starts) < min(ends))
"""
ONE_BY_ONE = """
    import asyncio
    async def main():
        for _ in range(2):
            await asyncio.sleep(1)
    asyncio.run(main())
"""


def test_waits_that_are_not_seen_are_not_said_to_be_apart(tmp_path: Path) -> None:
    assert headline(tmp_path, OWN_LOOP, "overlap: True\n") == "Took 3 s."
    apart = "Took 2 s. No sleeps overlapped."
    assert headline(tmp_path, ONE_BY_ONE, "") == apart


TIMEOUT = """
    import asyncio
    async def main():
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(2):
                await asyncio.Event().wait()
        except TimeoutError:
            print("expired at", loop.time())
        {}
    asyncio.run(main())
"""
# The timer of a library, which no step tells of.
ANOTHER = """
        gone = loop.create_future()
        loop.call_later(3, gone.set_exception, TimeoutError())
        try:
            await gone
        except TimeoutError:
            print("expired at", loop.time())
"""


def test_a_timeout_explains_the_time_of_a_run_that_it_ends(tmp_path: Path) -> None:
    source = TIMEOUT.replace("loop.time()", "loop.time() - began").replace(
        "        try:\n", "        began = loop.time()\n        try:\n", 1
    )
    first = "expired at 2.0\n"
    only = headline(tmp_path, source.format("pass"), first)
    assert only == "Took 2 s: the timeout expired after 2 s."
    another = ANOTHER.replace("loop.time()", "loop.time() - began")
    both = headline(tmp_path, source.format(another), f"{first}expired at 5.0\n")
    assert both == "Took 5 s. A timeout expired at 2 s."


RAISED = """
    import asyncio
    async def fail(number):
        raise LookupError(number)
    async def main():
        fails = [fail(number) for number in range({})]
        ends = await asyncio.gather(*fails, return_exceptions=True)
        print(sum(isinstance(end, LookupError) for end in ends))
    asyncio.run(main())
"""


def test_tasks_that_raised_are_counted_in_words(tmp_path: Path) -> None:
    steps = "Took no time: {} steps, one after another. "
    for number, said in (1, "fail raised LookupError."), (2, "Two"), (10, "Ten"):
        told = headline(tmp_path, RAISED.format(number), f"{number}\n")
        more = said if number == 1 else f"{said} tasks raised exceptions."
        assert told == steps.format(number + 2) + more
    told = headline(tmp_path, RAISED.format(11), "11\n")
    assert told.endswith(" 11 tasks raised exceptions.")


LATER = """
    import asyncio
    async def main():
        await asyncio.sleep(1)
        for _ in range({}):
            try:
                async with asyncio.timeout(2):
                    await asyncio.sleep(9)
            except TimeoutError:
                print(asyncio.get_running_loop().time())
    asyncio.run(main())
"""


def test_a_timeout_that_expires_later_is_told_with_its_moment(tmp_path: Path) -> None:
    one = headline(tmp_path, LATER.format(1), "3.0\n")
    assert one == "Took 3 s. A timeout expired at 3 s."
    two = headline(tmp_path, LATER.format(2), "3.0\n5.0\n")
    assert two == "Took 5 s. Two timeouts expired."


ONLY_THREADS = """
    import asyncio
    from concurrent.futures import ThreadPoolExecutor
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pool = ThreadPoolExecutor()
    calls = [asyncio.wrap_future(pool.submit(int, 3), loop=loop)]
    gathered = asyncio.gather(*calls)
    print("tasks:", len(asyncio.all_tasks(loop)))
    print(loop.run_until_complete(gathered), "by a loop")
    pool.shutdown()
    loop.close()
"""


def test_a_loop_that_runs_no_task_is_not_said_to_be_missing(tmp_path: Path) -> None:
    said = headline(tmp_path, ONLY_THREADS, "tasks: 0\n[3] by a loop\n")
    assert said == "No task was recorded, so there is nothing to draw."
