"""Who waits for what, for the report of a deadlock."""

from looptape.record.lanes import Lanes
from looptape.recording import Step, Wait
from looptape.text.labels import clause


def who_waits(steps: list[Step], lanes: Lanes) -> str:
    """Who waits for what at this moment, in words; empty if no task is left.

    Args:
        steps: The steps so far.
        lanes: The rows of the timeline.
    """
    last: dict[int, Step] = {step.lane: step for step in steps}
    names = lanes.numbered()
    told = [
        f"{names[lane]} {_clause(step.wait, lanes)}"
        for lane, step in last.items()
        if step.end == "waits"
        and step.wait is not None
        and lanes[lane].kind != "program"
    ]
    return "; ".join(told)


def _clause(wait: Wait, lanes: Lanes) -> str:
    text = clause(wait, lanes.names)
    if wait.kind == "lock" and wait.lanes:
        return f"{text}, held by {lanes.names(wait.lanes)}"
    return text
