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

    A list, tuple or dictionary of which members are missing is cut between two of them.

    Args:
        text: The value; one that ends in `…` is cut already.
        longest: The most characters.
    """
    if len(text) <= longest and not text.endswith("…"):
        return text
    kept = text.removesuffix("…")
    commas = Shown(kept).commas if kept == text else None
    for end in range(min(len(kept), longest), 0, -1):
        begun = Shown(UNFINISHED.sub(r"\1", kept[:end]).rstrip())
        shown = begun.whole_members(commas) or f"{begun.text}…{begun.closing()}"
        if len(shown) <= longest:
            return shown
    return cut(text, longest)


# An escape sequence that is cut, after those of backslashes.
UNFINISHED = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:x.?|u.{0,3})?$")
PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}


class Shown:
    """The beginning of what `repr` shows, or all of it.

    Args:
        text: The same.

    Attributes:
        text: The same.
        commas: Where its containers begin and commas between their members are. Those
            of calls are none: what is shown of an argument says more than nothing.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.commas: list[tuple[int, int]] = []
        self._quote = before = ""
        # Where each bracket is that is still open, and whether it is that of a call.
        self._open: list[tuple[int, bool]] = []
        for place, letter in enumerate(text):
            if self._quote:
                escaped = before == "\\"
                self._quote = (
                    "" if letter == self._quote and not escaped else self._quote
                )
                letter = "" if escaped else letter  # noqa: PLW2901, `\\\\` escapes itself
            elif letter in "'\"" and before in " ([{=:,<b":
                self._quote = letter
            elif letter in PAIRS:
                called = letter == "<" or (letter == "(" and before.isalnum())
                self._open.append((place, called))
            elif self._open and letter == PAIRS[text[self._open[-1][0]]]:
                self._open.pop()
            elif letter == "," and self._open and not self._open[-1][1]:
                self.commas.append((self._open[-1][0], place))
            before = letter

    def closing(self, depth: int | None = None) -> str:
        """Its quotes and brackets, closed.

        Args:
            depth: For how many of its brackets, if not for all and the quotes.
        """
        ends = "".join(PAIRS[self.text[at]] for at, _ in reversed(self._open[:depth]))
        return self._quote + ends if depth is None else ends

    def whole_members(self, commas: list[tuple[int, int]] | None) -> str | None:
        """The text up to the last whole member of what holds all the rest.

        Args:
            commas: Those of the whole value, if all of it is known.

        Returns:
            None where no member is whole, or where only the last one is not.
        """
        for depth, (start, _) in enumerate(self._open, start=1):
            places = [place for at, place in self.commas if at == start]
            nothing = self.text.endswith(",")  # Of the next member.
            more = nothing or commas is None
            more = more or any(
                at == start and place >= len(self.text) for at, place in commas or ()
            )
            if places and more:
                return f"{self.text[: places[-1] + 1]} …{self.closing(depth)}"
        return None


def cut_middle(text: str, longest: int) -> str:
    """A text cut in its middle, as the end of a name tells it from others."""
    if len(text) <= longest:
        return text
    head = longest // 3
    start, end = text[:head], text[len(text) - (longest - head - 1) :]
    # Where it is cut already, one mark is enough.
    return f"{start.rstrip('…')}…{end.lstrip('…')}"


def cut_call(call: str, longest: int) -> str:
    """A call cut in its function's name, if its arguments have room: they differ.

    Args:
        call: Such as `fetch('a.example')`.
        longest: The most characters.
    """
    name, bracket, arguments = call.partition("(")
    head = longest - len(f"…{bracket}{arguments}")
    if len(call) <= longest or head < 0:
        return cut_middle(call, longest)
    return f"{name[:head]}…{bracket}{arguments}"
