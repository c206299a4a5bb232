"""Where sleeps overlap, of whatever tasks, no headline says that none did."""

from itertools import pairwise
from pathlib import Path

import pytest

from looptape.recording import Recording
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.record.test_headlines import headline
from tests.timeline.runs import RECORDED

# It computes itself whether its sleeps overlap.
SERVER_SLEEPS = """
    import asyncio
    sleeps = []
    async def nap(seconds):
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(seconds)
        sleeps.append((began, loop.time()))
    async def serve(reader, writer):
        await nap(1)
        await reader.read()
        writer.close()
    async def main():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address)
        await nap(2)
        writer.write_eof()
        await reader.read()
        await nap(1)
        writer.close()
        server.close()
    asyncio.run(main())
    (_, end), (begin, _), *rest = sorted(sleeps)
    print("overlap:", begin < end)
"""


def test_a_sleep_of_a_server_may_overlap_one_of_its_client(tmp_path: Path) -> None:
    assert headline(tmp_path, SERVER_SLEEPS, "overlap: True\n") == "Took 3 s."


def sleeps(recording: Recording) -> list[tuple[int, int]]:
    """From when to when tasks slept, in ns."""
    found = []
    later: dict[int, int] = {}
    for step in reversed(recording.steps):
        wait, end = step.wait, later.get(step.lane, recording.until)
        later[step.lane] = step.at
        if wait is not None and wait.kind == "sleep":
            found.append((step.until, min(end, wait.until or end)))
    return sorted((begin, end) for begin, end in found if end > begin)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_no_recording_has_sleeps_that_overlap_where_it_says_none(path: Path) -> None:
    recording = Recording.from_json(path.read_text())
    if "No sleeps overlapped" in plain(Figure(recording).headline):
        found = sleeps(recording)
        assert all(later[0] >= one[1] for one, later in pairwise(found))
