"""Where sleeps overlap, of whatever tasks, no headline says that none did."""

from itertools import pairwise
from pathlib import Path

import pytest

from looptape.recording import Recording
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.timeline.runs import RECORDED


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
