"""One sentence over the picture, and what the run gained by doing things at once."""

from dataclasses import dataclass

from looptape.recording import SECOND, Recording, Wait
from looptape.text.labels import clause
from looptape.text.words import count, cut, numeral, seconds
from looptape.timeline.model.spans import (
    Span,
    one_by_one,
    overlap,
    sleeps_overlap,
    waiting,
)
from looptape.timeline.model.view import View, computes, is_timeout
from looptape.timeline.prose.parts import LONGEST, Part

SMALLEST_GAIN = 1.1  # one by one would take so many times as long
SHORTEST_STILL = 20  # a part of the run that is worth a headline: a twentieth


@dataclass(frozen=True)
class Gain:
    """How long a run took, and its waits one after another.

    Attributes:
        took: In ns.
        one_by_one: In ns.
    """

    took: int
    one_by_one: int


def gain(view: View, stretches: list[Span]) -> Gain | None:
    """The figures of the meter and of the headline; None where they say nothing.

    Args:
        view: The run.
        stretches: Its stretches.
    """
    apart, _ = one_by_one(view, stretches)
    if _over(view) is not None or _still(view, stretches)[1] or _takes_turns(view):
        return None
    if _broken_off(view) or _seen_late(view):
        return None
    took = view.recording.until
    if view.recording.ended != "returned" or apart <= SMALLEST_GAIN * took:
        return None
    return Gain(took, apart)


def tell(view: View, stretches: list[Span]) -> list[Part]:
    """What the run shows, in one sentence.

    Args:
        view: The run.
        stretches: Its stretches.

    Returns:
        Its parts, whose texts make the sentence.
    """
    recording = view.recording
    if recording.serves:
        at = seconds(recording.until)
        return [(f"Serves from {at} on, but no client connects.", "")]
    if recording.idles:
        at = seconds(recording.until)
        return [
            (f"The event loop has nothing to do from {at} on, but runs forever.", "")
        ]
    if recording.ended == "deadlock":
        return [(f"Deadlock at {seconds(recording.until)}:", "bad"), *_who(view)]
    if recording.ended == "limit":
        return [(_limit(recording), "bad")]
    took = seconds(recording.until)
    if recording.clock == "real":
        took = f"about {took}"
    if recording.ended == "raised":
        kind, _, message = (recording.error or "an exception").partition(": ")
        why = _failed(view) or cut(message, LONGEST)
        stop = "" if why and why.endswith((".", "!", "?", "…")) else "."
        rest = f": {why}{stop}" if why else "."
        return [(f"Took {took} and raised ", ""), (kind, "bad"), (rest, "")]
    if not view.steps:
        return [("No task was recorded, so there is nothing to draw.", "")]
    return [*_took(view, stretches, took), *_raised(view), *_lost(view)]


def _took(view: View, stretches: list[Span], took: str) -> list[Part]:
    recording = view.recording
    still, lost = _still(view, stretches)
    if lost:
        what = f"by {numeral(len(still))} blocking calls"
        if len(still) == 1:
            what = f"by {still[0].text} in {view.lanes[still[0].lane].name}"
        return [
            ("Took ", ""),
            (took, "strong"),
            (". ", ""),
            (f"The loop was blocked for {seconds(lost)}", "strong"),
            (f" {what}.", ""),
        ]
    over = _over(view)
    if over is not None:
        after = f": the timeout expired after {seconds(over)}"
        # A real clock counts tenths of a second, and takes one for next to nothing.
        at_once = SECOND // 10 if recording.clock == "real" else 0
        if recording.until - over > at_once:
            if any(span.cleaning for span in stretches):
                after += f", and cleanup took {seconds(recording.until - over)}"
            else:  # It went on, and the timeout is not why it took so long.
                after = f". A timeout expired at {seconds(over)}"
        return [("Took ", ""), (took, "strong"), (f"{after}.", "")]
    if recording.until == 0:
        steps = count(len(view.steps), "step")
        order = ", one after another" if len(view.steps) > 1 else ""
        none = "no time" if recording.clock == "virtual" else "less than 0.1 s"
        return [("Took ", ""), (none, "strong"), (f": {steps}{order}.", "")]
    parts = [("Took ", ""), (took, "strong")]
    expired = [step for step in view.steps if is_timeout(step) and step.cancels]
    if expired:
        text = f"A timeout expired at {seconds(expired[0].at)}."
        if len(expired) > 1:
            text = f"{numeral(len(expired)).capitalize()} timeouts expired."
        return [*parts, (f". {text}", "")]
    if _takes_turns(view) or _lost(view):
        return [*parts, (".", "")]
    figures = gain(view, stretches)
    if figures is not None:
        what = "the waits"
        if any(map(computes, view.steps)):
            what += " and the computing"
        apart = seconds(figures.one_by_one)
        text = f"; one after another, {what} would have taken {apart}."
        return [*parts, (text, "")]
    _, waits = one_by_one(view, stretches)
    apart_too = waits > 1 and not overlap(view, stretches) and not _may_hide_waits(view)
    return [*parts, (_none(view, stretches) if apart_too else ".", "")]


def _none(view: View, stretches: list[Span]) -> str:
    """What did not overlap; waits for a lock or another task, not counted, may have."""
    kinds, lanes = waiting(view, stretches)
    if kinds == {"sleep"}:
        # Those of a server, which are not counted either, may have.
        apart = not sleeps_overlap(view, stretches)
        return ". No sleeps overlapped." if apart else "."
    return ". No waits overlapped." if len(lanes) == 1 else "."


def _broken_off(view: View) -> bool:
    """Whether a task raised or was cancelled or lost: time saved is not the point."""
    ends = [view.last_step(lane) for lane in view.rows]
    bad = any(step is not None and step.end in {"raises", "cancelled"} for step in ends)
    lost = any(view.lost_by(lane) is not None for lane in view.rows)
    return bad or lost or view.recording.status != 0 or bool(view.cancellations)


def _still(view: View, stretches: list[Span]) -> tuple[list[Span], int]:
    """The calls that held up the loop, and for how long; 0 ns if that is little."""
    still = [
        span
        for span in stretches
        if span.kind == "block" and view.lanes[span.lane].program == 0
    ]
    lost = sum(span.end[0] - span.start[0] for span in still)
    return still, lost if lost * SHORTEST_STILL > view.recording.until else 0


def _takes_turns(view: View) -> bool:
    """Whether real threads ran: alone each may take less time.

    It waits for the interpreter lock while another one computes, or for a task.
    """
    kinds = {view.lanes[bar.lane].kind for bar in view.recording.bars}
    return view.recording.clock == "real" and "thread" in kinds


def _may_hide_waits(view: View) -> bool:
    """Whether a program without an event loop sleeps, as an event loop of its own does.

    Then its coroutines may wait at the same time, which nothing here sees.
    """
    return any(
        view.lanes[step.lane].kind == "program" and step.wait.kind == "sleep"
        for step in view.steps
        if step.wait is not None
    )


def _seen_late(view: View) -> bool:
    """Whether waits seem too long: what comes while a task computes is seen later."""
    waits = {step.wait.kind for step in view.steps if step.wait is not None}
    outside = view.recording.bars or waits & {"network", "process"}
    return bool(outside) and any(map(computes, view.steps))


def _over(view: View) -> int | None:
    """When a timeout that began with the run was over, in ns, or None."""
    over = [step for step in view.steps if is_timeout(step) and step.cancels]
    if len(over) != 1 or over[0].deadline or over[0].timeout != over[0].at:
        return None
    return over[0].at


def _limit(recording: Recording) -> str:
    limit = recording.error or "stopped"
    return f"{limit[:1].upper()}{limit[1:]}, the limit of a run."


def _raised(view: View) -> list[Part]:
    """Tasks that raised in a run that went on."""
    steps = [view.last_step(lane) for lane in view.rows]
    failed = [step for step in steps if step is not None and step.end == "raises"]
    if not failed:
        return []
    if len(failed) > 1:
        several = numeral(len(failed)).capitalize()
        return [(" ", ""), (f"{several} tasks raised exceptions.", "bad")]
    kind = (failed[0].value or "an exception").partition("(")[0]
    return [(" ", ""), (f"{view.lanes[failed[0].lane].name} raised {kind}.", "bad")]


def _lost(view: View) -> list[Part]:
    """Tasks that were destroyed because nothing held them."""
    lost = [lane for lane in view.rows if view.lost_by(lane) is not None]
    if len(lost) > 1:
        several = numeral(len(lost)).capitalize()
        text = f"{several} tasks were destroyed while they were waiting."
    elif lost:
        text = f"{view.lanes[lost[0]].name} was destroyed while it was waiting."
    return [(" ", ""), (text, "bad")] if lost else []


def _failed(view: View) -> str:
    """Which task failed first and what that did, if it is not the last one."""
    for number, step in enumerate(view.steps):
        if step.end != "raises":
            continue
        if step.lane not in view.row_of or view.maker[step.lane] is None:
            return ""
        others = {
            lane
            for place, lane in view.cancellations
            if place == number and view.maker[lane] == view.maker[step.lane]
        }
        name = view.lanes[step.lane].name
        if len(others) > 1:
            return f"{name} failed, and its siblings were cancelled"
        for other in others:
            return f"{name} failed, and {view.lanes[other].name} was cancelled"
        return f"{name} failed"
    return ""


def who_waits(view: View) -> list[tuple[int, str]]:
    """What waits for what at the end: tasks that wait for no other task first."""
    waiting = []
    for lane in view.rows:
        step = view.last_step(lane)
        if step is not None and step.end == "waits" and step.wait is not None:
            text = clause(step.wait, view.lane_names)
            if step.wait.kind == "lock" and step.wait.lanes:
                text += f", held by {view.lane_names(step.wait.lanes)}"
            waiting.append((step.wait.kind == "task", lane, text))
    chosen = [one for one in waiting if not one[0]] or waiting
    return [(lane, text) for _, lane, text in chosen]


def _who(view: View) -> list[Part]:
    waits = who_waits(view)
    texts = [f"{view.lanes[lane].name} {text}" for lane, text in waits[:3]]
    more = len(waits) - 3
    if more > 0:
        texts[-1] += f"; and {count(more, 'task')} more"
    if not texts:  # Those of a library, which are not shown.
        texts = [(view.recording.error or "").partition(": ")[2]]
    return [(f" {'; '.join(texts)}.", "")]


def cycle_of(view: View) -> list[Part]:
    """The last sentences of a deadlock; names are `strong`."""
    if view.recording.serves:
        return [(" The server waits for clients, but from now on none connects.", "")]
    if view.recording.idles:
        return [(" No task is left, but the event loop runs forever.", "")]
    parts: list[Part] = [(" Nothing can run any more", "")]
    for place, (lane, text) in enumerate(who_waits(view)[:3]):
        parts += [("; " if place else ": ", ""), (view.lanes[lane].name, "strong")]
        step = view.last_step(lane)
        held = step is not None and step.wait is not None and step.wait.kind == "lock"
        if held and step is not None and step.wait is not None and step.wait.lanes:
            parts += holding(view, step.wait, lane)
        else:
            parts.append((f" {text}", ""))
    return [*parts, (". This is a deadlock.", "")]


def holding(view: View, wait: Wait, lane: int) -> list[Part]:
    """`waits for the lock that A holds`, `waits for x, which it already holds`.

    Args:
        view: The run.
        wait: The wait for a lock that others hold, or the lane itself.
        lane: The lane that waits.
    """
    text = f"waits for {wait.name}"
    link = " that " if wait.name.startswith("the ") else ", which "
    if wait.lanes == [lane]:
        return [(f" {text}{link}it already holds", "")]
    verb = " holds" if len(wait.lanes) == 1 else " hold"
    return [(f" {text}{link}", ""), (view.lane_names(wait.lanes), "strong"), (verb, "")]
