"""Why a step runs: the first clause of its sentence."""

from dataclasses import replace

from looptape.recording import Step, Wait
from looptape.text.labels import CLEANUP, clause, of_library, plain_call
from looptape.text.words import cut_value, numeral, seconds, series
from looptape.timeline.model.loopless import runs_loop
from looptape.timeline.model.view import is_timeout
from looptape.timeline.prose.arrivals import has_come
from looptape.timeline.prose.deeds import callback
from looptape.timeline.prose.neighbours import Neighbours
from looptape.timeline.prose.parts import (
    LONGEST,
    MOST_NAMES,
    Part,
    Reason,
    because,
    ongoing,
)
from looptape.timeline.prose.past import past

# How a task ended that neither returned nor raised.
CANCELLED = "was cancelled"
# Calls that make aiohttp's tasks that send a request.
SENDS = {"write_bytes()"}


def reason(known: Neighbours, number: int) -> Reason:
    """Say why a step runs.

    Args:
        known: What came before and after.
        number: The step's number.
    """
    view = known.view
    step = view.steps[number]
    if step.call is not None:
        who = _caller(step)
        called = f"{who[:1].upper()}{who[1:]} calls {callback(step.call)}"
        return Reason([(called, "")])
    if view.is_inner(number):
        return Reason([("runs briefly", "")], long=False)
    before = known.before[number]
    if step.cause == "cancel":
        why = _cancelled(known, number)
        if before is None and _closes(known, number):
            anyway = (", but still closes the generator", "")
            return replace(why, parts=[*why.parts, anyway], link=": it ")
        return why
    if before is None:
        return Reason([("starts", "")], long=False)
    wait = view.steps[before].wait or Wait("future")
    if wait.kind == "sleep" and step.cause == "timer":
        return Reason([(_awake(known, before, number), "")], long=False)
    if wait.what in {"refused", "foreign"} and step.thrown is not None:
        # The error that asyncio throws into it.
        text = f"gets its next turn with {_a(step.thrown)}"
        return Reason([(text, "")], long=False)
    if wait.kind == "turn":
        return Reason([("gets its next turn", "")], long=False)
    if _goes_on_waiting(known, number, wait):
        return Reason([("runs briefly", "")], long=False)
    if wait.kind in {"network", "thread", "process"}:
        return has_come(known, number, wait)
    if wait.kind == "task":
        return _tasks_done(known, number, wait)
    return _woken(known, number)


def _goes_on_waiting(known: Neighbours, number: int, wait: Wait) -> bool:
    """Whether a step only waits again for the same, as the inside of a library does."""
    step = known.view.steps[number]
    if step.wait is None or step.anew:
        return False
    # A task of a library that runs first is waited for as before, if it is not done.
    within = (step.wait.kind, step.wait.lanes) == ("task", wait.lanes) and not any(
        lane in known.view.row_of for lane in wait.lanes
    )
    same = _same(step.wait, wait) or (within and bool(wait.lanes))
    # A request that is sent by a task of the library has no response yet.
    if wait.what == "answer" and step.wait.kind == "task":
        lanes = [known.view.lanes[lane] for lane in step.wait.lanes]
        sends = [one.kind == "library" and one.call in SENDS for one in lanes]
        same = same or (bool(sends) and all(sends))
    # Making a task of a library is the business of that library.
    did = any(
        deed.verb != "makes" or any(map(known.is_task, deed.lanes))
        for deed in step.deeds
    )
    return same and not did and wait.kind in {"network", "process", "task", "future"}


def _same(one: Wait, other: Wait) -> bool:
    if one.kind == "task" and not {*one.lanes} <= {*other.lanes}:
        return False  # For other tasks than before.
    return (one.kind, one.what, one.name) == (other.kind, other.what, other.name)


def _woken(known: Neighbours, number: int) -> Reason:
    view, by, deed = known.view, known.waker(number), known.waking_deed(number)
    waker = view.wakers[number]
    step = view.steps[number]
    source = None if waker is None else view.steps[waker]
    if source is not None and (call := source.call) is not None:
        return because("wakes up", f"{_caller(source)} called {callback(call)}")
    if by is None:
        if step.cause == "timer":
            return because("continues", "a timer has fired")
        return Reason([("wakes up", "")], long=False)
    wait = known.earlier_wait(number)
    if wait is not None and wait.what == "barrier":
        how = "raised BrokenBarrierError" if step.came else "released it"
        return because("wakes up", f"{wait.name} {how}")
    did = None if deed is None else past(deed)
    if did is None:
        return Reason([("is woken by ", ""), known.name(by)])
    return because("wakes up", known.name(by), f" {did}")


def _a(word: str) -> str:
    """A word with its article: `a RuntimeError`."""
    return f"{'an' if word[:1] in 'AEIOU' else 'a'} {word}"


def _awake(known: Neighbours, earlier: int, later: int) -> str:
    view = known.view
    step, sleeper = view.steps[later], view.steps[earlier]
    due = step.at
    if sleeper.wait is not None and sleeper.wait.until is not None:
        due = sleeper.wait.until
    long = seconds(due - sleeper.until)
    late = view.late(earlier, later)
    if late is not None:
        return f"wakes up {seconds(step.at - late)} late from its sleep of {long}"
    return f"wakes up after sleeping {long}"


def _tasks_done(known: Neighbours, number: int, wait: Wait) -> Reason:
    view, by = known.view, known.waker(number)
    step = view.steps[number]
    waker = view.wakers[number]
    if wait.lanes == [step.lane] and step.thrown is not None:
        return because("continues", f"awaiting itself raised {step.thrown}")
    other = _by_no_task(known, number, wait)
    if other is not None:
        return other
    if wait.lanes and not any(lane in view.row_of for lane in wait.lanes):
        return because("continues", of_library(view.lanes[wait.lanes[0]].call)[1])
    ended = [lane for lane in wait.lanes if _has_ended(known, lane, number)]
    bad = [lane for lane in ended if _ending(known, lane, number)]
    if bad and (step.thrown is not None or len(ended) == 1):
        lane = by if by in bad and by is not None else bad[0]
        how = _ending(known, lane, number)
        why = because("continues", known.name(lane), f" {how}")
        last = known.last_step(lane, number)
        return replace(why, raised=None if last is None else last.value)
    got = cut_value(step.got or "", LONGEST)
    # Tasks of a group may have made more in it, since it waits.
    others = wait.what == "group" and by is not None and by not in wait.lanes
    if ended and len(ended) == len(wait.lanes) and not others:
        last = known.last_step(ended[0], number)
        if got and (len(ended) > 1 or last is None or last.value != step.got):
            # `gather` of one gives a list.
            return Reason([(f"continues with {got}", "")], told=step.got)
        if got:
            name = known.name(ended[0])
            told = because("continues", name, f" returned {got}")
            return Reason(told.parts, told=step.got)
        return _all_done(known, number, wait)
    over = waker is not None and view.steps[waker].end != "waits"
    if by is not None and over:
        how = _ending(known, by, number) or "is done"
        return because("continues", known.name(by), f" {how}")
    if by is not None and by in wait.lanes:  # An eager task that is not done.
        return because("continues", known.name(by), " is waiting now")
    if step.cause == "timer":
        return because("continues", "its timeout has expired")
    return Reason([("continues", "")], long=False)


def _by_no_task(known: Neighbours, number: int, wait: Wait) -> Reason | None:
    """Why a wait for tasks or futures is over that the end of no task has ended."""
    view, step = known.view, known.view.steps[number]
    if view.lanes[step.lane].kind == "program" and runs_loop(wait):
        return because("continues", "the event loop has stopped")
    by, deed, waker = (
        known.waker(number),
        known.waking_deed(number),
        view.wakers[number],
    )
    if deed is not None and by is not None and (did := past(deed)) is not None:
        return because("continues", known.name(by), f" {did}")
    source = None if waker is None else view.steps[waker]
    if source is not None and (call := source.call) is not None:
        return because("continues", f"{_caller(source)} called {callback(call)}")
    if step.cause == "thread" and not step.got:
        calls = _calls_ended(known, number, wait)
        return because("continues", calls) if calls else None
    return None


def _calls_ended(known: Neighbours, number: int, wait: Wait) -> str:
    """The calls in threads that ended while it waited for their futures, in words."""
    view, before = known.view, known.before[number]
    began = 0 if before is None else view.steps[before].at
    calls = [
        plain_call(bar.text)
        for lane in wait.lanes
        if view.lanes[lane].kind == "thread"
        for bar in view.bars[lane]
        # One that had begun before, and ended then, was told of already.
        if began < bar.until or began == bar.at
        if bar.until <= view.steps[number].at
    ]
    if len(calls) > MOST_NAMES:
        every = "" if wait.what else "all "
        return f"{every}{numeral(len(calls))} calls are done"
    if len({*calls}) == 1 < len(calls):
        return f"{numeral(len(calls))} calls of {calls[0]} are done"
    return f"{series(calls)} {'is' if len(calls) == 1 else 'are'} done" if calls else ""


def _all_done(known: Neighbours, number: int, wait: Wait) -> Reason:
    """All that it waited for have ended."""
    ways = {_ending(known, lane, number) for lane in wait.lanes}
    done = "were cancelled" if ways == {CANCELLED} else "are done"
    if len(wait.lanes) > 2 and wait.what == "group" and _made_more(known, number):
        return because("continues", "all tasks of the TaskGroup are done")
    if len(wait.lanes) > 2:
        return because("continues", f"all {numeral(len(wait.lanes))} {done}")
    done = "is done" if len(wait.lanes) == 1 else done
    return because("continues", *known.names(wait.lanes), f" {done}")


def _made_more(known: Neighbours, number: int) -> bool:
    """Whether tasks that seem to be of a group ended before it was waited for.

    Then the number of those that it waits for is not that of those that were created.
    """
    waits = place = known.before[number]
    apart: set[int] = set()  # It has waited for these already.
    while place is not None and waits is not None:
        for deed in known.view.steps[place].deeds:
            made = {*deed.lanes} - apart if deed.verb == "makes" else set()
            if any(known.is_task(one) and known.last_step(one, waits) for one in made):
                return True
        place = known.before[place]
        wait = None if place is None else known.view.steps[place].wait
        if wait is not None and wait.what == "group":
            break  # What was made before is of another group.
        apart |= set() if wait is None else {*wait.lanes}
    return False


def _has_ended(known: Neighbours, lane: int, number: int) -> bool:
    """Whether a task has ended before a step, or the call of a worker."""
    if known.view.lanes[lane].kind in {"thread", "process"}:
        at = known.view.steps[number].at
        return all(bar.until <= at for bar in known.view.bars[lane])
    return known.last_step(lane, number) is not None


def _ending(known: Neighbours, lane: int, number: int) -> str | None:
    """How a task ended, if it did not return."""
    last = known.last_step(lane, number)
    if last is not None and last.end == "raises":
        return f"raised {cut_value(last.value or 'an exception', LONGEST)}"
    if last is not None and last.end == "cancelled":
        return CANCELLED
    return None


def _caller(step: Step) -> str:
    """What calls a callback: the loop, or a library by itself."""
    return f"the {step.caller} library" if step.caller else "the loop"


def _closes(known: Neighbours, number: int) -> bool:
    """Whether a step is of a task that closes a generator, also if it is cancelled.

    It throws the cancellation into the generator, before its own first step as well.
    """
    lane = known.view.lanes[known.view.steps[number].lane]
    return lane.name.startswith(CLEANUP) and not lane.named


def _cancelled(known: Neighbours, number: int) -> Reason:
    view = known.view
    waker = view.canceller(number)
    earlier = known.earlier_wait(number)
    when = ""
    if known.before[number] is None:
        closes = _closes(known, number)
        when = " before its first step" if closes else " before it starts"
    if earlier is not None:
        when = f" while {_doing(known, earlier)}"
    came, deed = view.steps[number].came, known.waking_deed(number)
    if came == "signal" or (deed is not None and deed.kind == "signal"):
        return Reason([(f"is cancelled by the handler of SIGINT (Ctrl-C){when}", "")])
    if came == "end":
        return because(f"is cancelled{when},", *_end_of_run(known, number))
    if waker is None:
        return Reason([(f"is cancelled{when}", "")])
    source = view.steps[waker]
    if source.lane == view.steps[number].lane:
        return because(f"is cancelled{when},", "it cancelled itself")
    if is_timeout(source):
        return Reason([(f"is cancelled by the timeout{when}", "")])
    if source.end == "cancelled" and view.steps[number].lane not in source.cancels:
        return because("continues", known.name(source.lane), " was cancelled")
    if source.lane not in view.row_of:
        return Reason([(f"is cancelled{when}", "")])
    if source.call is not None:
        called = callback(source.call)
        return because(f"is cancelled{when},", f"{_caller(source)} called {called}")
    name = known.name(source.lane)
    if source.end == "raises":
        return because(f"is cancelled{when},", name, " failed")
    return Reason([("is cancelled by ", ""), name, (when, "")])


def _end_of_run(known: Neighbours, number: int) -> list[Part]:
    """Why `asyncio.run` cancels what is left: its main task, if there is only one."""
    view = known.view
    program = view.lanes[view.steps[number].lane].program
    mains = [
        lane
        for lane in view.rows
        if known.is_task(lane) and view.maker[lane] is None
        if view.lanes[lane].made_in is None and view.lanes[lane].program == program
        if view.of_lane[lane] and view.of_lane[lane][0] < number
    ]
    if len(mains) == 1 and known.last_step(mains[0], number) is not None:
        return [known.name(mains[0]), (" has ended", "")]
    return [("its event loop ends", "")]


def _doing(known: Neighbours, wait: Wait) -> str:
    """What a task does while it waits, such as `sleeping`."""
    if wait.kind == "sleep":
        return "sleeping"
    if (wait.kind, wait.what) == ("network", "serve"):
        return "serving"
    return ongoing(clause(wait, known.lane_names))
