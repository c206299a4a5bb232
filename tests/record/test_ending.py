"""How a run is ended: at its limit, whatever the program catches, and by `os._exit`."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from looptape.record.limits import Limits
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script

LIMITS = Limits(time=60 * SECOND, steps=1000, lines=100)


def run(tmp_path: Path, source: str, **options: object) -> Recording:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    return record(Script.read(path), **{"limits": LIMITS, **options})  # type: ignore[arg-type]


# Each catches its limit and goes on, so that only the end of its process ends it.
ENDLESS = {
    "100 lines of output": """
        import asyncio
        async def main():
            while True:
                try:
                    print("x")
                except BaseException:
                    pass
        asyncio.run(main())
    """,
    "60 s of virtual time": """
        import time
        while True:
            try:
                time.sleep(1)
            except BaseException:
                pass
    """,
}


@pytest.mark.parametrize("limit", ENDLESS)
def test_a_program_that_catches_its_limit_for_ever_is_ended(
    tmp_path: Path, limit: str
) -> None:
    path, kept = tmp_path / "program.py", tmp_path / "run.json"
    path.write_text(textwrap.dedent(ENDLESS[limit]), encoding="utf-8")
    options = ["--lines", "100", "--json", str(kept)]
    command = [sys.executable, "-m", "looptape", *options, str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 1
    assert "is stopped by the limit. The recording stops here." in done.stdout
    assert "raise the limits of a run" in done.stderr
    recording = Recording.from_json(kept.read_text("utf-8"))
    assert recording.ended == "limit"
    assert limit in (recording.error or "").replace("at ", "")
    assert recording.steps[-1].end == "waits"


CAUGHT = {
    "except*": """
        import asyncio, time
        async def work():
            time.sleep(100)
        async def main():
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(work())
            except* BaseException:
                print("hidden")
        asyncio.run(main())
        print("after")
    """,
    "except": """
        import asyncio, time
        async def main():
            try:
                time.sleep(100)
            except BaseException:
                print("hidden")
        asyncio.run(main())
    """,
    "return_exceptions": """
        import asyncio, time
        async def work():
            time.sleep(100)
        async def main():
            await asyncio.gather(work(), return_exceptions=True)
        asyncio.run(main())
    """,
    "an exit in the cleanup": """
        import time
        try:
            time.sleep(100)
        finally:
            raise SystemExit(0)
    """,
}


@pytest.mark.parametrize("how", CAUGHT)
def test_a_limit_that_is_caught_is_a_limit(tmp_path: Path, how: str) -> None:
    recording = run(tmp_path, CAUGHT[how])
    assert (recording.ended, recording.status) == ("limit", 1)
    assert recording.error == "stopped at 60 s of virtual time"


def test_a_limit_in_the_cleanup_of_a_deadlock_is_none(tmp_path: Path) -> None:
    source = """
        import asyncio, time
        async def main():
            try:
                await asyncio.Event().wait()
            finally:
                time.sleep(100)
        asyncio.run(main())
    """
    recording = run(tmp_path, source)
    assert recording.ended == "deadlock"
    assert "waits for the event" in (recording.error or "")


def test_a_thread_that_meets_the_limit_is_named(tmp_path: Path) -> None:
    source = """
        import asyncio, time
        async def main():
            await asyncio.to_thread(time.sleep, 100)
        asyncio.run(main())
    """
    error = run(tmp_path, source).error
    assert error == "stopped at 60 s of virtual time within time.sleep(100)"


def test_many_tasks_of_one_turn_meet_the_limit_of_steps(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def work():
            pass
        async def main():
            tasks = [asyncio.create_task(work()) for _ in range(900)]
            await asyncio.gather(*tasks)
            tasks = [asyncio.create_task(work()) for _ in range({})]
            await asyncio.gather(*tasks)
        asyncio.run(main())
    """
    recording = run(tmp_path, source.format(300))
    assert recording.error == "stopped after 1,000 tasks"
    # A task that is made before the limit, and runs after it.
    recording = run(tmp_path, source.format(97))
    assert (recording.ended, recording.error) == ("returned", None)
    recording = run(tmp_path, source.format(98))
    assert recording.error == "stopped after 1,000 steps"
    assert len(recording.steps) <= 1001


def complaints(tmp_path: Path, source: str) -> str:
    """What a program says on standard error, in a process without pytest's hooks."""
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    command = [sys.executable, "-m", "looptape", "--lines", "100", str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False
    )
    return done.stderr


def test_nothing_complains_of_what_the_limit_cuts_off(tmp_path: Path) -> None:
    source = """
        import asyncio, time
        async def numbers():
            try:
                yield 1
            finally:
                time.sleep(100)
        def plain():
            try:
                yield 1
            finally:
                time.sleep(100)
        async def main():
            kept = numbers(), plain()
            await anext(kept[0])
            next(kept[1])
            time.sleep(100)
        asyncio.run(main())
    """
    (told,) = complaints(tmp_path, source).splitlines()
    assert "raise the limits of a run" in told


def test_what_is_no_limit_complains(tmp_path: Path) -> None:
    source = """
        class Thing:
            def __del__(self):
                raise ValueError("no")
        Thing()
    """
    assert "ValueError: no" in complaints(tmp_path, source)


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_an_exit_ends_the_run_and_not_its_host(tmp_path: Path, clock: str) -> None:
    source = """
        import asyncio, os
        async def main():
            print("here")
            os._exit(3)
        asyncio.run(main())
    """
    recording = run(tmp_path, source, clock=clock)
    assert (recording.ended, recording.status) == ("returned", 3)
    assert recording.stdout() == "here\n"


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_an_exit_of_a_child_is_that_of_the_child(tmp_path: Path) -> None:
    source = """
        import os
        child = os.fork()
        if not child:
            os._exit(5)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    recording = run(tmp_path, source, clock="real")
    assert recording.stdout() == "5\n"
