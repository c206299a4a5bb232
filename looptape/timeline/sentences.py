"""One sentence for each step: who runs and why, what it does, how it stops."""

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise

from looptape.recording import Step, Wait
from looptape.timeline.headline import Part, cycle_of, holding
from looptape.timeline.view import View, inside_library, is_timeout
from looptape.words import count, cut, seconds, series

# Why a step runs, and whether that is a clause of its own.
Reason = tuple[list[Part], bool]

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
LONGEST = 60  # characters of what is printed
MOST_PRINTED = 3  # lines
MOST_NAMES = 4
MOST_BLOCKS = 2  # blocking calls of one step that are told one by one

# What one who is woken from such a wait waited for, for one who wakes it.
GIVES = {"get": "puts an item", "put": "takes an item", "join": "does the last item"}
GOT = {"get": "put an item", "put": "made room", "join": "did the last item"}
QUEUE = {
    "get": "waits for an item",
    "put": "waits for a free place in the queue",
    "join": "waits until all items are done",
}
EMPTY = "queue", "get"
# Waits for some of several tasks.
SOME = {"waits for the next one", "waits for the first one"}
# How an answer of the network is told to have come.
CAME = {
    "waits for the connection": "the connection is there",
    "waits for data": "data came",
    "waits for a request": "a request came",
    "waits for the rest of the answer": "the rest of the answer came",
    "drain": "what it wrote is sent",
    "waits until it is closed": "it is closed",
    "waits until the server is closed": "the server is closed",
}


class Sentences:
    """Tells a run, step by step.

    Args:
        view: The run.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self._before: list[int | None] = [None] * len(view.steps)
        for numbers in view.of_lane.values():
            for earlier, later in pairwise(numbers):
                self._before[later] = earlier
        self._woken: dict[int, list[int]] = defaultdict(list)
        for number, waker in enumerate(view.wakers):
            if waker is not None:
                self._woken[waker].append(number)
        self._cancelled: dict[int, list[int]] = defaultdict(list)
        for number, lane in view.cancellations:
            self._cancelled[number].append(lane)

    def step(self, number: int) -> tuple[str, list[Part]]:
        """Tell one step.

        Args:
            number: The step's place among those that are shown.

        Returns:
            Who runs, empty for the loop itself, and what happens; the names of
            other tasks are `strong`.
        """
        step = self.view.steps[number]
        if is_timeout(step):
            return "", self._timeout(number, step)
        reason, long = self._why(number, step)
        deeds = self._deeds(number, step)
        stop = self._stop(number, step)
        parts: list[Part] = [*reason]
        if self._cleans_up(number, step):
            parts.append((". It cleans up: it ", ""))
            parts += _joined([*deeds, *stop])
        elif deeds and long:
            parts.append((". It ", ""))
            parts += _joined([*deeds, *stop])
        elif long:
            parts += [(", and ", "")] if stop else []
            parts += _joined(stop)
        else:
            parts = _joined([reason, *deeds, *stop])
        parts.append((".", ""))
        parts += self._after(number, step)
        return self.view.called(step.lane), parts

    def name(self, lane: int) -> Part:
        """A lane's name, set in bold."""
        return self.view.called(lane), "strong"

    def names(self, lanes: list[int]) -> list[Part]:
        """Several names: `A, B and C`, or how many."""
        if len(lanes) > MOST_NAMES:
            return [(count(len(lanes), "task"), "")]
        parts: list[Part] = []
        for place, lane in enumerate(lanes):
            if place:
                parts.append((" and " if place == len(lanes) - 1 else ", ", ""))
            parts.append(self.name(lane))
        return parts

    # Why it runs

    def _why(self, number: int, step: Step) -> Reason:
        view = self.view
        before = self._before[number]
        if step.text is not None:
            return [(f"The loop calls {step.text}", "")], True
        if step.cause == "cancel":
            return self._was_cancelled(number)
        if before is None:
            return [("starts", "")], False
        wait = view.steps[before].wait or Wait("future", "")
        again = step.wait is not None and step.wait.text == wait.text
        idle = number not in view.printed and number not in view.made_by
        if again and idle and wait.kind in {"network", "process", "task"}:
            return [("goes on for a moment", "")], False
        if wait.kind == "sleep" and step.cause == "timer":
            return self._awake(before, number), True
        if wait.kind == "turn":
            return [("has its next turn", "")], False
        if wait.kind in {"network", "thread", "process"}:
            return self._has_come(number, wait), True
        if wait.kind == "task":
            return self._tasks_done(number, wait)
        return self._woken_by(number, wait)

    def _waker(self, number: int) -> int | None:
        """The lane of another task that woke one, if it is shown."""
        waker = self.view.wakers[number]
        lane = None if waker is None else self.view.steps[waker].lane
        if lane == self.view.steps[number].lane or lane not in self.view.row_of:
            return None
        return lane

    def _woken_by(self, number: int, wait: Wait) -> Reason:
        waker, by = self.view.wakers[number], self._waker(number)
        if waker is None or by is None:
            return [("wakes up", "")], False
        called = self.view.steps[waker].text
        if called is not None:
            return [(f"wakes up, as {called} was called", "")], True
        if wait.kind == "queue":
            did = GOT.get(wait.text, "used the queue")
        elif wait.kind == "lock":
            did = f"released {wait.text.removeprefix('waits for ')}"
        else:
            return [("wakes up, woken by ", ""), self.name(by)], True
        return [("wakes up, as ", ""), self.name(by), (f" {did}", "")], True

    def _has_come(self, number: int, wait: Wait) -> list[Part]:
        by = self._waker(number)
        what = _came(wait)
        came = what.endswith(" came") and by is not None
        if not came or by is None or self.view.lanes[by].name in what:
            return [(f"wakes up, as {what}", "")]
        return [(f"wakes up, as {what} from ", ""), self.name(by)]

    def _awake(self, earlier: int, later: int) -> list[Part]:
        step, sleeper = self.view.steps[later], self.view.steps[earlier]
        due = step.at
        if sleeper.wait is not None and sleeper.wait.until is not None:
            due = sleeper.wait.until
        long = seconds(due - sleeper.until)
        late = self.view.late(earlier, later)
        if late is not None:
            behind = seconds(step.at - late)
            return [(f"wakes up {behind} late, as its sleep was {long}", "")]
        return [(f"wakes up, as its sleep of {long} is over", "")]

    def _tasks_done(self, number: int, wait: Wait) -> Reason:
        view, by = self.view, self._waker(number)
        ended = [
            lane
            for lane in wait.lanes
            if view.of_lane[lane]
            and view.of_lane[lane][-1] < number
            and view.steps[view.of_lane[lane][-1]].end != "waits"
        ]
        got = cut(view.steps[number].got or "", LONGEST)
        if ended and len(ended) == len(wait.lanes):
            if got and len(ended) > 1:
                return [(f"has what it waited for: {got}", "")], True
            if got:
                name = self.name(ended[0])
                return [("goes on, as ", ""), name, (f" returned {got}", "")], True
            if len(ended) > 2:
                return [(f"goes on, as all {_number(len(ended))} are done", "")], True
            is_done = " is done" if len(ended) == 1 else " are done"
            return [("goes on, as ", ""), *self.names(ended), (is_done, "")], True
        waker = view.wakers[number]
        over = waker is not None and view.steps[waker].end != "waits"
        if by is not None and (by in wait.lanes or over):
            return [("goes on, as ", ""), self.name(by), (" is done", "")], True
        return [("goes on", "")], False

    def _was_cancelled(self, number: int) -> Reason:
        view = self.view
        waker = view.wakers[number]
        before = self._before[number]
        earlier = view.steps[before].wait if before is not None else None
        when = " before it starts" if before is None else ""
        if earlier is not None:
            doing = earlier.text
            if earlier.kind == "sleep":
                doing = "sleeps"
            elif not doing.startswith("waits"):
                doing = "waits"
            when = f" while it {doing}"
        if waker is None:
            return [(f"is cancelled{when}", "")], True
        source = view.steps[waker]
        if is_timeout(source):
            return [(f"is cancelled by the timeout{when}", "")], True
        if source.end == "cancelled" and view.steps[number].lane not in source.cancels:
            return [
                ("goes on, as ", ""),
                self.name(source.lane),
                (" has ended", ""),
            ], True
        if source.lane in view.row_of:
            name = self.name(source.lane)
            if source.end == "raises":
                return [(f"is cancelled{when}, as ", ""), name, (" failed", "")], True
            return [("is cancelled by ", ""), name, (when, "")], True
        return [(f"is cancelled{when}", "")], True

    # What it does

    def _deeds(self, number: int, step: Step) -> list[list[Part]]:
        view = self.view
        deeds: list[list[Part]] = []
        made = view.made_by.get(number, [])
        tasks = [lane for lane in made if view.lanes[lane].kind == "task"]
        if tasks:
            deeds.append([("makes ", ""), *self.names(tasks)])
        deeds += [
            [(f"hands {view.lanes[lane].call} to a worker thread", "")]
            for lane in made
            if view.lanes[lane].kind == "thread"
        ]
        calls = Counter(block.text for block in step.blocks)
        deeds += [[(f"calls {_times(calls[text], text)}", "")] for text in calls]
        if step.end != "raises":
            cancels = self._cancelled.get(number, [])
            if cancels:
                deeds.append(self._cancels(number, cancels))
        takes, releases = self._locks(number, step)
        deeds += [*takes, *self._wakes(number), *releases]
        lines = [line.text for line in view.printed.get(number, ())]
        if lines and lines == [step.got]:
            deeds.append([("prints that", "")])
        elif lines:
            shown = [f"“{cut(text.strip(), LONGEST)}”" for text in lines[:MOST_PRINTED]]
            if len(lines) > MOST_PRINTED:
                shown.append(f"{count(len(lines) - MOST_PRINTED, 'line')} more")
            deeds.append([(f"prints {series(shown)}", "")])
        return deeds

    def _wakes(self, number: int) -> list[list[Part]]:
        """Whom it wakes, and by what, where the wait says so."""
        view = self.view
        deeds: list[list[Part]] = []
        for woken in self._woken.get(number, ()):
            before = self._before[woken]
            wait = None if before is None else view.steps[before].wait
            lane = view.steps[woken].lane
            if (
                wait is None
                or lane not in view.row_of
                or lane == view.steps[number].lane
            ):
                continue
            if wait.kind == "queue" and wait.text in GIVES:
                did = f"{GIVES[wait.text]}, which wakes "
            elif wait.kind == "lock":
                did = f"releases {wait.text.removeprefix('waits for ')}, which wakes "
            elif wait.kind in {"event", "future"}:
                did = "wakes "
            else:
                continue
            if view.steps[woken].cause != "cancel":
                deed = [(did, ""), self.name(lane)]
                if wait.kind == "lock" and self._in_line(number, woken, wait):
                    deed.append((", the next in line", ""))
                deeds.append(deed)
        if len(deeds) > 2:
            return [[(f"wakes {count(len(deeds), 'task')}", "")]]
        return deeds

    def _locks(
        self, number: int, step: Step
    ) -> tuple[list[list[Part]], list[list[Part]]]:
        """Which locks it takes and gives back, where nothing else says so."""
        view = self.view
        before = self._before[number]
        wait = None if before is None else view.steps[before].wait
        waited = wait is not None and wait.kind == "lock"
        woken = [self._before[woken] for woken in self._woken.get(number, ())]
        waits = [view.steps[one].wait for one in woken if one is not None]
        told = {one.text for one in waits if one is not None and one.kind == "lock"}
        takes: list[list[Part]] = []
        releases: list[list[Part]] = []
        for first, last, hold in view.holds.get(step.lane, ()):
            if hold.kind != "lock":
                continue
            if first == number and not waited:
                takes.append([(f"takes {hold.name}", "")])
            elif last == number and f"waits for {hold.name}" not in told:
                releases.append([(f"releases {hold.name}", "")])
        return takes, releases

    def _in_line(self, number: int, woken: int, wait: Wait) -> bool:
        """Whether others wait for what one is given."""
        view = self.view
        for lane in view.rows:
            numbers = view.of_lane[lane]
            place = bisect_left(numbers, number) - 1
            if place < 0 or lane == view.steps[woken].lane:
                continue
            other = view.steps[numbers[place]].wait
            if other is not None and (other.kind, other.text) == (wait.kind, wait.text):
                return True
        return False

    def _cleans_up(self, number: int, step: Step) -> bool:
        """Whether a cancelled task takes its time before it ends."""
        last = self.view.last_step(step.lane)
        cancelled = last is not None and last.end == "cancelled"
        stays = step.wait is not None and step.wait.kind != "turn"
        return step.cause == "cancel" and stays and cancelled

    # How it stops

    def _stop(self, number: int, step: Step) -> list[list[Part]]:
        view = self.view
        if step.end == "returns":
            if step.text is not None:
                return []
            if inside_library(view.lanes[step.lane]):
                return [[("sends its answer", "")]]
            return [[(f"returns {step.value}" if step.value else "ends", "")]]
        if step.end == "raises":
            return [[(f"raises {step.value}", "")]]
        if step.end == "cancelled":
            return [[("ends", "")]]
        if step.wait is None and self._is_cut_off(number):
            return [[("goes on", "")]]
        waits = self._waits(number, step)
        if step.wait is not None and (step.wait.kind, step.wait.text) == EMPTY:
            return [[("finds the queue empty", "")], waits]
        return [waits]

    def _waits(self, number: int, step: Step) -> list[Part]:
        view, wait = self.view, step.wait
        if wait is None:
            return [("waits", "")]
        if wait.kind == "sleep":
            long = seconds((wait.until or step.until) - step.until)
            return [(f"sleeps for {long}", "")]
        if wait.kind == "turn":
            return [("lets the others run", "")]
        if wait.kind == "queue":
            return [(QUEUE.get(wait.text, "waits for the queue"), "")]
        made = view.made_by.get(number, [])
        tasks = [lane for lane in made if view.lanes[lane].kind == "task"]
        some = wait.text in SOME or not wait.lanes
        if wait.kind == "task" and wait.lanes == tasks and not some:
            several = "both" if len(tasks) == 2 else f"all {_number(len(tasks))}"
            return [(f"waits for {several if len(tasks) > 1 else 'it'}", "")]
        if wait.kind == "thread" and made:
            return [("waits", "")]
        before = self._before[number]
        earlier = None if before is None else view.steps[before].wait
        still = ""
        if earlier is not None and (earlier.kind, earlier.text) == (
            wait.kind,
            wait.text,
        ):
            still = "" if wait.text in SOME else "still "
        if wait.kind == "lock" and wait.lanes:
            (text, _), *rest = holding(view, wait)
            return [(f"{still}{text.lstrip()}", ""), *rest]
        text = view.wait_text(wait)
        if text == "starts a child process":
            return [("waits for a child process to start", "")]
        if not text.startswith(("waits", "serves")):
            text = f"waits for {text}"
        return [(f"{still}{text}", "")]

    def _is_cut_off(self, number: int) -> bool:
        """Whether a limit ended the run at this step."""
        last = number == len(self.view.steps) - 1
        return last and self.view.recording.ended == "limit"

    # What follows from it

    def _after(self, number: int, step: Step) -> list[Part]:
        view = self.view
        parts: list[Part] = []
        blocks = step.blocks
        if len(blocks) > MOST_BLOCKS:
            whole = sum(block.until - block.at for block in blocks)
            parts.append((f" For {seconds(whole)} in all nothing else can run.", ""))
            blocks = []
        for block in blocks:
            parts += self._stood_still(number, block.at, block.until)
        if step.end == "raises" and self._cancelled.get(number):
            parts += [*self._fails(number, step), (".", "")]
        if step.end in {"returns", "cancelled"} and step.text is None:
            parts += self._lets_go_on(number)
        for line in view.aside.get(number, ()):
            if line.lane in view.row_of and line.lane is not None:
                parts += [(" Meanwhile ", ""), self.name(line.lane)]
                parts += [(f" prints “{cut(line.text.strip(), LONGEST)}”.", "")]
        if number == len(view.steps) - 1:
            ended = view.recording.ended
            if ended == "deadlock":
                parts += cycle_of(view)
            elif self._is_cut_off(number):
                parts.append((" Here the recording stops.", ""))
            else:
                parts.append((" The program is over.", ""))
        return parts

    def _wait_before(self, number: int, lane: int) -> Wait | None:
        """What a lane waits for at the moment of another's step."""
        numbers = self.view.of_lane[lane]
        place = bisect_left(numbers, number) - 1
        return self.view.steps[numbers[place]].wait if place >= 0 else None

    def _cancels(self, number: int, lanes: list[int]) -> list[Part]:
        """Whom it cancels; those that the first one waits for are so, too."""
        wait = self._wait_before(number, lanes[0])
        if wait is not None and wait.kind == "task" and set(lanes[1:]) & {*wait.lanes}:
            lanes = [lane for lane in lanes if lane not in wait.lanes]
            named = self.names(lanes)
            if len(lanes) > 1:
                return [("cancels ", ""), *named]
            waits = (", which waits for ", "")
            return [("cancels ", ""), *named, waits, *self.names(wait.lanes)]
        return [("cancels ", ""), *self.names(lanes)]

    def _fails(self, number: int, step: Step) -> list[Part]:
        """What the failure of a task does to others."""
        lanes = self._cancelled[number]
        for lane in lanes:
            wait = self._wait_before(number, lane)
            group = wait is not None and wait.text == "waits for the TaskGroup"
            if group and wait is not None and step.lane in wait.lanes:
                others = [other for other in lanes if other != lane]
                if others:
                    return [(" Its TaskGroup cancels ", ""), *self.names(others)]
        return [(" That cancels ", ""), *self.names(lanes)]

    def _stood_still(self, number: int, at: int, until: int) -> list[Part]:
        """Say what a blocking call does to the others."""
        view = self.view
        late = None
        for place in range(number + 1, len(view.steps)):
            step = view.steps[place]
            if step.at > until:
                break
            before = self._before[place]
            wait = None if before is None else view.steps[before].wait
            due = None if wait is None or before is None else wait.until
            if due is None or step.cause != "timer" or not at <= due < until:
                continue
            if late is None or due < late[0]:
                late = (due, step.lane)
        text = f" For {seconds(until - at)} nothing else can run"
        if late is None:
            return [(f"{text}.", "")]
        when = f" should have woken at {seconds(late[0])}."
        return [(f"{text}: ", ""), self.name(late[1]), (when, "")]

    def _lets_go_on(self, number: int) -> list[Part]:
        view = self.view
        lane = view.steps[number].lane
        for woken in self._woken.get(number, ()):
            before = self._before[woken]
            wait = None if before is None else view.steps[before].wait
            other = view.steps[woken].lane
            if wait is None or wait.kind != "task" or lane not in wait.lanes:
                continue
            if other in view.row_of:
                last = ""
                if len(wait.lanes) > 1 and all(
                    view.of_lane[one] and view.of_lane[one][-1] <= number
                    for one in wait.lanes
                ):
                    last = f"It was the last of {_number(len(wait.lanes))}: "
                return [(f" {last}", ""), self.name(other), (" can go on.", "")]
        return []

    def _timeout(self, number: int, step: Step) -> list[Part]:
        what = (step.text or "").removeprefix("timeout(").removesuffix(") is over")
        parts: list[Part] = [(f"The timeout of {what} s is over", "")]
        cancels = self._cancelled.get(number, [])
        if cancels:
            parts += [(": it ", ""), *self._cancels(number, cancels)]
        parts.append((".", ""))
        return parts + self._after(number, step)


def _came(wait: Wait) -> str:
    """What came, for one who waited for the network, a thread or a child."""
    if wait.kind == "process":
        return "its child is ready"
    what = wait.text.removeprefix("waits for ")
    if wait.kind == "thread":
        return f"{what} is done"
    answer = what.removeprefix("the answer to ")
    if answer != what:
        return f"the answer to {answer} came"
    return CAME.get(wait.text, "the network is ready")


def _times(number: int, text: str) -> str:
    return text if number == 1 else f"{text} {_number(number)} times"


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def _joined(clauses: list[list[Part]]) -> list[Part]:
    """Join clauses: `a, b and c`; after a list of names a comma comes first."""
    parts: list[Part] = []
    for place, clause in enumerate(clauses):
        if place:
            before = clauses[place - 1]
            several = any(
                " and " in text or ", which" in text
                for text, kind in before
                if not kind
            )
            if before[0][0].startswith("prints"):
                several = "” and " in before[0][0]
            last = place == len(clauses) - 1
            link = (", and " if several else " and ") if last else ", "
            parts.append((link, ""))
        parts += clause
    return parts
