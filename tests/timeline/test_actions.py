"""The actions of a step, which its sentence tells one after the other."""

import pytest
from bs4 import BeautifulSoup

from cheatsheet.store.project import PROJECT, all_scripts
from looptape.recording import SECOND, Deed, Piece, Step, Wait
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.model.view import View
from looptape.timeline.prose.parts import plain
from looptape.timeline.prose.sentences import Sentences
from looptape.timeline.prose.table import Action, Row, row_of
from tests.timeline.runs import run


def test_each_action_has_its_line_and_what_is_printed_by_then() -> None:
    deeds = [
        Deed("prints", line=7, piece=0),
        Deed("prints", line=8, piece=1),
        Deed("calls", "time.sleep(1)", line=9),
        Deed("prints", line=10, piece=2),
    ]
    recording = run(
        [Step(0, 0, SECOND, "start", deeds=deeds, wait=Wait("turn"))],
        output=[Piece("a\nb\n", 0), Piece("c", 0), Piece("d\n", SECOND)],
    )
    (row,) = Figure(recording).rows()
    assert isinstance(row, Row)
    actions = [one for one in row.told if isinstance(one, Action)]
    assert [(plain(one.parts).split()[0], one.line, one.lines) for one in actions] == [
        ("prints", 7, 2),
        ("calls", 9, 2),
        ("prints", 10, 3),
    ]
    cells = BeautifulSoup(Figure(recording).table(), "html.parser")
    assert [one.get("data-line") for one in cells.select("td span")] == ["7", "9", "10"]


@pytest.mark.parametrize("script", all_scripts(), ids=lambda script: script.key)
def test_every_clause_with_a_line_is_an_action(script: Script) -> None:
    view = View(PROJECT.expected(script))
    sentences = Sentences(view)
    for number in range(len(view.steps)):
        told, row = sentences.step(number), row_of(sentences, number)
        assert plain(row.what) == plain(told.parts)
        lined = [
            clause
            for clause in told.clauses
            if any(deed.line is not None for deed in clause.deeds)
        ]
        assert [plain(one.parts) for one in row.told if isinstance(one, Action)] == [
            plain(clause.parts) for clause in lined
        ]
