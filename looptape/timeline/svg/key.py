"""The key of a picture: a sample of each mark that occurs, and what it means."""

from looptape.text.labels import object_of
from looptape.timeline.model.spans import Span, has_child, opens_pipe
from looptape.timeline.model.view import View
from looptape.timeline.svg.grid import STATES, Lines

# Classes and words of marks.
Key = tuple[tuple[str, str], ...]

# What a mark is called in the key, in the order of the key.
MARKS = {
    "tl-run": "runs",
    "tl-sleep": "sleeps",
    "tl-for": "waits for another task",
    "tl-net": "waits for the network",
    "tl-hold": "holds a lock",
    "tl-ready": "waits for its turn",
    "tl-block": "blocks the loop",
    "tl-late": "should have woken up",
    "tl-bar": "runs in a thread",
    "tl-made": "created",
    "tl-timeout": "timeout",
    "tl-cancel": "cancels",
    "tl-cleaning": "cleans up",
    "tl-done": "returns",
    "tl-raised": "raises",
    "tl-cancelled": "cancelled",
    "tl-print": "prints",
    "tl-stop": "no time passes",
}

# The same for the rows of a long run.
ROWS = {
    "ready": "waits for its turn",
    "net": "waits for the network",
    "sleep": "sleeps",
    "bar": "runs in a thread",
    "late": "should have woken up",
    "run": "runs",
    "block": "blocks the loop",
    "raised": "raises",
}

# Small drawings of the marks, 26 by 14 pixels, for the key.
SAMPLES = {
    "tl-run": '<rect x="9" y="1" width="8" height="12"/>',
    "tl-sleep": '<rect x="1" y="2" width="24" height="10" rx="2"/>',
    "tl-cleaning": '<rect x="1" y="2" width="24" height="10" rx="2"/>',
    "tl-bar": '<rect x="1" y="1" width="24" height="12" rx="2"/>',
    "tl-block": '<rect x="1" y="1" width="24" height="12"/>',
    "tl-for": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-net": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-hold": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-ready": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-late": '<line x1="1" x2="25" y1="7" y2="7"/>',
    "tl-made": '<line x1="2" x2="10" y1="7" y2="7"/><circle cx="14" cy="7" r="3"/>',
    "tl-cancel": '<line x1="13" x2="13" y1="0" y2="9"/><path d="M9 7h8l-4 6z"/>',
    "tl-timeout": '<path d="M13 1l6 6-6 6-6-6z"/>',
    "tl-raised": (
        '<path d="M8 0v14l12-7z"/><path class="tl-bang" d="M11.5 4v3.5m0 1.5v1.5"/>'
    ),
    "tl-done": '<circle cx="13" cy="7" r="3.5"/>',
    "tl-cancelled": '<circle cx="13" cy="7" r="5.5"/>'
    '<path d="M10.5 4.5l5 5m0-5l-5 5"/>',
    "tl-print": '<path d="M9 4h8l-4 7z"/>',
    "tl-stop": '<rect x="3" y="0" width="20" height="14"/>',
}


def of_marks(view: View, spans: list[Span], used: frozenset[str]) -> Key:
    """The key of a picture.

    Args:
        view: The run.
        spans: Its stretches.
        used: Classes of the marks that occur.
    """
    return tuple((name, _word(view, spans, name)) for name in MARKS if name in used)


def _word(view: View, spans: list[Span], name: str) -> str:
    if name == "tl-bar":
        kinds = {view.lanes[bar.lane].kind for bar in view.recording.bars}
        if "process" not in kinds:
            return MARKS[name]
        child = "runs in a child process"
        return f"{child} or a thread" if "thread" in kinds else child
    if name == "tl-hold":
        held = {hold.kind for hold in view.recording.holds}
        return f"holds the {held.pop()}" if len(held) == 1 else MARKS[name]
    if name == "tl-net":
        waiting = {span.lane for span in spans if span.kind == "net"}
        pipes = has_child(view) | opens_pipe(view)
        return "waits for a pipe" if waiting <= pipes else MARKS[name]
    if name == "tl-for":
        kinds = {
            step.wait.kind
            for step in view.steps
            if step.wait is not None
            and step.wait.kind not in {"sleep", "network", "turn"}
        }
        return MARKS[name] if kinds == {"task"} else "waits for something else"
    return MARKS[name]


def of_rows(view: View, lines: Lines) -> Key:
    """The key of the rows of a long run.

    Args:
        view: The run.
        lines: What its rows show.
    """
    words = ROWS | {"for": _wait(view)}
    return tuple(
        (f"tl-is-{state}", words[state]) for state in STATES if lines.get(state)
    )


def _wait(view: View) -> str:
    kinds = {
        object_of(step.wait)
        for step in view.steps
        if step.wait is not None and step.wait.kind in {"lock", "queue", "event"}
    }
    return f"waits for {kinds.pop()}" if len(kinds) == 1 else "waits for another task"


def sample(name: str) -> str:
    """The mark of a key's entry."""
    if name.startswith("tl-is-"):
        inner = f'<path class="{name}" d="M2 7h22"/>'
        return f'<svg class="tl-sample tl-wide" width="26" height="14">{inner}</svg>'
    stripes = '<line class="tl-stripes" x1="1" x2="25" y1="7" y2="7"/>'
    more = stripes if name == "tl-block" else ""
    group = "tl-sleep tl-cleaning" if name == "tl-cleaning" else name
    return (
        f'<svg class="tl-sample" width="26" height="14"><g class="{group}">'
        f"{SAMPLES[name]}</g>{more}</svg>"
    )
