"""Clauses on what a step does, and how they stand behind each other."""

from dataclasses import dataclass, replace

from looptape.recording import Deed
from looptape.text.words import numeral
from looptape.timeline.prose.parts import WHICH_WAKES, Part

NEXT_IN_LINE: Part = (", the next in line", "")


# Those whose words are a verb and the object's name.
PLAIN = {
    "sets", "clears", "notifies", "takes", "releases", "reaches", "resets", "aborts"
}  # fmt: skip
# What is closed of what has another kind.
CLOSED = {"stream": "connection", "datagram": "socket"}


@dataclass(frozen=True)
class Clause:
    """Deeds of one kind that follow each other, in words.

    Attributes:
        verb: As in `recording.Deed`.
        parts: The words.
        deeds: The deeds.
        ends: Whether a sentence ends with it.
    """

    verb: str
    parts: list[Part]
    deeds: tuple[Deed, ...] = ()
    ends: bool = False


def in_context(told: list[Clause], stop: bool) -> list[Clause]:
    """Clauses as they stand behind each other.

    An object that the clause before has named is `it`. After a clause about others,
    `which wakes A`, a sentence ends: what comes next would seem to be theirs.

    Args:
        told: The clauses.
        stop: Whether a clause on how the step stops comes last.
    """
    context: list[Clause] = []
    for place, clause in enumerate(told):
        left = len(told) - place - 1 + stop
        wakes = clause.parts[1:2] == [WHICH_WAKES]
        ends = wakes and (left > 1 or (left == 1 and clause.parts[-1] == NEXT_IN_LINE))
        parts = clause.parts
        if clause.verb == "closes":
            parts = _closes_several(told, clause)
            if place and told[place - 1].verb == "aborts":
                parts = [("closes it", "")]
        if context and clause.verb in PLAIN and not context[-1].ends:
            parts = _it(context[-1], clause.deeds[0], parts)
        context.append(replace(clause, parts=parts, ends=ends))
    return context


def _closes_several(told: list[Clause], clause: Clause) -> list[Part]:
    """What a clause of several closes: `a connection`, and then `another connection`.

    A step closes nothing twice, so it is another one each time.
    """
    deeds = clause.deeds
    what = closed(deeds[0])
    alike = [
        one for one in told if one.verb == "closes" and closed(one.deeds[0]) == what
    ]
    if len(alike) == 1:
        return clause.parts
    first = clause is alike[0]
    if len(deeds) > 1:
        more = "" if first else " more"
        return [(f"closes {numeral(len(deeds))}{more} {what}s", "")]
    return [(f"closes {'a' if first else 'another'} {what}", "")]


def _it(before: Clause, deed: Deed, parts: list[Part]) -> list[Part]:
    """The words for a deed; an object that the clause before has named is `it`."""
    if before.verb not in PLAIN or before.deeds[-1].name != deed.name:
        return parts
    (text, kind), *rest = parts
    verb, _, what = text.partition(" ")
    return [(f"{verb} it{what.removeprefix(deed.name)}", kind), *rest]


def closed(deed: Deed) -> str:
    """What is closed: of a stream, its connection; of a datagram, its socket."""
    return CLOSED.get(deed.kind, deed.kind)
