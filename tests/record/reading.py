"""Reads what a recording has of a run."""

from looptape.recording import SECOND, Recording
from looptape.text.lines import lines_of
from looptape.timeline import Figure
from looptape.timeline.prose.table import Row, plain


def lines(recording: Recording) -> list[tuple[float, str]]:
    return [(line.at / SECOND, line.text) for line in lines_of(recording.output)]


def errors(recording: Recording) -> str:
    return "\n".join(
        line.text for line in lines_of(recording.output) if line.stream == "err"
    )


def told(shown: Figure) -> list[str]:
    return [plain(row.sentence) for row in shown.rows() if isinstance(row, Row)]
