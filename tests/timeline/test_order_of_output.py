"""The table's column "prints", read from its top, is the output in its order."""

import pytest

from looptape.recording import Recording
from looptape.timeline import Figure
from looptape.timeline.output import lines, programs
from looptape.timeline.terminal import visible
from tests.timeline.runs import ALL, every_row, recording_of


# No line is ended twice; the bits of a line that several steps write are in each row.
def whole(recording: Recording) -> str:
    pieces = [text for one in recording.output for text in one.text.split("\n")]
    return "".join(map(visible, pieces))


@pytest.mark.parametrize("name", ALL)
def test_the_rows_have_the_output_in_its_order(name: str) -> None:
    recording = recording_of(name)
    if not recording.steps or "\r" in "".join(one.text for one in recording.output):
        return  # There is no table, or a line is written over.
    figure = Figure(recording)
    found = "".join(text for row in every_row(figure) for text in row.prints)
    assert found == whole(recording)
    for program in programs(figure.view):  # What a page's stepper shows comes in order.
        ends = [line.last for line in lines(figure.view, program)]
        numbers = [figure.view.step_of[id(piece)] for piece in ends]
        assert numbers == sorted(numbers)
