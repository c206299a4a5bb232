"""Prints the figures, all or those of the parts that are named."""

import functools
import sys
from collections.abc import Callable

from bench import (
    drawing,
    fuzz,
    jupyterlite,
    libraries,
    memory,
    news,
    press,
    project,
    search,
    weights,
)

PARTS: dict[str, Callable[[], object]] = {
    "recording": project.recording,
    "memory": memory.measure,
    "news": news.measure,
    "weights": weights.measure,
    "search": search.measure,
    "drawing": drawing.measure_both,
    "fuzz": fuzz.measure,
    "libraries": libraries.measure,
    "press": press.measure,
    "jupyterlite": jupyterlite.measure,
    "building": project.building,
    "plain": project.beside_plain_sphinx,
}

if __name__ == "__main__":
    *wanted, last = sys.argv[1:] or list(PARTS)
    if wanted == ["fuzz"] and last.isdecimal():  # How many programs.
        PARTS["fuzz"] = functools.partial(fuzz.measure, int(last))
    else:
        wanted.append(last)
    if unknown := set(wanted) - PARTS.keys():
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for name in wanted:
        PARTS[name]()
