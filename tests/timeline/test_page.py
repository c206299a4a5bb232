"""What is around the picture on a page: output, style sheet, and the words of all."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from cheatsheet.store.standalone import SHEET, rules, standalone
from looptape.recording import SECOND, Piece, Step
from looptape.text.words import count, cut_middle, seconds, series
from looptape.timeline import Figure, geometry, output
from tests.timeline.runs import EDGES, long_run, run, sleeping

SIZES = ("axis", "lane", "middle", "bar", "gutter")


def test_texts_are_text() -> None:
    shown = Figure(EDGES["nasty texts"])
    for text in (shown.html(), standalone(shown)):
        assert "<script" not in text
        assert "\x07" not in text and "\ud800" not in text
        assert "&lt;script&gt;" in text
        ET.fromstring(text)


def test_outputs_tell_of_all_programs_and_of_the_end() -> None:
    recording = run(
        [Step(0, 0, 0, "start", end="returns")],
        output=[
            Piece("<a>\n", 0, lane=0, step=0),
            Piece("b\n", SECOND, stream="err", program=1),
        ],
        ended="raised",
        error="ValueError: x",
    )
    recording.programs.append("server.py")
    block = '<div class="highlight-text example-output notranslate">'
    block += '<div class="highlight"><pre tabindex="0">{}</pre></div></div>\n'
    assert Figure(recording).outputs() == (
        '<p class="example-label">Output</p>\n'
        + block.format(
            '<span class="example-row" data-at="0 s" data-who="main" data-k="1">'
            "&lt;a&gt;\n</span>"
        )
        + '<p class="example-label">Output of server.py</p>\n'
        + block.format(
            '<span class="example-row" data-at="1 s" data-who="stderr" data-k="1">'
            "b\n</span>"
        )
        + '<p class="example-end">Raised: ValueError: x</p>\n'
    )
    assert "(prints nothing)" in Figure(EDGES["one step"]).outputs()


def test_much_output_is_shown_without_its_middle() -> None:
    lines = [Piece(f"{n}\n", 0, lane=0, step=0) for n in range(5000)]
    lines.append(Piece("z" * 9000 + "\n", 0, lane=0, step=0))
    shown = Figure(run([Step(0, 0, 0, "start", end="returns")], output=lines))
    text = output.rows(shown.view, 0)
    assert text.count("example-row") == 500
    assert '<span class="example-more">… 4,501 more lines\n</span>' in text
    assert ">399\n<" in text and ">400\n<" not in text and ">4901\n<" in text
    assert "z" * 4999 + "…" in text and "z" * 5000 not in text
    assert "… 4,951 more lines" in shown.table()


@pytest.mark.parametrize("number", [1, 499, 500, 501, 502, 1700])
def test_of_much_output_500_lines_are_shown_and_the_others_counted(number) -> None:
    lines = [Piece(f"{n}\n", 0, lane=0, step=0) for n in range(number)]
    shown = Figure(run([Step(0, 0, 0, "start", end="returns")], output=lines))
    pre = ET.fromstring(f"<pre>{output.rows(shown.view, 0)}</pre>")
    told = ["".join(one.itertext()).strip() for one in pre]
    left_out = [text for text in told if text.startswith("…")]
    numbers = [int(text) for text in told if not text.startswith("…")]
    more = number - len(numbers)
    assert len(numbers) == min(number, 500)
    assert left_out == ([f"… {count(more, 'more line')}"] if more else [])
    # Where lines are left out, 100 come after those, and the others before.
    first = told.index(left_out[0]) if left_out else number
    assert numbers == [*range(first), *range(first + more, number)]
    assert len(numbers) - first == (100 if more else 0)


def test_the_picture_for_other_hosts_stands_alone() -> None:
    text = standalone(Figure(sleeping(3, 1, 2)), 640)
    root = ET.fromstring(text)
    assert root.get("viewBox").startswith("0 0 640 ")
    style = next(one for one in root.iter() if one.tag.endswith("style")).text
    assert "var(" not in style and "#2757dd" in style and "@" not in style
    assert "Took " in text


def test_each_palette_has_every_colour_and_the_dark_ones_are_the_same() -> None:
    palettes = [
        dict(re.findall(r"(--tl-[\w-]+):([^;]+)", block))
        for _, block in rules(SHEET.read_text())
        if "--tl-run:" in block
    ]
    light, dark, dark_too, forced = palettes
    assert light.keys() == dark.keys() == forced.keys()
    assert dark == dark_too


def test_the_style_sheet_has_the_sizes_of_the_drawing() -> None:
    sizes: dict[str, str] = {}
    for selector, block in rules(SHEET.read_text()):
        if selector == "body" and "--tl-run:" not in block:
            sizes |= re.findall(r"(--tl-[\w-]+): ([^;]+);", block)
    assert sizes == {
        "--tl-gutter": f"{geometry.GUTTER}px",
        "--tl-right": f"{geometry.RIGHT['']}px",
        "--tl-right-notes": f"{geometry.RIGHT['tl-notes']}px",
        "--tl-right-deadlock": f"{geometry.RIGHT['tl-deadlock']}px",
        "--tl-bar": f"{geometry.BAR}",
    }


def test_a_figure_tells_scripts_how_it_was_drawn() -> None:
    for recording in (sleeping(1, 2), long_run(60, 500)):
        figure = ET.fromstring(Figure(recording).html())
        sizes = {name: int(figure.get(f"data-{name}", "0")) for name in SIZES}
        lane = next(one for one in figure.iter() if one.get("data-l"))
        block = next(one for one in figure.iter("rect") if one.get("data-k"))
        axis = [one for one in figure.iter("line") if one.get("x2") == "100%"][-1]
        # A name is set in by 12 pixels for each lane that made the ones before.
        assert (int(lane.get("x", "0")) + sizes["gutter"]) in {0, 12}
        assert int(block.get("height", "0")) == sizes["bar"]
        assert int(axis.get("y1", "0")) == sizes["axis"]
        middles = sorted(
            {int(one.get("y", "0")) for one in figure.iter() if one.get("data-l")}
        )
        assert {b - a for a, b in pairwise(middles)} == {sizes["lane"]}
        # The name is 22 pixels below a lane's upper edge.
        assert {
            (int(one.get("y", "0")) + sizes["bar"] // 2 - sizes["middle"] + 22)
            for one in figure.iter("rect")
            if one.get("data-k")
        } <= set(middles)
    assert "data-axis" not in Figure(EDGES["nothing"]).html()


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 s"),
        (250_000_000, "0.25 s"),
        (1_500_000_000, "1.5 s"),
        (12_000_000, "12 ms"),
        (333_333_333, "0.333 s"),
        (59_960_000_000, "60 s"),
        (300_000, "300 µs"),
        (7, "7 ns"),
    ],
)
def test_times_have_three_digits_at_most(ns, text) -> None:
    assert seconds(ns) == text


def test_words() -> None:
    assert series(["A", "B", "C"]) == "A, B and C"
    assert series(["A"]) == "A"
    assert cut_middle("GET /v0/item/700.json", 16) == "GET /…m/700.json"
    assert len(cut_middle("x" * 40, 16)) == 16
