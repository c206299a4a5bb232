"""The picture of a long run: thin rows, and a chunk of steps in detail."""

import gc
import json
import re
import time
import xml.etree.ElementTree as ET

import pytest

from looptape.timeline import Figure
from tests.timeline.runs import EDGES, blocks, every_row, long_run


def test_a_long_run_is_an_overview_of_at_most_150_kilobytes() -> None:
    shown = Figure(long_run(200, 5000))
    assert len(shown.picture.svg) < 150_000
    assert 'viewBox="0 0 1000 200"' in shown.picture.svg
    assert shown.picture.notes[0].startswith("5,000 steps. Each lane is one row;")
    numbers = {number for number, *_ in blocks(shown.picture.svg)}
    assert len(numbers) >= 7
    assert numbers <= set(range(12 * 208 + 1, 12 * 208 + 13))
    data = 'data-steps="5000" data-chunk="208" data-chunk-size="12"'
    assert shown.html().startswith(f'<div class="tl-figure" {data} ')
    assert len(shown.thumbnail()) < 2500


def test_the_parts_of_a_long_run_fit_its_picture_and_its_table() -> None:
    shown = Figure(long_run(60, 500))
    told = every_row(shown)
    heights = set()
    numbers = []
    places = []
    for number in range(42):
        chunk = shown.chunk(number)
        rows = ET.fromstring(f"<table>{chunk['rows']}</table>")
        numbers += [int(row[0].text) for row in rows]
        lens = ET.fromstring(chunk["lens"])
        assert lens.get("class") == "tl-lens"
        heights.add((lens.get("y"), lens.get("height")))
        drawn = {k for k, *_ in blocks(chunk["lens"])}
        assert drawn <= set(numbers[-len(rows) :]) and len(drawn) >= 5
        places.append((chunk["x"], chunk["x"] + chunk["width"]))
        if number == shown.shown_chunk:
            assert chunk["lens"] in shown.html()
            place = f'x="{chunk["x"]:g}%"'
            assert re.search(rf'class="tl-frame" {place}', shown.html())
    assert numbers == [row.number for row in told]
    assert len(heights) == 1
    assert places == sorted(places)
    for number in (-1, 42):
        with pytest.raises(IndexError):
            shown.chunk(number)
    with pytest.raises(IndexError):
        Figure(EDGES["one step"]).chunk(0)


def test_a_part_of_a_long_run_takes_little_time() -> None:
    shown = Figure(long_run(200, 5000))
    shown.chunk(0)
    start = time.process_time()
    for number in range(0, 400, 10):
        shown.chunk(number)
    each = (time.process_time() - start) / 40
    start = time.process_time()
    Figure(shown.view.recording)
    # As a ratio, since machines differ: about 1 ms where that takes 25.
    assert each < (time.process_time() - start) / 3


def test_a_long_run_is_drawn_in_little_time() -> None:
    recording = long_run(200, 5000)
    text = recording.to_json()
    gc.collect()

    def best(function, argument) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            function(argument)
            times.append(time.process_time() - start)
        return min(times)

    # As a ratio, since machines differ: parsing this run's JSON takes about 7 ms
    # where drawing it takes 70.
    assert best(lambda run: Figure(run).picture.svg, recording) < 30 * best(
        json.loads, text
    )


def test_a_hundred_thousand_steps_are_drawn_by_showing_less() -> None:
    shown = Figure(long_run(1000, 100_000))
    assert len(shown.picture.svg) < 150_000
    assert shown.picture.notes[0].startswith("100,000 steps. 4 lanes are one row;")
    assert shown.picture.notes[1] == "In the rows, steps within 0.4 % are one mark."
    assert len(shown.rows()) == 121
