"""Sentences are made of parts; how several of them are joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from looptape.text.words import count, cut, numeral

# A text and how it is set: as it is, `strong`, or `bad` (strong and red).
Part = tuple[str, str]

QUOTED = re.compile("“[^”]*”")
LONGEST = 60  # characters of what is printed or returned
MOST_NAMES = 4
MOST_PRINTED = 3  # lines


@dataclass(frozen=True)
class Reason:
    """Why a step runs.

    Attributes:
        parts: The words, such as `wakes up because A set gate`.
        long: Whether a new sentence has to begin after them.
        told: The value that they tell, or None.
        link: What joins to them what the step does, if they are long.
        raised: The exception that they tell, or None.
    """

    parts: list[Part]
    long: bool = True
    told: str | None = None
    link: str = ". It "
    raised: str | None = None


def because(verb: str, *parts: Part | str) -> Reason:
    """A reason: `wakes up because …`."""
    texts = [(part, "") if isinstance(part, str) else part for part in parts]
    return Reason([(f"{verb} because ", ""), *texts])


def repeated(number: int) -> str:
    """How often, in words: `twice`, `three times`."""
    return "twice" if number == 2 else f"{numeral(number)} times"


def plain(parts: tuple[Part, ...] | list[Part]) -> str:
    """Parts as plain text."""
    return "".join(text for text, _ in parts)


def quoted(text: str) -> str:
    """What is printed, in quotation marks."""
    text = text.strip()
    return f"“{cut(text, LONGEST)}”" if text else "an empty line"


def quotations(lines: Sequence[str]) -> list[str]:
    """Printed lines in quotation marks: the first of them, and how many more."""
    shown = [quoted(text) for text in lines[:MOST_PRINTED]]
    if len(lines) > MOST_PRINTED:
        shown.append(count(len(lines) - MOST_PRINTED, "more line"))
    return shown


def named(names: list[str]) -> list[Part]:
    """Several names, set in bold: `A, B and C`, or how many tasks."""
    if len(names) > MOST_NAMES:
        return [(f"{numeral(len(names))} tasks", "")]
    parts: list[Part] = []
    for place, name in enumerate(names):
        if place:
            parts.append((" and " if place == len(names) - 1 else ", ", ""))
        parts.append((name, "strong"))
    return parts


def ongoing(text: str) -> str:
    """A verb and what follows, as what goes on: `waiting for A` of `waits for A`."""
    verb, _, rest = text.partition(" ")
    return f"{verb.removesuffix('s').removesuffix('e')}ing {rest}"


def full_stop(parts: list[Part]) -> Part:
    """What ends a sentence; a printed text may have brought its own."""
    return ("", "") if parts[-1][0].endswith((".”", "!”", "?”")) else (".", "")


WHICH_WAKES: Part = (", which wakes ", "")


def joined(clauses: list[list[Part]]) -> list[Part]:
    """Join clauses: `a, b and c`; after a list of names a comma comes first.

    What follows a clause that ends with another one, such as `which blocks the loop`,
    would seem to be a part of that: `a, which blocks the loop, and then b and c`.
    """
    parts: list[Part] = []
    for place, clause in enumerate(clauses):
        if place:
            last = place == len(clauses) - 1
            parts.append((_link(clauses[place - 1], last), ""))
        parts += clause
    return parts


def _link(before: list[Part], last: bool) -> str:
    if any(
        text.startswith((", which ", " until ")) and (text, kind) != WHICH_WAKES
        for text, kind in before[1:]
    ):
        return ", and then "
    if not last:
        return ", "
    several = any(
        " and " in text or ", which" in text or ", whose" in text
        for text, kind in before
        if not kind
    )
    if before[0][0].startswith("prints"):
        several = " and " in QUOTED.sub("", before[0][0])
    return ", and " if several else " and "
