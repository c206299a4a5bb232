"""What is told of a step that takes long on the real clock.

The program measures itself for how long it keeps the loop from others.
"""

import re
import textwrap
from pathlib import Path

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain

BLOCKS = """
    import asyncio, time
    async def main():
        await asyncio.sleep(0)
        start = time.perf_counter()
        time.sleep(0.5)
        print(time.perf_counter() - start)
    asyncio.run(main())
"""


def test_a_step_that_takes_long_blocks_the_loop(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(BLOCKS), encoding="utf-8")
    recording = record(Script.read(path), clock="real")
    taken = float(recording.stdout())
    *_, last = [plain(row.sentence) for row in Figure(recording).rows()]
    found = re.search(
        r"and ends\. This step blocks the loop for (.*?) s\. "
        r"The program ends at (.*) s\.$",
        last,
    )
    assert found, last
    blocked, ended = map(float, found.groups())
    # Both ends of the step are rounded to tenths, and the rest of it takes some time.
    assert taken - 0.11 < blocked < taken + 0.31
    assert ended >= blocked
