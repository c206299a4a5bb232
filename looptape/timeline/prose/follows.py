"""What follows from a step: the sentences after its own."""

from looptape.recording import SECOND, Deed
from looptape.text.words import seconds
from looptape.timeline.model.printed import is_early
from looptape.timeline.model.view import View, computes
from looptape.timeline.prose.context import Clause
from looptape.timeline.prose.deeds import holds_up, told_blocks
from looptape.timeline.prose.headline import cycle_of
from looptape.timeline.prose.neighbours import Neighbours
from looptape.timeline.prose.outside import outside, printed
from looptape.timeline.prose.parts import Part, joined


def follows(known: Neighbours, number: int, told: list[Clause]) -> list[Part]:
    """Say what a step does to the others.

    Args:
        known: What came before and after.
        number: The step's number.
        told: What is told of it already.
    """
    view = known.view
    step = view.steps[number]
    parts = _blocked(known, number, told)
    if view.recording.clock == "real" and computes(step) and holds_up(known, step):
        # Work, or a call that the recorder does not know to block.
        long = seconds(step.until - step.at)
        parts.append((f" This step blocks the loop for {long}.", ""))
    if step.worked and view.recording.clock == "virtual":
        long = seconds(round(step.worked * SECOND))
        text = f" It computes for about {long}, which the virtual clock does not count."
        parts.append((text, ""))
    if step.end == "raises" and known.cancelled.get(number):
        parts += [*_fails(known, number), (".", "")]
    if step.end in {"returns", "cancelled", "raises"} and step.call is None:
        parts += _lets_go_on(known, number)
    parts += outside(known, number)
    if number == len(view.steps) - 1:
        ended = view.recording.ended
        if ended == "deadlock":
            parts += cycle_of(view)
        elif known.is_cut_off(number):
            parts.append((" The recording stops here.", ""))
        else:
            parts += _end(view, number)
    return parts


def _end(view: View, number: int) -> list[Part]:
    """The last sentence of a run: what the program does after its loop, and its end.

    Args:
        view: The run.
        number: The number of its last step.
    """
    recording, how = view.recording, ""
    lines = [
        line
        for line in view.aside.get(number, ())
        if line.lane is None and not any(map(is_early, line.pieces))
    ]
    did = printed(lines)
    if recording.ended == "raised":  # It writes that to standard error.
        did = [one for one in did if not one.startswith("writes")]
        how = f" with {(recording.error or 'an exception').partition(': ')[0]}"
    # It may have waited for a thread since, or done what no task does.
    end = seconds(recording.until)
    when = "" if seconds(view.steps[number].at) == end else f" at {end}"
    did.append(f"ends{when}{how}")
    return [(" The program ", ""), *joined([[(one, "")] for one in did]), (".", "")]


def _fails(known: Neighbours, number: int) -> list[Part]:
    """What the failure of a task does to others."""
    lanes = known.cancelled[number]
    for lane in lanes:
        wait = known.wait_before(number, lane)
        group = wait is not None and (wait.kind, wait.what) == ("task", "group")
        if group and wait is not None and known.view.steps[number].lane in wait.lanes:
            others = [other for other in lanes if other != lane]
            if others:
                return [(" Its TaskGroup cancels ", ""), *known.names(others)]
    return [(" That cancels ", ""), *known.names(lanes)]


def _blocked(known: Neighbours, number: int, told: list[Clause]) -> list[Part]:
    """Say what blocking calls do to the others, and for how long, if that is left."""
    blocks = known.view.steps[number].blocks
    done = {id(deed) for deed in told_blocks(known, number, told)}
    left = [deed for deed in blocks if id(deed) not in done]
    late = _late(known, number, blocks)
    whole = seconds(sum((deed.until or deed.at) - deed.at for deed in left))
    text = ""
    if left and done:
        text = f" This step blocks the loop for another {whole}"
    elif left:
        in_all = " in all" if len(left) > 1 else ""
        text = f" This step blocks the loop for {whole}{in_all}"
    if late is None:
        return [(f"{text}.", "")] if text else []
    due, lane = late
    when = f" should have woken up at {seconds(due)}."
    return [(f"{text}: " if text else " ", ""), known.name(lane), (when, "")]


def _late(known: Neighbours, number: int, blocks: list[Deed]) -> tuple[int, int] | None:
    """When the first of those should have woken up that a step's calls held up.

    Returns:
        The moment in ns, and the lane; None if there is none.
    """
    view = known.view
    late: tuple[int, int] | None = None
    ranges = [(deed.at, deed.until or deed.at) for deed in blocks]
    last = max((until for _, until in ranges), default=0)
    for place in range(number + 1, len(view.steps) if ranges else 0):
        step = view.steps[place]
        if step.at > last:
            break
        wait = known.earlier_wait(place)
        due = None if wait is None else wait.until
        held = due is not None and any(at <= due < until for at, until in ranges)
        if due is None or not held or step.cause != "timer":
            continue
        if late is None or due < late[0]:
            late = (due, step.lane)
    return late


def _lets_go_on(known: Neighbours, number: int) -> list[Part]:
    view = known.view
    step = view.steps[number]
    lane = step.lane
    free: list[int] = []
    for woken in known.woken.get(number, ()):
        wait, before = known.earlier_wait(woken), known.before[woken]
        other = view.steps[woken].lane
        if wait is None or before is None or wait.kind != "task":
            continue
        later = wait.what == "group" and lane not in wait.lanes  # Made meanwhile.
        if lane not in wait.lanes and not later:
            continue
        if view.steps[woken].cause == "cancel" or other not in view.row_of:
            continue  # It is not woken by the end, or not shown.
        over = all(
            view.of_lane[one] and view.of_lane[one][-1] <= number for one in wait.lanes
        )
        # Else it is cancelled before, and waits again.
        comes_next = before < number
        if (len(wait.lanes) > 1 and over) or later:
            # Some that it waited for may have ended before: their number says little.
            name = known.name(other)
            last: list[Part] = [(" That was the last task that ", ""), name]
            if not comes_next:
                return [*last, (" waited for.", "")]
            return [*last, (" waited for, so ", ""), name, (" can continue.", "")]
        if comes_next:
            free.append(other)
    return [(" ", ""), *known.names(free), (" can continue.", "")] if free else []
