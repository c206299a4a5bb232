"""One sentence for each step: who runs and why, what it does, how it stops."""

from looptape.recording import Step, Wait
from looptape.timeline.model.view import inside_library, is_timeout
from looptape.timeline.prose.deeds import Deeds
from looptape.timeline.prose.headline import Part, cycle_of, holding
from looptape.timeline.prose.reasons import Reasons
from looptape.timeline.prose.teller import LONGEST, joined, numeral
from looptape.timeline.terminal import visible
from looptape.words import cut, seconds

MOST_BLOCKS = 2  # blocking calls of one step that are told one by one

QUEUE = {
    "get": "waits for an item",
    "put": "waits for a free place in the queue",
    "join": "waits until all items are done",
}
EMPTY = "queue", "get"
# Waits for some of several tasks.
SOME = {"waits for the next one", "waits for the first one"}


class Sentences(Reasons, Deeds):
    """Tells a run, step by step.

    Args:
        view: The run.
    """

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
            parts += joined([*deeds, *stop])
        elif deeds and long:
            parts.append((". It ", ""))
            parts += joined([*deeds, *stop])
        elif long:
            parts += [(", and ", "")] if stop else []
            parts += joined(stop)
        else:
            parts = joined([reason, *deeds, *stop])
        parts.append((".", ""))
        parts += self._after(number, step)
        return self.view.called(step.lane), parts

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
        whom = self._whom(number, wait)
        if whom:
            return [(f"waits for {whom}", "")]
        if wait.kind == "thread" and made:
            return [("waits", "")]
        before = self._before[number]
        earlier = None if before is None else view.steps[before].wait
        still = ""
        if earlier is not None and (earlier.kind, earlier.text) == (
            wait.kind,
            wait.text,
        ):
            new = wait.text in SOME or wait.kind == "thread"  # another call
            still = "" if new else "still "
        if wait.kind == "lock" and wait.lanes:
            (text, _), *rest = holding(view, wait)
            return [(f"{still}{text.lstrip()}", ""), *rest]
        text = view.wait_text(wait)
        if text == "starts a child process":
            return [("waits for a child process to start", "")]
        if not text.startswith(("waits", "serves")):
            text = f"waits for {text}"
        return [(f"{still}{text}", "")]

    def _whom(self, number: int, wait: Wait) -> str:
        """A pronoun for the tasks that one waits for, if it has just made them."""
        view = self.view
        made = view.made_by.get(number, [])
        tasks = [lane for lane in made if view.lanes[lane].kind == "task"]
        some = wait.text in SOME or not wait.lanes
        if wait.kind != "task" or wait.lanes != tasks or some:
            return ""
        if len(tasks) == 1:  # "it" would be what was printed, if anything was.
            return "" if number in view.printed else "it"
        return "both" if len(tasks) == 2 else f"all {numeral(len(tasks))}"

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
                parts += [
                    (f" prints “{cut(visible(line.text).strip(), LONGEST)}”.", "")
                ]
        if number == len(view.steps) - 1:
            ended = view.recording.ended
            if ended == "deadlock":
                parts += cycle_of(view)
            elif self._is_cut_off(number):
                parts.append((" Here the recording stops.", ""))
            else:
                parts.append((" The program is over.", ""))
        return parts

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
        step = view.steps[number]
        lane = step.lane
        free: list[int] = []
        for woken in self._woken.get(number, ()):
            before = self._before[woken]
            wait = None if before is None else view.steps[before].wait
            other = view.steps[woken].lane
            if wait is None or wait.kind != "task" or lane not in wait.lanes:
                continue
            if view.steps[woken].cause == "cancel" and other in step.cancels:
                continue  # It is not woken by the end.
            if other not in view.row_of:
                continue
            if len(wait.lanes) > 1 and all(
                view.of_lane[one] and view.of_lane[one][-1] <= number
                for one in wait.lanes
            ):
                last = f" It was the last of {numeral(len(wait.lanes))}: "
                return [(last, ""), self.name(other), (" can go on.", "")]
            free.append(other)
        return [(" ", ""), *self.names(free), (" can go on.", "")] if free else []

    def _timeout(self, number: int, step: Step) -> list[Part]:
        what = (step.text or "").removeprefix("timeout(").removesuffix(") is over")
        parts: list[Part] = [(f"The timeout of {what} s is over", "")]
        cancels = self._cancelled.get(number, [])
        if cancels:
            parts += [(": it ", ""), *self._cancels(number, cancels)]
        parts.append((".", ""))
        return parts + self._after(number, step)
