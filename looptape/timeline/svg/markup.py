"""Small pieces of SVG: escaped text, short numbers, labels that fit."""

from collections.abc import Sequence

# Escapes for text and for attributes in double quotes. Characters that XML does not
# allow, and those that HTML calls errors, become the replacement character.
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}
_ESCAPES |= {
    code: "\ufffd"
    for code in (*range(32), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if code not in (9, 10, 13)
}

# Plots, in pixels, for which the fit of labels is known: that of a card of 620 and
# that of a phone. In between, what fits the phone's is shown.
WIDE, NARROW = 460, 320
# Widths of most characters, in pixels: of a label, of what was printed, of a bold
# label and of a lane's name.
LABEL, MONO, BOLD, NAME = 6.4, 6.4, 6.9, 7.4
# Those of others, as a share of that, where letters have their own widths.
SHARES = {
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&", 1.2),
    **dict.fromkeys("MW@mw%…", 1.4),
    **dict.fromkeys(" !'(),-./:;I[]fijlrt|", 0.6),
}

# Class of what is shown in cards of 620 and more only, and of what is shown below.
WIDE_ONLY, NARROW_ONLY = "tl-w", "tl-n"


def escape(text: str) -> str:
    """Text for an element or an attribute in double quotes."""
    return text.translate(_ESCAPES)


def number(value: float) -> str:
    """A number with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(value: float) -> str:
    """A place or a length across the plot."""
    return f"{number(value)}%"


def width(text: str, each: float) -> float:
    """The width of a text that is not set in a font of one width, in pixels.

    Args:
        text: The text.
        each: The width of most characters.
    """
    return each * sum(SHARES.get(letter, 1) for letter in text)


def fitting(texts: Sequence[str], room: float) -> list[tuple[str, str]]:
    """Choose the labels that fit; none is cut, shrunk or turned.

    Args:
        texts: The label and its shorter forms.
        room: The room for it, in percent of the plot.

    Returns:
        Class and text: of one for all widths, or of one for each.
    """

    def first(plot: int) -> str:
        free = room * plot / 100
        return next((one for one in texts if width(one, LABEL) + 8 <= free), "")

    wide, narrow = first(WIDE), first(NARROW)
    if wide == narrow:
        return [("", wide)] if wide else []
    labels = [(WIDE_ONLY, wide)]
    return [*labels, (NARROW_ONLY, narrow)] if narrow else labels


def attribute(name: str, value: str) -> str:
    """An attribute with a space before it, or nothing for an empty value."""
    return f' {name}="{value}"' if value else ""
