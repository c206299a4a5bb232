"""Programs that would not end: which limit they meet."""

import pytest

from looptape.record.limits import Limits
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain as plain_words
from tests.record.watched import plain, told


def test_computing_is_named_where_it_takes_no_time(tmp_path) -> None:
    path = tmp_path / "program.py"

    def recorded(body: str) -> Recording:
        path.write_text(
            f"import asyncio, time\nasync def work():\n    {body}\n"
            "async def main():\n    await asyncio.sleep(1)\n    await work()\n"
            "asyncio.run(main())\n"
        )
        return record(Script.read(path))

    def simulated(body: str) -> list[str]:
        return recorded(body).simulated

    # The virtual clock leaves this one alone.
    until = "end = time.thread_time() + {}\n    while time.thread_time() < end: pass"
    busy = recorded(until.format(0.6))
    assert busy.simulated == ["work"]
    first, second = busy.steps
    assert not first.worked and 0.6 <= second.worked < 2
    assert "which the virtual clock does not count. The program ends." in (
        plain_words(Figure(busy).rows()[1].what)
    )
    assert simulated(until.format(0.1)) == []
    # Here it is the recorder that works.
    tasks = "tasks = [asyncio.create_task(asyncio.sleep(0)) for n in range(20_000)]"
    assert simulated(f"{tasks}; await asyncio.wait(tasks)") == []


def test_a_thread_without_an_end_is_named(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "def forever():\n    while True: time.sleep(1)\n"
        "asyncio.run(asyncio.to_thread(forever))\n"
    )
    recording = record(Script.read(path))
    within = "stopped at 60 s of virtual time within forever()"
    assert (recording.ended, recording.error) == ("limit", within)


def test_a_limit_is_met_where_it_was_met_first(tmp_path) -> None:
    """Not in the thread that cleans up, and meets the next one."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "def forever():\n    while True: time.sleep(1)\n"
        "async def main():\n"
        "    try: await asyncio.sleep(61)\n"
        "    finally: await asyncio.to_thread(forever)\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    usual = "stopped at 60 s of virtual time"
    assert (recording.ended, recording.error) == ("limit", usual)


def test_a_timer_for_no_time_is_refused_as_by_asyncio(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    try: asyncio.get_running_loop().call_at(None, print)\n"
        "    except TypeError as error: print(error)\n"
        "asyncio.run(main())\n"
    )
    assert told(record(Script.read(path)), "out") == plain(path)[0]


def test_a_loop_of_sleeps_of_no_time_ends(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text("import time\nwhile True: time.sleep(0)\n")
    recording = record(Script.read(path), limits=Limits(time=SECOND))
    assert (recording.ended, recording.until) == ("limit", SECOND)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_catches_its_own_end_ends(tmp_path) -> None:
    """It prints on while it is closed: little of that is shown, and nothing kept."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    while True:\n"
        "        try: await asyncio.sleep(1)\n"
        "        except BaseException: print('again')\n"
        "asyncio.run(main())\n"
    )
    shown: list[str] = []
    recording = record(
        Script.read(path),
        limits=Limits(lines=1000),
        echo=lambda stream, text: shown.append(text),
    )
    usual = "stopped at 60 s of virtual time"
    assert (recording.ended, recording.error) == ("limit", usual)
    assert "".join(shown).count("again") < 1200 and not recording.output
    # It has ended within the run: later, nothing would stop it.
    assert "".join(shown).count("again") > 100
