"""How a step stops: the last clause of its sentence."""

import re

from looptape.recording import LONGEST_VALUE, Step, Wait
from looptape.text.labels import clause
from looptape.text.words import cut_value, numeral, seconds
from looptape.timeline.prose.context import Clause
from looptape.timeline.prose.headline import holding
from looptape.timeline.prose.neighbours import Neighbours
from looptape.timeline.prose.parts import MOST_NAMES, Part, ongoing

# Waits that are told of what the clause before has closed: `it`.
CLOSED = {("closed", "stream"), ("server", "server")}
# Waits for a child process that the clause before has stopped, by what they are for.
OF_CHILD = {
    "output": "waits for its output and exit",
    "end": "waits for it to exit",
}
# Waits for some of several tasks: each is another one.
SOME = {"next", "first", "inner"}


def stops(
    known: Neighbours, number: int, told: list[Clause], raised: str | None = None
) -> list[list[Part]]:
    """Say how a step stops.

    Args:
        known: What came before and after.
        number: The step's number.
        told: What is told of it already.
        raised: An exception that the sentence has just told, or None.
    """
    view = known.view
    step = view.steps[number]
    if step.end == "returns":
        if step.call is not None:
            return []
        if view.lanes[step.lane].role == "request":
            hung_up = _hung_up(known, number)
            return [[("ends" if hung_up else "finishes its response", "")]]
        value = cut_value(step.value or "", LONGEST_VALUE)
        return [[(f"returns {value}" if value else "ends", "")]]
    if step.end == "raises" and step.value == raised is not None:
        return [[("raises the same exception", "")]]
    if step.end == "raises":
        return [[(f"raises {cut_value(step.value or '', LONGEST_VALUE)}", "")]]
    if step.end == "cancelled":
        steps = (view.steps[place] for place in view.of_lane[step.lane])
        asked = any(one.cause == "cancel" for one in steps)
        # Else what it waited for was cancelled, or it raises that itself.
        return [[("ends" if asked else "raises CancelledError", "")]]
    if step.wait is None and view.recording.ended == "limit":
        return [[("is stopped by the limit", "")]]
    waits = _waits(known, number, told)
    if step.wait is not None and (step.wait.kind, step.wait.what) == ("queue", "get"):
        waits = [*waits, (" because the queue is empty", "")]
    return [waits]


def _hung_up(known: Neighbours, number: int) -> bool:
    """Whether a request's handler has closed its connection, so no response ends."""
    lane = known.view.steps[number].lane
    steps = [known.view.steps[one] for one in known.view.of_lane[lane]]
    deeds = [deed for step in steps for deed in step.deeds]
    ends = ("closes", "aborts")
    return any(one.verb in ends and one.kind == "connection" for one in deeds)


def _waits(known: Neighbours, number: int, told: list[Clause]) -> list[Part]:
    view = known.view
    step = view.steps[number]
    wait = step.wait
    if wait is None:
        return [("waits", "")]
    alone = _alone(step, wait)
    if alone is not None:
        return [(alone, "")]
    if (wait.kind, wait.what) == ("task", "inner"):
        return _lets_run(known, number, wait, told)
    if wait.what == "condition" and told and told[-1].verb == "releases":
        # Which condition's, the lock says that it releases for it.
        return [("waits for a notification", "")]
    known_to_be = _for_last(wait, told)
    if known_to_be is not None:
        return [(known_to_be, "")]
    whom = _whom(known, number, wait, told)
    if whom:
        return [(f"waits for {whom}", "")]
    parts: list[Part] = [(clause(wait, known.lane_names), "")]
    if wait.kind == "lock" and wait.lanes:
        (text, _), *rest = holding(view, wait, step.lane)
        parts = [(text.lstrip(), ""), *rest]
    if told or not _still(known, number, wait):
        return parts
    if step.cause == "cancel":
        if wait.what == "group":  # The reason has just named it.
            return [("keeps waiting for it", "")]
        # What it waited for so far was cancelled with it.
        return [(_again(parts[0][0], wait), "")]
    return [(_on(parts[0][0], wait, step), ""), *parts[1:]]


def _for_last(wait: Wait, told: list[Clause]) -> str | None:
    """A wait for what the last clause is about, in words; None for any other."""
    deed = told[-1].deeds[-1] if told and told[-1].deeds else None
    if deed is None:
        return None
    if deed.verb == "closes" and (wait.what, deed.kind) in CLOSED:
        return "waits until it is closed"
    if deed.kind == "child" and wait.kind == "process":
        return OF_CHILD.get(wait.what)
    return _for_calls(wait, told) if deed.verb == "hands" else None


def _for_calls(wait: Wait, told: list[Clause]) -> str | None:
    """A wait for what has just been handed to workers, in words; None for others."""
    deed = told[-1].deeds[-1]
    own = wait.kind == "thread" and wait.name == deed.name
    if len(told[-1].deeds) == 1 and (own or wait.calls == 1):
        return "waits"
    handed = sum(len(one.deeds) for one in told if one.verb == "hands")
    if wait.what or wait.calls != handed:
        return None
    every = "both" if handed == 2 else f"all {numeral(handed)}"
    return f"waits for {every} calls"


def _again(text: str, wait: Wait) -> str:
    """A wait that comes after a cancelled one for the same: `waits for it again`."""
    if not text.startswith("waits for "):
        return text
    if wait.kind == "future" and text.startswith("waits for a "):
        return "waits for another future"
    several = " and " in text or len(wait.lanes) > 1
    return f"waits for {'them' if several else 'it'} again"


def _on(text: str, wait: Wait, step: Step) -> str:
    """A wait after one for the same: `keeps waiting for data`, if in the same call."""
    if not step.anew:
        return f"keeps {ongoing(text)}"
    if wait.kind not in {"future", "network"}:
        return text
    return re.sub(
        "^waits for (a|the(?= (?:socket|pipe)))(?= )", "waits for another", text
    )


def _alone(step: Step, wait: Wait) -> str | None:
    """A wait for nobody else, in words; None for any other."""
    if wait.kind == "sleep":
        if wait.until is None:
            return "sleeps forever"
        return f"sleeps for {seconds(wait.until - step.until)}"
    if wait.what == "refused":
        return f"yields {cut_value(wait.name, LONGEST_VALUE)}, which is not a future"
    if wait.what == "foreign":
        return f"awaits {wait.name}, which belongs to another event loop"
    if wait.kind == "turn":
        return "yields control"
    if wait.kind == "task" and wait.lanes == [step.lane]:
        return "awaits itself"
    return None


def _still(known: Neighbours, number: int, wait: Wait) -> bool:
    """Whether it waits on for what it waited for before."""
    earlier = known.earlier_wait(number)
    if earlier is None or wait.what in SOME or wait.kind in {"thread", "queue"}:
        return False  # It is another one.
    within = wait.what == "group" or earlier.what == "inner"
    one = (earlier.kind, wait.what if within else earlier.what, earlier.name)
    same = {*wait.lanes} <= {*earlier.lanes} if within else wait.lanes == earlier.lanes
    return same and one == (wait.kind, wait.what, wait.name)


def _lets_run(
    known: Neighbours, number: int, wait: Wait, told: list[Clause]
) -> list[Part]:
    """Another runs within a step, which goes on after that."""
    view = known.view
    if view.lanes[view.steps[number].lane].kind == "program":
        return [("runs the event loop", "")]
    inner = [lane for lane in wait.lanes if lane in view.row_of]
    if not inner:
        return [(clause(wait, known.lane_names), "")]
    made = told and told[-1].verb == "makes"
    first = [("it", "")] if made else known.names(inner)
    return [("lets ", ""), *first, (" run first", "")]


def _whom(known: Neighbours, number: int, wait: Wait, told: list[Clause]) -> str:
    """A pronoun for the tasks that it waits for, if it has just made or cancelled them.

    Where the last clause names others as well, it is none.
    """
    named = wait.kind == "task" and wait.what not in {*SOME, "failure"} and wait.lanes
    if named and len(wait.lanes) > MOST_NAMES and told and told[-1].verb != "makes":
        made = [
            lane for one in told if one.verb == "makes" for lane in _made(known, one)
        ]
        return f"all {numeral(len(made))}" if made == wait.lanes else ""
    if not told or told[-1].verb not in {"makes", "cancels"} or not named:
        return ""
    deeds = told[-1].deeds
    cancels = told[-1].verb == "cancels"
    # Of futures, calls or a whole group, or of those that the tasks wait for.
    others = any(deed.kind for deed in deeds) or any(
        text.startswith(", which ") for text, _ in told[-1].parts
    )
    if cancels and (others or wait.what):
        return ""
    tasks = _made(known, told[-1])
    if wait.lanes != (sorted(tasks) if cancels else tasks):
        return ""
    if len(tasks) == 1:
        return "it"
    return "both" if len(tasks) == 2 else f"all {numeral(len(tasks))}"


def _made(known: Neighbours, one: Clause) -> list[int]:
    """The tasks that a clause tells of, each once."""
    lanes = dict.fromkeys(lane for deed in one.deeds for lane in deed.lanes)
    return [lane for lane in lanes if known.view.lanes[lane].kind == "task"]
