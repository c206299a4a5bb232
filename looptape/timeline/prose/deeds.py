"""What a step does: the middle of its sentence."""

from bisect import bisect_left
from collections import Counter

from looptape.recording import Step, Wait
from looptape.timeline.prose.headline import Part
from looptape.timeline.prose.teller import LONGEST, Teller, numeral
from looptape.timeline.terminal import visible
from looptape.words import count, cut, series

MOST_PRINTED = 3  # lines

# What one who is woken from such a wait waited for, for one who wakes it.
GIVES = {"get": "puts an item", "put": "takes an item", "join": "does the last item"}


class Deeds(Teller):
    """Tells what steps do."""

    def _deeds(self, number: int, step: Step) -> list[list[Part]]:
        view = self.view
        deeds: list[list[Part]] = []
        made = view.made_by.get(number, [])
        tasks = [lane for lane in made if view.lanes[lane].kind == "task"]
        if tasks:
            deeds.append([("makes ", ""), *self.names(tasks)])
        handed = Counter(
            (view.lanes[lane].call, view.lanes[lane].kind)
            for lane in made
            if view.lanes[lane].kind in {"thread", "process"}
        )
        # A child process that runs a program of its own has no call.
        deeds += [
            [(f"hands {call} to {_workers(number, kind)}", "")]
            for (call, kind), number in handed.items()
            if call
        ]
        calls = Counter(block.text for block in step.blocks)
        for text in calls:
            verb = "" if text.startswith("waits") else "calls "
            deeds.append([(f"{verb}{_times(calls[text], text)}", "")])
        if step.end != "raises":
            cancels = self._cancelled.get(number, [])
            if cancels:
                deeds.append(self._cancels(number, cancels))
        takes, releases = self._locks(number, step)
        deeds += [*takes, *self._wakes(number), *releases]
        lines = [visible(line.text) for line in view.printed.get(number, ())]
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


def _times(number: int, text: str) -> str:
    return text if number == 1 else f"{text} {numeral(number)} times"


def _workers(number: int, kind: str) -> str:
    if number == 1:
        return f"a worker {kind}"
    return f"{numeral(number)} worker {'threads' if kind == 'thread' else 'processes'}"
