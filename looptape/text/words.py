"""How times, counts and names are put into words, the same everywhere."""

import re
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


NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"
)  # fmt: skip


def numeral(number: int) -> str:
    """A number as a word, as far as words are shorter."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def count(number: int, noun: str) -> str:
    """A number and what it counts: `1 step`, `4,870 steps`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def series(words: Sequence[str]) -> str:
    """Several words as one phrase: `A, B and C`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def cut(text: str, longest: int) -> str:
    """A text cut at its end."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def cut_value(text: str, longest: int) -> str:
    """A value as `repr` shows it, cut, with its quotes and brackets closed.

    Args:
        text: The value; one that ends in `…` is cut already.
        longest: The most characters.
    """
    if len(text) <= longest and not text.endswith("…"):
        return text
    kept = text.removesuffix("…")
    for end in range(min(len(kept), longest), 0, -1):
        begun = UNFINISHED.sub(r"\1", kept[:end]).rstrip()
        shown = f"{begun}…{_closing(begun)}"
        if len(shown) <= longest:
            return shown
    return cut(text, longest)


# An escape sequence that is cut, after those of backslashes.
UNFINISHED = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:x.?|u.{0,3})?$")
PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}


def _closing(text: str) -> str:
    """The quotes and brackets that a `repr` which was cut has left open, closed."""
    still_open: list[str] = []
    quote = before = ""
    for letter in text:
        if quote:
            escaped = before == "\\"
            quote = "" if letter == quote and not escaped else quote
            letter = "" if escaped else letter  # noqa: PLW2901, `\\\\` escapes itself
        elif letter in "'\"" and before in " ([{=:,<b":
            quote = letter
        elif letter in PAIRS:
            still_open.append(PAIRS[letter])
        elif still_open and letter == still_open[-1]:
            still_open.pop()
        before = letter
    return quote + "".join(reversed(still_open))


def cut_middle(text: str, longest: int) -> str:
    """A text cut in its middle, as the end of a name tells it from others."""
    if len(text) <= longest:
        return text
    head = longest // 3
    return f"{text[:head]}…{text[len(text) - (longest - head - 1) :]}"
