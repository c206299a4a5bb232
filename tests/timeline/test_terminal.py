"""Printed text as a terminal shows it."""

import pytest

from looptape.recording import Piece, Recording
from looptape.timeline import Figure
from looptape.timeline.terminal import styled, visible

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
        ("red", ("red", False)),
        (" and ", ("", False)),
        ("bold", ("cyan", True)),
        (" still", ("", True)),
        (".", ("", False)),
    ]
    assert styled(f"{E}[92mbright") == [("bright", ("green", False))]


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
        ("48;2;255;0;0;36", "cyan"),
        ("48;5;9", ""),
    ],
)
def test_of_many_colours_the_nearest_is_shown(codes: str, colour: str) -> None:
    assert styled(f"{E}[{codes}mtext") == [("text", (colour, False))]


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
