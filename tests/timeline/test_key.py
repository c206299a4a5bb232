"""The key of a picture: a sample of each kind of mark, and its meaning."""

import re
import xml.etree.ElementTree as ET

import pytest

from looptape.timeline import Figure
from tests.timeline.rows import figure_of
from tests.timeline.runs import ALL, LONG, elements

# Layers that a reader knows without a key: texts, what belongs to another mark, and the
# ends and cycles that are named where they are.
PLAIN = {
    "tl-veil", "tl-axis", "tl-tick", "tl-rule", "tl-halo", "tl-stripes", "tl-cut",
    "tl-label", "tl-gap", "tl-of-net", "tl-of-bar", "tl-number", "tl-cycle",
    "tl-note", "tl-tree", "tl-name",
}  # fmt: skip
NUMBERS = re.compile(r"-?\d*\.?\d+")


def layers(element: ET.Element) -> dict[str, list[ET.Element]]:
    """The marks of each layer by the class that it alone has."""
    return {
        group.get("class", "").split()[-1]: list(group)
        for group in element
        if group.tag == "g"
    }


def shapes(marks: list[ET.Element]) -> list[str]:
    """What marks are made of, paths with their strokes as seen from where they begin.

    A head that points up is the mirror image of one that points down.
    """
    found = []
    for one in marks:
        for part in one.iter():
            if part.tag == "path":
                found.append(f"path {part.get('class')} {turns(part.get('d', ''))}")
            elif part.tag not in {"svg", "text"}:
                found.append(part.tag)
    return found


def turns(path: str) -> list[tuple[float, float]]:
    """The corners of a path, as seen from its first one."""
    x = y = 0.0
    corners: list[tuple[float, float]] = []
    for command, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        values = [float(one) for one in NUMBERS.findall(rest)]
        while values:
            step = command.lower()
            across = 0.0 if step == "v" else values.pop(0)
            down = 0.0 if step == "h" else values.pop(0)
            own = command.islower()
            x = x + across if own else x if step == "v" else across
            y = y + down if own else y if step == "h" else down
            corners.append((x, y))
    x, y = corners[0]
    return [(across - x, abs(down - y)) for across, down in corners]


@pytest.mark.parametrize("name", [*ALL, *LONG])
def test_the_key_has_each_kind_of_mark_as_it_looks_and_says_what_it_is(
    name: str,
) -> None:
    shown = figure_of(name)
    [key] = [
        one for one in elements(shown.html()) if one.get("class") == "tl-key"
    ] or [[]]  # fmt: skip
    if shown.overview is not None:
        check_rows(shown.picture.svg, key)
        return
    drawn = layers(ET.fromstring(shown.picture.svg)) if shown.picture.svg else {}
    assert [one[0][0].get("class", "").split()[-1] for one in key] == [
        kind for kind, _ in shown.picture.key
    ]
    assert {kind for kind, _ in shown.picture.key} == set(drawn) - PLAIN
    for item, (kind, word) in zip(key, shown.picture.key, strict=True):
        assert item[0].tail == word
        marks, own = set(shapes(drawn[kind])), set(shapes(list(item[0][0])))
        # What is created may be without a line, or have no mark where the line ends.
        assert marks <= own if kind == "tl-made" else marks == own
        more = [one.get("class") for one in item[0][1:]]
        assert more == (["tl-stripes"] if kind == "tl-block" else [])
    check_words(shown)


def check_rows(picture: str, key: list[ET.Element]) -> None:
    """A sample of rows is a line with the class of their path."""
    [rows] = [one for one in elements(picture) if one.get("class") == "tl-all"]
    samples = [one[0] for one in key]
    assert [one[0].get("class") for one in samples] == [
        one.get("class") for one in rows
    ]
    for one in samples:
        assert {"tl-wide", "tl-sample"} == {*one.get("class", "").split()}
        assert [part.tag for part in one] == ["path"]
        assert one[0].get("d") == "M2 7h22"  # Across the middle of 26 by 14 pixels.


def check_words(shown: Figure) -> None:
    """The key says what is waited for, held and run elsewhere."""
    view, key = shown.view, dict(shown.picture.key)
    if "tl-net" in key:
        # What a task that started a program waits for is the program's pipe.
        parents = {
            view.maker[lane]
            for lane in view.rows
            if view.lanes[lane].kind == "process" and not view.lanes[lane].call
        }
        waiting = {span.lane for span in shown.spans if span.kind == "net"}
        opened = {
            step.lane for step in view.steps if step.wait and step.wait.what == "pipe"
        }
        pipes = waiting <= parents | opened
        assert key["tl-net"] == f"waits for {'a pipe' if pipes else 'the network'}"
    if "tl-hold" in key:
        held = {hold.kind for hold in view.recording.holds}
        which = f"the {held.pop()}" if len(held) == 1 else "a lock"
        assert key["tl-hold"] == f"holds {which}"
    if "tl-bar" in key:
        kinds = {view.lanes[bar.lane].kind for bar in view.recording.bars}
        assert key["tl-bar"] == {
            ("process",): "runs in a child process",
            ("process", "thread"): "runs in a child process or a thread",
            ("thread",): "runs in a thread",
        }[tuple(sorted(kinds))]  # fmt: skip
    if "tl-for" in key:
        other = {"lock", "queue", "event", "future", "thread", "process"}
        kinds = {step.wait.kind for step in view.steps if step.wait}
        assert key["tl-for"] == (
            "waits for something else" if kinds & other else "waits for another task"
        )
