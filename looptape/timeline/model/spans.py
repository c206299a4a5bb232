"""What each lane does between its steps, as stretches from moment to moment."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from looptape.recording import Bar, Step
from looptape.text.labels import end_of_path, held_up
from looptape.timeline.model.view import Point, View

# Kinds of waits that are work elsewhere: they would add up if done one by one.
WORK = {"sleep", "net", "bar", "block"}

KINDS = {"sleep": "sleep", "network": "net", "turn": "ready"}


@dataclass(slots=True)
class Span:
    """One stretch of a lane.

    Attributes:
        kind: `sleep`, `net` (the network), `for` (another task, lock, queue…),
            `ready` (waits its turn), `late` (should have woken), `block` (holds
            up the loop), `run` (computes), `bar` (a thread or process).
        lane: Index of the lane.
        start: Where it begins.
        end: Where it ends.
        text: What it waits for or does.
        shorter: Shorter forms of that, the longest first.
        cleaning: Whether it is a cancelled task's cleaning up.
    """

    kind: str
    lane: int
    start: Point
    end: Point
    text: str = ""
    shorter: Sequence[str] = ()
    cleaning: bool = False


def spans(view: View) -> list[Span]:
    """All stretches of the shown lanes, lane by lane and in order of time.

    Only work outside the loop's thread is among them where it took no time.
    """
    found = []
    calls = {id(bar): number for (number, _), bar in handed_over(view)}
    for lane in view.rows:
        for bar in view.bars[lane]:
            start = _begin(view, lane, bar.at, calls.get(id(bar)))
            end = before(view, bar.until)
            # A call without its second argument and those behind it.
            short, comma, _ = bar.text.partition(",")
            name = short.partition("(")[0]
            shorter = [f"{short}, …)", f"{short}…", f"{name}(…)"] if comma else []
            found.append(Span("bar", lane, start, max(start, end), bar.text, shorter))
        found += _of_steps(view, lane)
    return [span for span in found if span.end > span.start or span.kind == "bar"]


def handed_over(view: View) -> list[tuple[tuple[int, int], Bar]]:
    """The calls that steps hand to workers: number of the step, index of the deed, bar.

    A call that was cancelled before a worker began with it has none.
    """
    found = []
    left = {lane: list(bars) for lane, bars in view.bars.items()}
    for number, step in enumerate(view.steps):
        for index, deed in enumerate(step.deeds):
            for bars in (left[lane] for lane in deed.lanes if deed.verb == "hands"):
                own = next((bar for bar in bars if bar.text == deed.name), None)
                if own is not None:
                    bars.remove(own)
                    found.append(((number, index), own))
    return found


def before(view: View, at: int) -> Point:
    """The moment at which a time begins, before its first step."""
    return at, bisect_left(view.times, at)


def _begin(view: View, lane: int, at: int, handing: int | None) -> Point:
    """When a bar begins: after the step that handed the work over.

    Args:
        view: The run.
        lane: The bar's.
        at: When it begins, in ns.
        handing: Number of that step, if it is known.
    """
    start = before(view, at)
    if handing is not None:
        return view.right(handing) if view.steps[handing].until == at else start
    number = int(start[1])
    while number < len(view.steps) and view.steps[number].at <= at:
        step = view.steps[number]
        number += 1
        waits = step.wait is not None and lane in step.wait.lanes
        made = view.number(view.lanes[lane].made_in) == number - 1
        if step.until == at and (waits or made):
            return view.right(number - 1)
    return start


def _of_steps(view: View, lane: int) -> list[Span]:
    found = []
    numbers = view.of_lane[lane]
    made = view.made(lane)
    if made is not None:
        first = view.left(numbers[0]) if numbers else None
        if first is None and not view.bars[lane]:
            first = view.end
        if first is not None:
            found.append(Span("ready", lane, made, first))
    cleaning = _cleaning_since(view, numbers)
    for place, number in enumerate(numbers):
        step = view.steps[number]
        found += _inside(lane, number, step)
        following = numbers[place + 1] if place + 1 < len(numbers) else None
        if view.lanes[lane].kind == "callbacks" or step.end != "waits":
            continue
        for span in _waiting(view, number, following):
            span.cleaning = span.kind == "sleep" and number >= cleaning
            found.append(span)
    return found


def _cleaning_since(view: View, numbers: list[int]) -> int:
    """The step from which a task that ended cancelled was cleaning up."""
    if numbers and view.steps[numbers[-1]].end == "cancelled":
        for number in numbers:
            if view.steps[number].cause == "cancel":
                return number
    return len(view.steps)


def _inside(lane: int, number: int, step: Step) -> list[Span]:
    """The time that one step takes: its blocking calls and what is between them."""
    found = []
    at = step.at
    for block in step.blocks:
        if block.at > at:
            found.append(Span("run", lane, (at, number + 1), (block.at, number + 1)))
        start, at = (block.at, number + 1), block.until or block.at
        text, end = held_up(block), (at, number + 1)
        short = [end_of_path(text)] if block.verb == "requests" else []
        found.append(Span("block", lane, start, end, text, short))
    if step.until > at:
        found.append(Span("run", lane, (at, number + 1), (step.until, number + 1)))
    return found


def _waiting(view: View, number: int, following: int | None) -> list[Span]:
    step = view.steps[number]
    lane, wait, start = step.lane, step.wait, view.right(number)
    kind = KINDS.get(wait.kind, "for") if wait else "ready"
    text, *shorter = view.wait_texts(wait) if wait else [""]
    due = wait.until if wait else None
    if following is None:
        # Its own timer can still wake it, but for a run that goes no further.
        end = view.lost(lane) or view.end
        if view.recording.ended != "deadlock" and kind == "sleep" and due is not None:
            end = min(end, (due, len(view.steps)))
        return [Span(kind, lane, start, end, text, shorter)]
    stop = view.left(following)
    at = view.steps[following].at
    woken = view.wakers[following]
    if woken is not None and woken > number:
        if following == woken + 1:
            end = stop
        elif view.steps[woken].until > view.steps[woken].at:
            end = view.right(woken)
        else:
            end = view.middle(woken)
    else:
        end = max(start, before(view, at))
    late = view.late(number, following) if kind == "sleep" else None
    if late is not None:
        held = max(start, before(view, late))
        behind = max(end, held)
        found = [Span(kind, lane, start, held, text, shorter)]
        found.append(Span("late", lane, held, behind))
        end = behind
    else:
        found = [Span(kind, lane, start, end, text, shorter)]
    if stop > end:
        found.append(Span("ready", lane, end, stop))
    return found


def has_child(view: View) -> set[int | None]:
    """The lanes that have started a child process: what they read is its pipe."""
    return {
        view.maker[lane]
        for lane in view.rows
        # A worker of a pool has a call.
        if view.lanes[lane].kind == "process" and not view.lanes[lane].call
    }


def opens_pipe(view: View) -> set[int | None]:
    """The lanes that have opened a pipe without a child process at its other end."""
    pipe = ("network", "pipe")
    waits = [(step.lane, step.wait) for step in view.steps if step.wait is not None]
    return {lane for lane, wait in waits if (wait.kind, wait.what) == pipe}


def one_by_one(view: View, stretches: list[Span]) -> tuple[int, int]:
    """What the waits of the first program would take one after another.

    Args:
        view: The run.
        stretches: Its stretches.

    Returns:
        The sum in ns, and of how many waits.
    """
    total = waits = 0
    for span in _of_its_own(view, stretches):
        if span.kind in WORK:
            waits += 1
        elif span.kind != "run":
            continue
        total += min(span.end[0], view.total) - span.start[0]
    return total, waits


def overlap(view: View, stretches: list[Span]) -> bool:
    """Whether two waits of the first program overlap in time.

    Args:
        view: The run.
        stretches: Its stretches.
    """
    waits = [span for span in _of_its_own(view, stretches) if span.kind in WORK]
    return _overlap(view, waits)


def sleeps_overlap(view: View, stretches: list[Span]) -> bool:
    """Whether two sleeps overlap in time, of whatever tasks.

    Args:
        view: The run.
        stretches: Its stretches.
    """
    return _overlap(view, [span for span in stretches if span.kind == "sleep"])


def _overlap(view: View, spans: list[Span]) -> bool:
    times = sorted((span.start[0], min(span.end[0], view.total)) for span in spans)
    lasting = [(start, end) for start, end in times if end > start]
    return any(later[0] < one[1] for one, later in pairwise(lasting))


def waiting(view: View, stretches: list[Span]) -> tuple[set[str], set[int]]:
    """What waits in a run, and for what.

    Args:
        view: The run.
        stretches: Its stretches.

    Returns:
        The kinds of the waits that `one_by_one` counts, and the lanes that wait for
        anything, such as a lock.
    """
    kinds = {span.kind for span in _of_its_own(view, stretches)}
    lanes = {span.lane for span in stretches if span.kind in {*WORK, "for"}}
    return kinds & WORK, lanes


def _of_its_own(view: View, stretches: list[Span]) -> Iterator[Span]:
    """The stretches of the first program that take time and are in no other one.

    A server's work is already in what its client waits for the network, whether
    the server is a program of its own or not, and that of a loop in a worker thread
    in what the thread takes. What a task waits for a pipe is in the life of its child.
    """
    counted: set[int] = set()
    for lane in view.rows:  # Makers come before those they made.
        numbers, maker = view.of_lane[lane], view.maker[lane]
        first = view.steps[numbers[0]].cause if numbers else "start"
        # A connection that came in made it, not a step of the program.
        came_in = maker is None and first != "start"
        if maker in counted or came_in or (maker is not None and view.bars[maker]):
            counted.add(lane)
    parents = has_child(view)
    for span in stretches:
        if span.kind == "net" and span.lane in parents:
            continue
        own = view.lanes[span.lane].program == 0 and span.lane not in counted
        if own and min(span.end[0], view.total) > span.start[0]:
            yield span
