"""Very long and odd texts are drawn and told within limits, and cuts are shown."""

import re
import unicodedata
import xml.etree.ElementTree as ET

import pytest

from cheatsheet.store.standalone import standalone
from looptape.recording import SECOND, Lane, Piece, Recording, Step, Wait
from looptape.timeline import Figure, text_table
from tests.timeline.runs import calls, escape_xml, long_run, run

ODD = {
    "long": "".join(f"{n:04}" for n in range(2500)),
    "right to left": "משימה \u202eאחת\u202c מהמון",
    "combining": "e" + "\u0301" * 300 + "x",
    "controls": "a\x00b\x1b[31mred\x7f\x85\x9b z",
    "joined": "👩\u200d👩\u200d👧" * 100,
    "blank": " \t ",
    "nothing": "",
}


def odd(text: str) -> Recording:
    """A run in which all that a program can name has one text."""
    return run(
        [
            Step(0, 0, 0, "start", wait=Wait("task", lanes=[1])),
            Step(1, 0, 0, "start", wait=Wait("sleep", name=text, until=SECOND)),
            Step(1, SECOND, 2 * SECOND, "timer", end="raises", value=text,
                 deeds=[calls(text, SECOND, 2 * SECOND, 3)]),
            Step(0, 2 * SECOND, 2 * SECOND, "step", 2, end="returns", value=text),
        ],
        Lane("task", "main", "main()"),
        Lane("task", text, f"{text}()", parent=0, made_in=0, named=True),
        output=[Piece(f"{text}\n", SECOND, lane=1, step=2)],
        programs=[text or "a.py"], ended="raised", error=f"ValueError: {text}",
    )  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_texts_are_text(name: str) -> None:
    text = ODD[name]
    recording = odd(text)
    shown = Figure(recording)
    markup = [shown.picture.svg, shown.html(), standalone(shown)]
    markup += [shown.table().replace("<br>", "<br/>"), f"<p>{shown.outputs()}</p>"]
    for one in markup:
        ET.fromstring(one)
        controls = {letter for letter in one if unicodedata.category(letter) == "Cc"}
        assert controls <= {"\n", "\t"}
        assert len(one) < 60_000
    for text_ in ET.fromstring(shown.picture.svg).iter("text"):
        assert len(text_.text or "") <= 80  # as wide as the plot at most
    assert text_table(recording).count("\n") >= len(recording.steps)


@pytest.mark.parametrize("name", ODD)
def test_what_is_not_too_long_is_whole_and_what_is_cut_says_so(name: str) -> None:
    text = ODD[name]
    shown = Figure(odd(text))
    table = ET.fromstring(shown.table().replace("<br>", "<br/>"))
    cells = [[*row.iter("td")] for row in table.iter("tr") if row.get("data-at")]
    task, prints = cells[2][2].text or "", cells[2][5].text or ""
    output = ET.fromstring(f"<p>{shown.outputs()}</p>")
    [row] = [one for one in output.iter("span") if one.get("class") == "example-row"]
    named = escape_xml(text)
    # What is printed goes to a terminal, for which this is a colour.
    printed = escape_xml(text.replace("\x1b[31m", ""))
    for shown_, kept, most in (
        (task, named, 1000),
        (prints, printed, 1000),
        ("".join(row.itertext())[:-1], printed, 5000),
    ):
        if len(kept) <= most:
            assert shown_ == kept
        else:
            assert len(shown_) == most
            head, _, tail = shown_.partition("…")
            assert kept.startswith(head) and kept.endswith(tail)


def test_long_names_do_not_make_a_long_run_heavy() -> None:
    recording = long_run(60, 500)
    for number, lane in enumerate(recording.lanes):
        lane.name = f"{number} {ODD['long']} {number}"
    shown = Figure(recording)
    assert len(shown.picture.svg) < 150_000
    assert len(shown.table()) < 500_000
    chunk = shown.chunk(7)
    assert len(str(chunk["rows"])) < 60_000 and len(str(chunk["lens"])) < 20_000
    # The end of a name tells it from others.
    names = re.findall(r"<td>(\d+) \d+…\d+ (\d+)</td>", str(chunk["rows"]))
    assert len(names) == 12 and all(first == last for first, last in names)
