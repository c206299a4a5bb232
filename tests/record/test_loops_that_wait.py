"""Programs that make tasks of a loop before it runs, against plain Python."""

import textwrap
from pathlib import Path

from looptape.record.recorder import record
from looptape.script import Script
from tests.record.watched import plain, told

TASKS = """
    import asyncio
    async def answer():
        return 42
    async def slow():
        await asyncio.sleep(0.01)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    task = asyncio.Task(answer())
    print(task.done(), loop.run_until_complete(task), task.get_loop() is loop)
    late = asyncio.Task(slow(), name="late")
    print(loop.run_until_complete(late), late.get_name())
    loop.close()
    asyncio.set_event_loop(None)
    coro = slow()
    try:
        asyncio.Task(coro)
    except RuntimeError as error:
        print(error)
    coro.close()
"""


def test_a_task_is_made_by_its_class_before_its_loop_runs(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(TASKS))
    recording = record(Script.read(path))
    assert (told(recording, "out"), recording.status) == plain(path)[::2]
    assert told(recording, "out").startswith("False 42 True\nNone late\n")


def test_a_log_names_the_selector_of_the_machine(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, logging\nlogging.basicConfig(level=logging.DEBUG)\n"
        "async def main():\n    logging.info('main')\nasyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert told(recording, "err") == plain(path)[1]
    assert "Using selector" in told(recording, "err")
