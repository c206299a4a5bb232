"""Printed text as a terminal shows it."""

from itertools import product

import pytest

from looptape.recording import Piece, Recording
from looptape.timeline import Figure
from looptape.timeline.terminal import Style, styled, visible

E = "\x1b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é \t text", "plain é \t text"),
        ("\r0%\r25%\r100%\rfinished", "finished"),
        ("longer\rnew", "newger"),
        (f"longer\rnew{E}[K", "new"),
        (f"gone{E}[2Kx", "    x"),
        ("abc\b\bX", "aXc"),
        ("\b\bab", "ab"),
        (f"{E}[2J{E}[Hclear", "clear"),
        (f"{E}]0;title\x07text", "text"),
        ("bell\x07", "bell"),
        (f"{E}[31mred{E}[0m end", "red end"),
        (f"{E}[38;5;208morange{E}[m", "orange"),
        (f"{E}[38;2;1;2;3mtrue{E}[m", "true"),
        ("ends\r", "ends"),
        (f"cut off {E}", f"cut off {E}"),
        ("", ""),
    ],
)
def test_what_is_left_in_the_end(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_colours_and_bold() -> None:
    text = f"{E}[31mred{E}[0m and {E}[1;36mbold{E}[39m still{E}[22m."
    assert styled(text) == [
        ("red", Style("red", False)),
        (" and ", Style("", False)),
        ("bold", Style("cyan", True)),
        (" still", Style("", True)),
        (".", Style("", False)),
    ]
    assert styled(f"{E}[92mbright") == [("bright", Style("green", False))]


@pytest.mark.parametrize(
    ("codes", "colour"),
    [
        ("38;5;9", "red"),
        ("38;5;208", "red"),
        ("38;5;46", "green"),
        ("38;5;21;4", "blue"),
        ("38;5;244", ""),
        ("38;2;255;165;0", "yellow"),
        ("38;2;200;200;210", ""),
    ],
)
def test_of_many_colours_the_nearest_is_shown(codes: str, colour: str) -> None:
    assert styled(f"{E}[{codes}mtext") == [("text", Style(colour))]


def test_the_256_colours_are_those_of_the_cube_the_usual_ones_and_greys() -> None:
    # As xterm numbers them: 16 usual ones, a cube of six levels each, and greys.
    for red, green, blue in product(range(6), repeat=3):
        of_cube = f"{E}[38;5;{16 + 36 * red + 6 * green + blue}mtext"
        assert styled(of_cube) == styled(f"{E}[38;2;{red};{green};{blue}mtext")
    for number in range(8):
        usual = styled(f"{E}[{30 + number}mtext")
        for codes in (f"38;5;{number}", f"38;5;{8 + number}", f"{90 + number}"):
            assert styled(f"{E}[{codes}mtext") == usual
        assert styled(f"{E}[{100 + number}mtext") == styled(f"{E}[{40 + number}mtext")
    for number in range(232, 256):
        assert styled(f"{E}[38;5;{number}mtext") == [("text", Style())]


@pytest.mark.parametrize(
    ("codes", "style"),
    [
        ("41", Style(ground="red")),
        ("31;42;1", Style("red", True, "green")),
        ("104", Style(ground="blue")),
        ("40", Style(ground="grey")),
        ("47;30", Style("black", ground="grey")),
        ("48;5;9", Style(ground="red")),
        ("48;5;244", Style(ground="grey")),
        ("48;2;255;0;0;36", Style("cyan", ground="red")),
        ("41;49", Style()),
        ("7", Style(ground="grey")),
        ("31;7", Style(ground="red")),
        ("31;7;27", Style("red")),
    ],
)
def test_what_is_behind_text(codes: str, style: Style) -> None:
    assert styled(f"{E}[{codes}mtext{E}[0m") == [("text", style)]


def test_text_on_a_colour_has_the_usual_one() -> None:
    text = f"{E}[37;41mfailed{E}[0m"
    recording = Recording("a/b", "", programs=["a.py"], output=[Piece(text + "\n", 0)])
    assert (
        '<span class="example-row-on-red">failed</span>' in Figure(recording).outputs()
    )


def test_output_has_colours_and_no_codes() -> None:
    text = f"{E}[31m<red>{E}[0m end"
    recording = Recording("a/b", "", programs=["a.py"], output=[Piece(text + "\n", 0)])
    shown = Figure(recording).outputs()
    red = '<span class="example-row-red">&lt;red&gt;</span>'
    assert f"<span>{red} end</span>\n</span>" in shown
    assert "\ufffd" not in shown and E not in shown


def test_a_long_line_is_cut_in_its_last_colour() -> None:
    text = f"{E}[31m{'r' * 4000}{E}[32m{'g' * 4000}"
    recording = Recording("a/b", "", programs=["a.py"], output=[Piece(text + "\n", 0)])
    shown = Figure(recording).outputs()
    assert shown.count("r" * 4000) == 1 and "g" * 999 + "…" in shown
