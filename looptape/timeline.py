"""A recording as text that a reader can follow: pure functions, no state."""

from collections.abc import Iterator

from looptape.recording import Recording, Step

SECOND = 1_000_000_000


def seconds(ns: int) -> str:
    """A time for a reader, such as `0.25 s`.

    Args:
        ns: The time in ns.
    """
    return f"{ns / SECOND:.4g} s"


def rows(recording: Recording) -> Iterator[tuple[str, str, str, str, str]]:
    """The steps as rows of a table.

    Yields:
        Number, time, who, line of the script and what happens, all as text.
    """
    printed: dict[int, list[str]] = {}
    for line in recording.output:
        if line.step is not None:
            printed.setdefault(line.step, []).append(line.text)
    for index, step in enumerate(recording.steps):
        said = [f"prints “{text}”" for text in printed.get(index, [])]
        yield (
            str(index + 1),
            seconds(step.at),
            recording.lanes[step.lane].name,
            str(step.line or ""),
            ", ".join([*_begins(recording, step), *said, *_ends(recording, step)]),
        )


def _begins(recording: Recording, step: Step) -> Iterator[str]:
    if step.text:
        yield step.text
    elif step.cause == "start":
        yield "starts"
    elif step.woken_by is not None:
        waker = recording.steps[step.woken_by]
        if waker.lane != step.lane:
            yield f"woken by {recording.lanes[waker.lane].name}"
    for block in step.blocks:
        yield f"{block.text} blocks for {seconds(block.until - block.at)}"
    for lane in step.cancels:
        yield f"cancels {recording.lanes[lane].name}"


def _ends(recording: Recording, step: Step) -> Iterator[str]:
    if step.wait is not None:
        yield step.wait.text
    elif step.end == "returns" and step.text is None:
        yield f"returns {step.value}" if step.value else "ends"
    elif step.end == "raises":
        yield f"raises {step.value}"
    elif step.end == "cancelled":
        yield "is cancelled"


def text_table(recording: Recording) -> str:
    """The steps as a table of plain text, with the total time under it."""
    table = [("step", "time", "task", "line", "what happens"), *rows(recording)]
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    lines = [
        "  ".join([*map(str.ljust, row[:4], widths), row[4]]).rstrip() for row in table
    ]
    end = f"{recording.ended} after {seconds(recording.until)}"
    if recording.error:
        end += f": {recording.error}"
    return "\n".join([*lines, end])
