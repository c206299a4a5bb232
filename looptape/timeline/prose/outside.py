"""What is printed outside all steps: the sentences after that of a step."""

from itertools import groupby

from looptape.text.lines import Line
from looptape.text.words import numeral, seconds, series
from looptape.timeline.model.printed import is_early
from looptape.timeline.prose.neighbours import Neighbours
from looptape.timeline.prose.parts import Part, full_stop, quotations
from looptape.timeline.terminal import visible


def outside(known: Neighbours, number: int) -> list[Part]:
    """Tell what threads, plain code and the loop itself print after a step.

    What plain code prints after the last step belongs to the end of the program.

    Args:
        known: What came before and after.
        number: The step's number.
    """
    view, parts = known.view, list[Part]()
    last = number == len(view.steps) - 1
    step, exact = view.steps[number], view.recording.clock == "virtual"

    def source(line: Line) -> tuple[int | None, str, bool, int]:
        later = exact and line.lane is not None and line.at > step.until
        at = line.at if later else step.until
        return line.lane, line.last.by, is_early(line.last), at

    for (lane, _, early, at), group in groupby(view.aside.get(number, ()), key=source):
        lines = list(group)
        if last and lane is None and not early:
            continue
        if lane is not None and lane not in view.row_of:
            continue
        did = _did(lines)
        if not did:
            continue
        when = f" At {seconds(at)}, "
        if at == step.until:
            when = _when(known, number, lines[0])
        parts.append((when, ""))
        parts.append(_who(known, lines[0]) if lane is None else known.name(lane))
        parts.append((f" {did}", ""))
        parts.append(full_stop(parts))
    return parts


def _when(known: Neighbours, number: int, line: Line) -> str:
    """How a line came in time, as the beginning of a sentence.

    Args:
        known: What came before and after.
        number: The step's number.
        line: The line.
    """
    step = known.view.steps[number]
    if is_early(line.last):
        return " Before that, "
    over = step.end != "waits" and line.at >= step.until
    aside = line.lane is not None or line.last.by.endswith("thread")
    return " Meanwhile, " if aside and not over else " Then "


def _who(known: Neighbours, line: Line) -> Part:
    """What prints that has no lane."""
    by = line.last.by
    if by == "another thread":
        return by, ""
    if by:
        return f"the {by}", ""
    recording = known.view.recording
    return (recording.programs[line.program] if line.program else "the program"), ""


def _did(lines: list[Line]) -> str:
    if lines[0].last.by != "loop":
        return " and ".join(printed(lines))
    shown = _quoted(lines)
    if len(shown) < len(lines):
        return "logs to standard error"
    return f"logs {series(quotations(shown))}"


def printed(lines: list[Line]) -> list[str]:
    """What is printed, in words; of what goes to standard error, how much.

    Args:
        lines: The lines.
    """
    shown = _quoted(lines)
    did = [f"prints {series(quotations(shown))}"] if shown else []
    if errors := len(lines) - len(shown):
        which = "a line" if errors == 1 else f"{numeral(errors)} lines"
        did.append(f"writes {which} to standard error")
    return did


def _quoted(lines: list[Line]) -> list[str]:
    return [visible(line.text) for line in lines if line.stream == "out"]
