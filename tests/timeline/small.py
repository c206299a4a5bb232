"""Reads small pictures: their layers, their lanes, and the texts at each width."""

import re
import xml.etree.ElementTree as ET
from functools import cache
from typing import NamedTuple

from looptape.timeline import Figure
from looptape.timeline.model.view import Point, View
from looptape.timeline.svg.axis import Axis
from tests.timeline.rows import figure_of
from tests.timeline.runs import ALL

# Plots in pixels, and the class of the texts that each of them leaves out.
PLOTS = {460: "tl-n", 320: "tl-w"}
# Texts that the style sheet sets in bold, and those that it centres at their place.
BOLD = {"tl-over", "tl-still", "tl-error", "tl-end", "tl-by"}
CENTRED = {"tl-label", "tl-gap", "tl-number"}

SHORT = [name for name in ALL if "nba_stats" not in name]


class Text(NamedTuple):
    """A text of a picture.

    Attributes:
        layer: Class of its layer.
        text: What it says.
        at: Where it is anchored, in percent of the plot.
        left: Where it begins, in pixels of the plot.
        right: Where it ends.
        y: Its base line.
    """

    layer: str
    text: str
    at: float
    left: float
    right: float
    y: float


class Small:
    """A small picture, its axis and where its lanes are.

    Args:
        shown: The run.

    Attributes:
        groups: The layers of the picture, from back to front.
        middles: For each lane, the middle of its bar in pixels.
        headings: For each program that has a heading, where the lanes above it end.
    """

    def __init__(self, shown: Figure) -> None:
        self.shown = shown
        self.view: View = shown.view
        self.axis = Axis(self.view) if self.view.steps else None
        text = shown.picture.svg
        self.groups = list(ET.fromstring(text)) if text else []
        several = {self.view.lanes[lane].program for lane in self.view.rows}
        self._texts: dict[int, list[Text]] = {}
        self.middles: dict[int, int] = {}
        self.headings: dict[int, int] = {}
        y, program = 30, None
        for lane in self.view.rows:
            if len(several) > 1 and self.view.lanes[lane].program != program:
                program = self.view.lanes[lane].program
                self.headings[program] = y
                y += 32
            self.middles[lane] = y + 25
            y += 38

    def marks(self, kind: str) -> list[ET.Element]:
        return [
            one for group in self.groups if group.get("class") == kind for one in group
        ]

    def lines(self, upper: float, lower: float) -> list[float]:
        """Where lines from lane to lane cross what is between two heights."""
        return [
            float(line.get("x1", "")[:-1])
            for line in [*self.marks("tl-made"), *self.marks("tl-cancel")]
            if line.tag == "line"
            and float(line.get("y1", "")) < lower
            and upper < float(line.get("y2", ""))
        ]

    def x(self, moment: Point) -> float:
        assert self.axis
        return round(self.axis.x(moment), 2)

    def texts(self, plot: int) -> list[Text]:
        """The texts that a plot of so many pixels shows."""
        if plot in self._texts:
            return self._texts[plot]
        found = self._texts[plot] = []
        for group in self.groups:
            for one in group:
                for text in one.iter("text"):
                    classes = f"{one.get('class', '')} {text.get('class', '')}".split()
                    if PLOTS[plot] not in classes:
                        layer = group.get("class", "")
                        found.append(_text(layer, one, text, plot, {*classes}))
        return found


def wide(text: str, each: float) -> float:
    """The width of a text whose letters have their own widths."""
    slim = len(re.findall(r"[ !'(),\-./:;I\[\]fijlrt|]", text))
    broad = len(re.findall(r"[MW@mw%…]", text))
    capitals = len(re.findall(r"[A-HJ-LN-VX-Z&]", text))
    return each * (len(text) - 0.4 * slim + 0.4 * broad + 0.2 * capitals)


def _text(
    layer: str, one: ET.Element, text: ET.Element, plot: int, classes: set[str]
) -> Text:
    said = text.text or ""
    x, y, at = float(text.get("dx", "0")), float(text.get("y", "0")), 0.0
    for element in {one, text}:
        place = element.get("x", "0")
        if place.endswith("%"):
            at = float(place[:-1])
        else:
            x += float(place)
    if one is not text:
        y += float(one.get("y", "0"))
    width = 6.4 * len(said)
    if layer != "tl-print":
        width = wide(said, 6.9 if classes & BOLD else 6.4)
    usual = "middle" if layer.partition(" ")[0] in CENTRED else "start"
    anchor = text.get("text-anchor", usual)
    left = at * plot / 100 + x
    left -= {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return Text(layer, said, at, left, left + width, y)


def cancellations(view: View) -> set[tuple[int, int]]:
    """Each shown step that cancels a shown lane, with that lane."""
    pairs = set()
    for place, (step, waker) in enumerate(zip(view.steps, view.wakers, strict=True)):
        pairs |= {(place, lane) for lane in step.cancels}
        cancelled = step.cause == "cancel" and waker is not None
        # A task that ended cancelled did not cancel the one that waited for it.
        if cancelled and view.steps[waker].end != "cancelled":
            pairs.add((waker, step.lane))
    return {pair for pair in pairs if pair[1] in view.rows}


@cache
def small_of(name: str) -> Small:
    return Small(figure_of(name))
