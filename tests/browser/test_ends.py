"""How programs in the worker end: deadlocks, limits, exits."""

import subprocess
import sys
from dataclasses import replace

import pytest

from cheatsheet.browser import worker as module
from looptape.record.limits import Limits
from looptape.recording import Recording
from tests.browser.runs import Run

SERVER = """
    import asyncio
    async def main():
        server = await asyncio.start_server(print, "127.0.0.1", 8888)
        async with server:
            await server.serve_forever()
    asyncio.run(main())
"""
UDP = """
    import asyncio
    async def main():
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=("127.0.0.1", 9999))
        await loop.create_future()
    asyncio.run(main())
"""
STUCK_WITH_A_CLIENT = """
    import asyncio
    async def main():
        async def answer(reader, writer):
            await asyncio.Event().wait()
        await asyncio.start_server(answer, "127.0.0.1", 8888)
        reader, writer = await asyncio.open_connection("127.0.0.1", 8888)
        await reader.read()
    asyncio.run(main())
"""
IN_A_CIRCLE = """
    import asyncio
    async def main():
        async def one(): await tasks[1]
        async def other(): await tasks[0]
        tasks = [asyncio.create_task(one(), name="A"),
                 asyncio.create_task(other(), name="B")]
        await tasks[0]
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("text", "serves", "error"),
    [
        (SERVER, True, "no client connects: main serves until it is cancelled"),
        (UDP, True, "no client connects: main waits for a future"),
        (STUCK_WITH_A_CLIENT, False, "nothing can wake the loop: "),
        (IN_A_CIRCLE, False, "nothing can wake the loop: main waits for A; "),
    ],
)
def test_a_server_that_waits_is_no_deadlock(
    run: Run, text: str, serves: bool, error: str
) -> None:
    result = run(text)
    assert (result["ended"], result["serves"]) == ("deadlock", serves)
    assert result["error"].startswith(error)
    assert (run.text == "") == serves
    drawn = run.worker.draw()
    assert ("Deadlock" not in drawn["figure"] + drawn["outputs"]) == serves
    assert "destroyed" not in run.text
    assert run.worker.clean(), run.worker.changes


RUNS_ON = """
    import asyncio
    async def main():
        print("done")
    loop = asyncio.new_event_loop()
    loop.create_task(main())
    loop.run_forever()
"""


def test_a_loop_that_nothing_stops_is_no_deadlock(run: Run) -> None:
    result = run(RUNS_ON)
    assert (result["ended"], result["serves"], result["idles"]) == (
        "deadlock",
        False,
        True,
    )
    assert run.text == "done\n"
    drawn = run.worker.draw()
    shown = drawn["figure"] + drawn["outputs"] + drawn["table"]
    assert "Deadlock" not in shown and "is a deadlock" not in shown
    assert "No task is left, but the event loop runs forever." in shown


GETS = """
    import asyncio
    async def main():
        await asyncio.Queue().get()
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "import asyncio as a; loop = a.new_event_loop(); loop.run_forever()",
            "no task is left, and nothing stops the event loop",
        ),
        (
            GETS,
            "nothing can wake the loop: main waits for an item",
        ),
    ],
)
def test_a_deadlock_is_told_in_whole_words(run: Run, text: str, error: str) -> None:
    result = run(text)
    assert (result["ended"], result["error"]) == ("deadlock", error)


def test_a_limit_stays_the_same_while_tasks_are_cleaned_up(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "USUAL", replace(module.USUAL, steps=2_000))
    result = run("""
        import asyncio
        async def main():
            await asyncio.gather(*(asyncio.sleep(1) for _ in range(4_000)))
        asyncio.run(main())
    """)
    assert result["error"] == "stopped after 2,000 tasks"


MANY_STEPS = """
    import asyncio
    async def main():
        for _ in range(3_000):
            await asyncio.sleep(0)
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("import asyncio; asyncio.run(asyncio.sleep(3600))", "60 s of virtual time"),
        ("print('x' * 1_200_000)", "1,000,000 characters of output"),
        (MANY_STEPS, "2,000 steps"),
    ],
)
def test_a_limit_is_named_and_can_be_raised(
    run: Run, monkeypatch: pytest.MonkeyPatch, text: str, usual: str
) -> None:
    # The usual number of steps would take seconds.
    monkeypatch.setattr(module, "USUAL", replace(module.USUAL, steps=2_000))
    result = run(text)
    assert result["ended"] == "limit"
    assert result["error"] in {f"stopped at {usual}", f"stopped after {usual}"}
    assert run(text, raised=True)["ended"] == "returned"


@pytest.mark.parametrize(
    ("status", "shell"), [("300", 44), ("-1", 255), ("3", 3), ("None", 0), ("'x'", 1)]
)
def test_an_exit_status_is_what_a_shell_reports(
    run: Run, status: str, shell: int
) -> None:
    assert run(f"import sys; sys.exit({status})")["status"] == shell
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.exit({status})"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == shell


def test_endless_output_ends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "USUAL", Limits(characters=1000))
    result = run("while True: print('again')")
    assert result["ended"] == "limit"
    assert result["error"] == "stopped after 1,000 characters of output"
    assert 990 < len(run.text) <= 1000


def test_leaving_by_the_back_door_ends_the_program_only(run: Run) -> None:
    result = run("import os; print('going'); os._exit(3)")
    assert (result["ended"], run.text) == ("returned", "going\n")
    assert Recording.from_json(result["recording"]).status == 3
