"""A step that does much tells the first of it, and how much more there is."""

from looptape.recording import Deed, Step
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.timeline.runs import run


def test_actions_that_are_not_told_are_counted() -> None:
    deeds = [Deed(verb, "gate", "event") for verb in ("sets", "clears")] * 6
    (row,) = Figure(run([Step(0, 0, 0, "start", deeds=deeds, end="returns")])).rows()
    assert plain(row.what) == (
        "starts, sets gate, clears it, sets it, clears it, sets it, clears it, sets "
        "it, does five more things and ends. The program ends."
    )
