"""The picture as a file of its own, in light colours, for other hosts."""

import re
from pathlib import Path

from looptape import timeline
from looptape.timeline.figure import Figure
from looptape.timeline.geometry import GUTTER, RIGHT
from looptape.timeline.svg.markup import escape, number

# Pixels: room for the headline, and at the sides.
TOP, SIDE = 34, 10

# A rule, which may hold others; no style sheet of ours nests deeper.
RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")

SHEET = Path(timeline.__file__).with_name("timeline.css")

# What the theme gives on a page.
PAPER = {
    "--color-background-primary": "#ffffff",
    "--color-background-border": "#eeebee",
    "--color-foreground-primary": "#000000",
    "--color-foreground-secondary": "#5a5c63",
    "--color-foreground-muted": "#6b6f76",
    "--color-foreground-border": "#878787",
    "--color-brand-content": "#0a4bff",
    "--font-stack": "system-ui, sans-serif",
    "--font-stack--monospace": "ui-monospace, monospace",
}


def standalone(figure: Figure, width: int = 720) -> str:
    """The picture with its headline, as wide as it is told to be.

    Args:
        figure: The run.
        width: In pixels.
    """
    picture = figure.picture
    # A long run has no class of its own for the room at its right.
    plot = width - GUTTER - RIGHT.get(picture.kind, RIGHT[""]) - 2 * SIDE
    words = "".join(
        f'<tspan class="tl-{kind}">{escape(text)}</tspan>' if kind else escape(text)
        for text, kind in figure.headline
    )
    total = number(picture.height + TOP + SIDE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {total}" '
        f'width="{width}" height="{total}" role="img" '
        f'aria-label="{escape(figure.label)}"><style>{light()}</style>'
        f'<rect class="tl-page" width="100%" height="100%"/>'
        f'<text class="tl-headline" x="{SIDE}" y="24">{words}</text>'
        f'<svg class="tl tl-fixed" x="{GUTTER + SIDE}" y="{TOP}" width="{plot}" '
        f'height="{number(picture.height)}">{picture.body}</svg></svg>\n'
    )


def light() -> str:
    """The rules of the style sheet for marks, with its light colours filled in."""
    text = SHEET.read_text(encoding="utf-8")
    colours = dict(PAPER)
    kept = []
    for selector, block in rules(text):
        if selector == "body":
            for entry in block.split(";"):
                name, _, value = entry.partition(":")
                if name.strip().startswith("--"):
                    colours[name.strip()] = value.strip()
        elif not selector.startswith("@"):
            kept.append(f"{selector}{{{block}}}")
    sheet = "".join(kept)
    # The longest names first, as one may begin another.
    for name in sorted(colours, key=len, reverse=True):
        sheet = sheet.replace(f"var({name})", colours[name])
    return " ".join(sheet.split())


def rules(text: str) -> list[tuple[str, str]]:
    """The outer rules of a style sheet: selectors and what is in braces."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [(selector.strip(), block) for selector, block in RULE.findall(bare)]
