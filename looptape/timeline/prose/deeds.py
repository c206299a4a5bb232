"""What a step does, in the order in which it happened: the middle of its sentence."""

from bisect import bisect_left
from collections.abc import Callable
from itertools import groupby, islice

from looptape.recording import BLOCKING, LONGEST_VALUE, Deed, Step, Wait
from looptape.text.labels import plain_call
from looptape.text.words import cut_value, numeral, seconds, series
from looptape.timeline.prose.context import (
    NEXT_IN_LINE,
    Clause,
    closed,
    in_context,
)
from looptape.timeline.prose.neighbours import Neighbours
from looptape.timeline.prose.parts import (
    MOST_NAMES,
    WHICH_WAKES,
    Part,
    quotations,
    repeated,
)
from looptape.timeline.prose.past import queue_of
from looptape.timeline.terminal import visible

MOST_CLAUSES = 8  # of one step
MOST_BLOCKS = 2  # times that one step calls what blocks and says so each time
LONGEST_WRITTEN = 30  # characters


def clauses(known: Neighbours, number: int, that: str | None = None) -> list[Clause]:
    """Tell what one step does.

    Args:
        known: What came before and after.
        number: The step's number.
        that: A value that the sentence has just told, or None.
    """
    step = known.view.steps[number]
    told: list[Clause] = []
    numbered = [
        (place, deed)
        for place, deed in enumerate(step.deeds)
        if deed.verb not in OF_OTHERS
        or WORDS[deed.verb](known, number, [(place, deed)])
    ]

    def alike(entry: tuple[int, Deed]) -> tuple[bool, tuple[str, ...]]:
        return (number, entry[0]) in known.queued, _alike(entry[1])

    for _, run in groupby(numbered, key=alike):
        deeds = list(run)
        verb = deeds[0][1].verb
        parts = WORDS[verb](known, number, deeds)
        if verb == "prints" and that is not None:
            texts = [line for _, deed in deeds for line in _lines(known, deed)]
            if texts == [that]:
                parts = [("prints that value", "")]
        if parts:
            told.append(Clause(verb, parts, tuple(deed for _, deed in deeds)))
    if len(told) > MOST_CLAUSES:
        left = sum(len(one.deeds) for one in told[MOST_CLAUSES - 1 :])
        more: list[Part] = [(f"does {numeral(left)} more things", "")]
        told = [*told[: MOST_CLAUSES - 1], Clause("more", more)]
    return in_context(told, stop=step.call is None or step.end != "returns")


# Deeds that are not told of where they are only about tasks that are not shown.
OF_OTHERS = {"makes", "cancels", "wakes", "loses"}
# Deeds whose objects are named in one clause.
JOINED = {
    "makes", "hands", "prints", "cancels", "wakes", "writes", "closes", "starts",
    "terminates", "kills", "loses",
}  # fmt: skip


def _alike(deed: Deed) -> tuple[str, ...]:
    """Deeds that are told as one, if they follow each other, have the same."""
    if deed.verb in JOINED and deed.kind != "group":
        return deed.verb, deed.kind
    return deed.verb, deed.kind, deed.name


Numbered = list[tuple[int, Deed]]


def _makes(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    lanes = [lane for _, deed in deeds for lane in deed.lanes]
    tasks = [lane for lane in lanes if known.is_task(lane)]
    return [("creates ", ""), *known.names(tasks)] if tasks else []


def _hands(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    kind = deeds[0][1].kind
    calls = [plain_call(deed.name) for _, deed in deeds]
    same = len({*calls}) == 1
    what = calls[0] if same else series(calls)
    if not same and (len({*calls}) < len(calls) or len(calls) > MOST_NAMES):
        what = f"{numeral(len(calls))} calls"
    again = len(calls) if same else 1
    if (number, deeds[0][0]) in known.queued:
        return [(_times(again, f"puts {what} in the pool's queue"), "")]
    workers = len({lane for _, deed in deeds for lane in deed.lanes})
    if len(deeds) == 1:
        return [(f"hands {what} to a worker {kind}", "")]
    if workers == 1:
        return [(f"hands {_times(again, what)} to a worker", "")]
    several = "threads" if kind == "thread" else "processes"
    return [(f"hands {what} to {numeral(workers)} worker {several}", "")]


def _blocks(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    deed = deeds[0][1]
    whole = sum((one.until or one.at) - one.at for _, one in deeds)
    in_all = " in all" if len(deeds) > 1 else ""
    each = _each(known, number)
    loop = f"the loop for {seconds(whole)}{in_all}" if each else ""
    if deed.verb == "requests":
        until = _times(len(deeds), f" until {deed.name} is answered")
        return [(f"blocks {loop}".rstrip(), ""), (until, "")]
    text = f"calls {deed.name}"
    if deed.verb == "reads":
        text = f"reads {deed.name} again and again"
    which: list[Part] = [(f", which blocks {loop}", "")] if loop else []
    return [(_times(len(deeds), text), ""), *which]


def _each(known: Neighbours, number: int) -> bool:
    """Whether each call of a step that blocks its loop says for how long."""
    step = known.view.steps[number]
    runs = (key for key, _ in groupby(step.deeds, key=_alike) if key[0] in BLOCKING)
    few = len(list(islice(runs, MOST_BLOCKS + 1))) <= MOST_BLOCKS
    return few and holds_up(known, step)


def holds_up(known: Neighbours, step: Step) -> bool:
    """Whether a step runs in a loop, which it holds up as long as it takes."""
    return known.view.lanes[step.lane].kind in {"task", "callbacks"}


def told_blocks(known: Neighbours, number: int, told: list[Clause]) -> list[Deed]:
    """The blocking calls whose clauses say for how long they block the loop."""
    each = told if _each(known, number) else []
    return [deed for one in each if one.verb in BLOCKING for deed in one.deeds]


def _prints(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    lines = [text for _, deed in deeds for text in _lines(known, deed)]
    shown = quotations(lines)
    spaces = not lines[-1].strip() and not _ends_line(known, deeds[-1][1])
    if spaces and len(shown) == len(lines):
        shown[-1] = "only spaces"  # Where a terminal showed something before, maybe.
    return [(f"prints {series(shown)}", "")]


def _lines(known: Neighbours, deed: Deed) -> list[str]:
    """The lines of a print."""
    if deed.piece is None:
        return []
    text = known.view.recording.output[deed.piece].text
    return [visible(line) for line in text.removesuffix("\n").split("\n")]


def _ends_line(known: Neighbours, deed: Deed) -> bool:
    """Whether a print ends a line."""
    text = "" if deed.piece is None else known.view.recording.output[deed.piece].text
    return text.endswith("\n")


def _cancels(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    if deeds[0][1].kind == "future":
        futures = series([deed.name for _, deed in deeds])
        return [(f"cancels {futures}", ""), *_wakes(known, number, deeds)]
    if deeds[0][1].kind == "call":
        calls = [callback(deed.name) for _, deed in deeds]
        if len({*calls}) == 1 < len(calls):
            return [(f"cancels {numeral(len(calls))} calls of {calls[0]}", "")]
        which = "call" if len(calls) == 1 else "calls"
        return [(f"cancels the {which} of {series(calls)}", "")]
    lanes = dict.fromkeys(lane for _, deed in deeds for lane in deed.lanes)
    told = cancels(known, number, list(lanes))
    if deeds[0][1].kind == "signal":
        handler: Part = ("is interrupted by SIGINT, whose handler ", "")
        return [handler, *told] if told else []
    if deeds[0][1].kind == "group":
        called: list[Part] = [(f"calls {deeds[0][1].name}.cancel()", "")]
        return [*called, (", which ", ""), *told] if told else called
    return told


def cancels(known: Neighbours, number: int, lanes: list[int]) -> list[Part]:
    """Which tasks it cancels; those that the first one waits for are so, too."""
    lanes = [lane for lane in lanes if lane in known.view.row_of]
    if not lanes:
        return []
    if lanes == [known.view.steps[number].lane]:
        return [("cancels itself", "")]
    wait = known.wait_before(number, lanes[0])
    if wait is not None and wait.kind == "task" and set(lanes[1:]) & {*wait.lanes}:
        lanes = [lane for lane in lanes if lane not in wait.lanes]
        told = known.names(lanes)
        if len(lanes) > 1:
            return [("cancels ", ""), *told]
        waits = (", which waits for ", "")
        left = [one for one in wait.lanes if known.last_step(one, number) is None]
        return [("cancels ", ""), *told, waits, *known.names(left)]
    return [("cancels ", ""), *known.names(lanes)]


def _object(
    verb: str, adverb: str = ""
) -> Callable[[Neighbours, int, Numbered], list[Part]]:
    def words(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
        text = f"{verb} {_times(len(deeds), deeds[0][1].name)}{adverb}"
        return [(text, ""), *_wakes(known, number, deeds)]

    return words


def _items(verb: str, link: str) -> Callable[[Neighbours, int, Numbered], list[Part]]:
    def words(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
        if deeds[0][1].kind in {"stream", "pipe"}:
            return [("ends its output", "")]
        several = len(deeds) > 1
        items = f"{numeral(len(deeds))} items" if several else "an item"
        if not several and _is_what_came(known, number, deeds[0]):
            items = "the item"
        text = f"{verb} {items}"
        if verb == "marks":
            text += " as done"
        elif verb == "puts" or len(known.queues) > 1:
            text += f" {link} {queue_of(deeds[0][1])}"
        return [(text, ""), *_wakes(known, number, deeds)]

    return words


def _is_what_came(known: Neighbours, number: int, entry: tuple[int, Deed]) -> bool:
    """Whether a step begins with the item that it waited for."""
    index, deed = entry
    wait = known.earlier_wait(number)
    came = known.waking_deed(number)
    waited = wait is not None and (wait.kind, wait.what) == ("queue", "get")
    put = came is not None and came.verb == "puts"
    waker = known.view.wakers[number]
    if waker is not None:  # The loop itself may have put it there.
        called = known.view.steps[waker].call or ""
        put = put or called.endswith(".put_nowait()")
    return index == 0 and deed.verb == "gets" and waited and put


def _schedules(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    deed = deeds[0][1]
    text = f"schedules {_times(len(deeds), callback(deed.name))}"
    if deed.until is not None and len(deeds) == 1:
        text += f" in {seconds(max(0, deed.until - deed.at))}"
    return [(text, "")]


def callback(call: str) -> str:
    """What the loop calls, such as `ring()`; `<lambda>` is no name."""
    return "a lambda function" if call == "<lambda>()" else call


def _writes(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    verb = "sends" if deeds[0][1].kind in {"message", "datagram"} else "writes"
    if len(deeds) > 2:
        return [(f"{verb} {repeated(len(deeds))}", "")]
    texts = [cut_value(deed.name, LONGEST_WRITTEN) for _, deed in deeds]
    return [(f"{verb} {series(texts)}", "")]


def _signals(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    process = "the child process"
    if len(deeds) > 1:
        process = f"{numeral(len(deeds))} child processes"
    deed = deeds[0][1]
    if deed.verb == "signals":
        return [(f"sends {deed.name} to {process}", "")]
    return [(f"{deed.verb} {process}", "")]


def _starts(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    what = "a server" if len(deeds) == 1 else f"{numeral(len(deeds))} servers"
    return [(f"sets up {what}", "")]


def _loses(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    lanes = [lane for _, deed in deeds for lane in deed.lanes if known.is_task(lane)]
    if not lanes:
        return []
    began = any(known.wait_before(number, lane) for lane in lanes)
    was = "was" if len(lanes) == 1 else "were"
    how = f"{was} still waiting" if began else "had not started"
    return [("destroys ", ""), *known.names(lanes), (f", which {how}", "")]


def _closes(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    what = closed(deeds[0][1])
    if len(deeds) > 1:
        return [(f"closes {numeral(len(deeds))} {what}s", "")]
    return [(f"closes the {what}", "")]


def _raises(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    return [(f"raises {cut_value(deeds[0][1].name, LONGEST_VALUE)}", "")]


def _wakes_only(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    woken = [step for index, _ in deeds for step in _woken(known, number, index)]
    lanes = _lanes(known, woken)
    return [("wakes ", ""), *known.names(lanes)] if lanes else []


def _wakes(known: Neighbours, number: int, deeds: Numbered) -> list[Part]:
    """Which tasks that wakes: `, which wakes A and B`."""
    woken = [step for index, _ in deeds for step in _woken(known, number, index)]
    lanes = _lanes(known, woken)
    if not lanes:
        return []
    parts: list[Part] = [WHICH_WAKES, *known.names(lanes)]
    wait = known.earlier_wait(woken[0])
    held = deeds[0][1].verb == "releases" and wait is not None and wait.kind == "lock"
    if held and wait is not None and _in_line(known, number, woken[0], wait):
        parts.append(NEXT_IN_LINE)
    return parts


def _woken(known: Neighbours, number: int, index: int) -> list[int]:
    """The steps of tasks that a deed wakes from a wait for each other."""
    view = known.view
    return [
        woken
        for woken in known.woken_by_deed.get((number, index), ())
        if (wait := known.earlier_wait(woken)) is not None
        and wait.kind in {"queue", "lock", "event", "future"}
        and view.steps[woken].lane in view.row_of
        and view.steps[woken].lane != view.steps[number].lane
        and view.steps[woken].cause != "cancel"
    ]


def _lanes(known: Neighbours, woken: list[int]) -> list[int]:
    return list(dict.fromkeys(known.view.steps[step].lane for step in woken))


def _in_line(known: Neighbours, number: int, woken: int, wait: Wait) -> bool:
    """Whether others wait for what one is given."""
    view = known.view
    for lane in view.rows:
        numbers = view.of_lane[lane]
        place = bisect_left(numbers, number) - 1
        if place < 0 or lane == view.steps[woken].lane:
            continue
        other = view.steps[numbers[place]].wait
        if other is not None and (other.kind, other.name) == (wait.kind, wait.name):
            return True
    return False


def _times(number: int, text: str) -> str:
    return text if number == 1 else f"{text} {repeated(number)}"


WORDS: dict[str, Callable[[Neighbours, int, Numbered], list[Part]]] = {
    "makes": _makes,
    "hands": _hands,
    "calls": _blocks,
    "requests": _blocks,
    "reads": _blocks,
    "prints": _prints,
    "cancels": _cancels,
    "sets": _object("sets"),
    "clears": _object("clears"),
    "notifies": _object("notifies"),
    "takes": _object("acquires"),
    "releases": _object("releases"),
    "reaches": _object("reaches"),
    "resets": _object("resets"),
    "aborts": _object("aborts"),
    "puts": _items("puts", "in"),
    "gets": _items("takes", "from"),
    "finishes": _items("marks", "of"),
    "shuts": _object("shuts", " down"),
    "resolves": _object("sets the result of"),
    "fails": _object("sets an exception on"),
    "schedules": _schedules,
    "writes": _writes,
    "closes": _closes,
    "stops": lambda known, number, deeds: [("stops the event loop", "")],
    "starts": _starts,
    "loses": _loses,
    "terminates": _signals,
    "kills": _signals,
    "signals": _signals,
    "raises": _raises,
    "wakes": _wakes_only,
}
