"""How times, counts and names are put into words, the same everywhere."""

from collections.abc import Sequence


def seconds(ns: int) -> str:
    """A time for a reader: `0.25 s`, `12 ms`, three digits where that is enough.

    Args:
        ns: The time in ns.
    """
    for unit, size in (("s", 10**9), ("ms", 10**6), ("µs", 10**3)):
        if ns >= size or ns == 0 or (unit == "s" and ns >= size // 10):
            digits = max(0, 3 - len(str(ns // size))) if ns >= size else 3
            text = f"{ns / size:.{digits}f}"
            return f"{text.rstrip('0').rstrip('.') if digits else text} {unit}"
    return f"{ns} ns"


def count(number: int, noun: str) -> str:
    """A number and what it counts: `1 step`, `4,870 steps`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def series(words: Sequence[str]) -> str:
    """Several words as one phrase: `A, B and C`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def cut(text: str, longest: int) -> str:
    """A text cut at its end."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def cut_middle(text: str, longest: int) -> str:
    """A text cut in its middle, as the end of a name tells it from others."""
    if len(text) <= longest:
        return text
    head = longest // 3
    return f"{text[:head]}…{text[len(text) - (longest - head - 1) :]}"
