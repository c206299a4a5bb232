"""One sentence for each step: what runs and why, what it does, how it stops."""

from dataclasses import dataclass

from looptape.recording import Step
from looptape.text.words import seconds
from looptape.timeline.model.view import View, is_timeout
from looptape.timeline.prose.context import Clause
from looptape.timeline.prose.deeds import callback, cancels, clauses
from looptape.timeline.prose.follows import follows
from looptape.timeline.prose.neighbours import Neighbours
from looptape.timeline.prose.parts import Part, Reason, full_stop, joined
from looptape.timeline.prose.reasons import reason
from looptape.timeline.prose.stops import stops


@dataclass(frozen=True)
class Told:
    """One step in words.

    Attributes:
        task: What runs; empty for the loop itself.
        parts: What happens; the names of other tasks are `strong`.
        clauses: That part of it which tells what the step does, deed by deed.
    """

    task: str
    parts: list[Part]
    clauses: list[Clause]


class Sentences:
    """Tells a run, step by step.

    Args:
        view: The run.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self._known = Neighbours(view)

    def step(self, number: int) -> Told:
        """Tell one step.

        Args:
            number: The step's place among those that are shown.
        """
        known = self._known
        step = self.view.steps[number]
        if is_timeout(step):
            return Told("", _timeout(known, number, step), [])
        why = reason(known, number)
        did = clauses(known, number, why.told)
        stop = stops(known, number, did, why.raised)
        who = known.name(step.lane)
        if step.call is not None:
            who = callback(step.call), ""
        (_, first), *more = _split(who, did, stop)
        parts: list[Part] = [*why.parts]
        if step.call is not None and first:
            parts.append((", which ", ""))
            parts += joined(first)
        elif why.link == Reason.link and _cleans_up(known, step) and first:
            parts.append((". To clean up, it ", ""))
            parts += joined(first)
        elif (did or len(stop) > 1) and why.long and first:
            parts.append((why.link, ""))
            parts += joined(first)
        elif why.long:
            parts += [(", and ", "")] if first else []
            parts += joined(first)
        else:
            parts = joined([why.parts, *first])
        for who, rest in more:
            parts += [full_stop(parts), (" ", ""), who, (" ", ""), *joined(rest)]
        parts.append(full_stop(parts))
        parts += follows(known, number, did)
        return Told(self.view.called(step.lane), parts, did)


def _split(
    who: Part, told: list[Clause], stop: list[list[Part]]
) -> list[tuple[Part, list[list[Part]]]]:
    """The clauses of a step, sentence by sentence, with who does it in each.

    There is at least one. A sentence ends after one that tells of another task, so the
    next one says the name again: `it` would be that task. What a callback does ends
    when it raises; what is told after that, the loop's exception handler did. That a
    task is destroyed is Python's doing.

    Args:
        who: What runs.
        told: The clauses.
        stop: Those that tell how the step stops.
    """
    sentences: list[tuple[Part, list[list[Part]]]] = [(who, [])]
    for clause in told:
        if clause.verb == "loses":
            sentences += [(("Python", ""), [clause.parts]), (who, [])]
            continue
        sentences[-1][1].append(clause.parts)
        if clause.verb == "raises" and clause is not told[-1]:
            sentences.append((("Its exception handler", ""), []))
        elif clause.ends:
            sentences.append((who, []))
    sentences[-1][1].extend(stop)
    return [sentences[0], *(one for one in sentences[1:] if one[1])]


def _cleans_up(known: Neighbours, step: Step) -> bool:
    """Whether a cancelled task takes its time before it ends."""
    last = known.view.last_step(step.lane)
    cancelled = last is not None and last.end == "cancelled"
    stays = step.wait is not None and step.wait.kind != "turn"
    return step.cause == "cancel" and stays and cancelled


def _timeout(known: Neighbours, number: int, step: Step) -> list[Part]:
    what = f"timeout of {seconds(step.timeout or 0)} expires"
    if step.deadline:
        what = f"deadline at {seconds(step.timeout or 0)} passes"
    parts: list[Part] = [(f"The {what}", "")]
    lanes = known.cancelled.get(number, [])
    if lanes:
        parts += [(" and ", ""), *cancels(known, number, lanes)]
    parts.append((".", ""))
    return parts + follows(known, number, [])
