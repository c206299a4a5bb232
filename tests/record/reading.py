"""Reads what a recording has of a run."""

import textwrap
from pathlib import Path

from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script
from looptape.text.lines import lines_of
from looptape.timeline import Figure
from looptape.timeline.prose.table import Row, plain
from tests.record.busy import at_rest


def lines(recording: Recording) -> list[tuple[float, str]]:
    return [(line.at / SECOND, line.text) for line in lines_of(recording.output)]


def errors(recording: Recording) -> str:
    return "\n".join(
        line.text for line in lines_of(recording.output) if line.stream == "err"
    )


def told(shown: Figure) -> list[str]:
    return [plain(row.sentence) for row in shown.rows() if isinstance(row, Row)]


def sentences_of(folder: Path, source: str, clock: str = "virtual") -> list[str]:
    """The sentences of a program that returns, step by step.

    Args:
        folder: Where it is written.
        source: Its text, which may be indented.
        clock: That of `record`; of a real one, what a busy machine adds is left out.
    """
    path = folder / "program.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    recording = record(Script.read(path), clock=clock)
    assert (recording.ended, recording.error) == ("returned", None)
    found = [plain(row.sentence) for row in Figure(recording).rows()]
    return [*map(at_rest, found)] if clock == "real" else found
