"""Why a step runs: the first clause of its sentence."""

from looptape.recording import Step, Wait
from looptape.timeline.model.view import is_timeout
from looptape.timeline.prose.headline import Part
from looptape.timeline.prose.teller import LONGEST, Teller, numeral
from looptape.words import cut, seconds

# The clause, and whether it is a long one, after which a new sentence begins.
Reason = tuple[list[Part], bool]

# What one did who woke another from such a wait.
GOT = {"get": "put an item", "put": "made room", "join": "did the last item"}
# How an answer of the network is told to have come.
CAME = {
    "waits for the connection": "the connection is there",
    "waits for the socket": "the socket is there",
    "waits for data": "data came",
    "waits for a request": "a request came",
    "waits for a message": "a message came",
    "waits for the rest of the answer": "the rest of the answer came",
    "waits for the other side to close": "the other side closed",
    "drain": "what it wrote is sent",
    "waits until it is closed": "it is closed",
    "waits until the server is closed": "the server is closed",
}


class Reasons(Teller):
    """Tells why steps run."""

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
                last = view.last_step(ended[0])
                if last is None or last.value != view.steps[number].got:
                    # `gather` of one gives a list.
                    return [(f"has what it waited for: {got}", "")], True
                return [("goes on, as ", ""), name, (f" returned {got}", "")], True
            if len(ended) > 2:
                return [(f"goes on, as all {numeral(len(ended))} are done", "")], True
            is_done = " is done" if len(ended) == 1 else " are done"
            return [("goes on, as ", ""), *self.names(ended), (is_done, "")], True
        waker = view.wakers[number]
        over = waker is not None and view.steps[waker].end != "waits"
        if by is not None and over:
            return [("goes on, as ", ""), self.name(by), (" is done", "")], True
        if by is not None and by in wait.lanes:  # An eager task that is not done.
            return [("goes on, as ", ""), self.name(by), (" waits", "")], True
        if view.steps[number].cause == "timer":
            return [("goes on, as its time is up", "")], True
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
