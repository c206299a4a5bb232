"""What is told of a TaskGroup's `cancel`, which is new in Python 3.15.

The recording is what that Python gives of two tasks in a group, of which the second
ends it.
"""

import sys
import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.recording import SECOND, Deed, Lane, Recording, Step, Wait
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain

PROGRAM = """
    import asyncio
    async def nap(seconds, group):
        await asyncio.sleep(seconds)
        group.cancel()
    async def main():
        async with asyncio.TaskGroup() as group:
            for seconds in 2, 1:
                group.create_task(nap(seconds, group), name=f"nap of {seconds}")
    asyncio.run(main())
"""
CANCELS = (
    "nap of 1 wakes up after sleeping 1 s, calls group.cancel(), which cancels "
    "nap of 2{}, and then ends."
)


def test_the_end_of_a_group_is_told_by_its_call() -> None:
    group = Wait("task", "group", lanes=[1, 2])
    cancels = Deed("cancels", "group", "group", [1, 2, 0], at=SECOND, line=5)
    naps = [Wait("sleep", "", "", 2, [], 2 * SECOND), Wait("sleep", seconds=1)]
    naps[1].until = SECOND
    recording = Recording(
        "tests/group",
        "",
        programs=["group.py"],
        until=SECOND,
        lanes=[
            Lane("task", "main", "main()"),
            Lane("task", "nap of 2", "nap()", named=True, parent=0, made_in=0),
            Lane("task", "nap of 1", "nap()", named=True, parent=0, made_in=0),
        ],
        steps=[
            Step(0, 0, 0, "start", wait=group, deeds=[Deed("makes", lanes=[1, 2])]),
            Step(1, 0, 0, "step", woken_by=0, deed=0, wait=naps[0]),
            Step(2, 0, 0, "step", woken_by=0, deed=0, wait=naps[1]),
            Step(2, SECOND, SECOND, "timer", end="returns", deeds=[cancels]),
            Step(1, SECOND, SECOND, "cancel", woken_by=3, deed=0, end="cancelled"),
            Step(0, SECOND, SECOND, "cancel", woken_by=3, deed=0, end="returns"),
        ],
    )
    told = [plain(row.sentence) for row in Figure(recording).rows()]
    assert told[3] == CANCELS.format(", nap of 1 and main")


@pytest.mark.skipif(sys.version_info < (3, 15), reason="TaskGroup.cancel is of 3.15")
def test_what_a_group_cancels_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    told = [plain(row.sentence) for row in Figure(record(Script.read(path))).rows()]
    assert any("calls group.cancel(), which cancels nap of 2" in one for one in told)
