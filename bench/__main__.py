"""Prints the figures, all or those of the parts that are named."""

import sys

from bench import drawing, jupyterlite, memory, news, press, project, weights

PARTS = {
    "recording": project.recording,
    "memory": memory.measure,
    "news": news.measure,
    "weights": weights.measure,
    "drawing": drawing.measure_both,
    "press": press.measure,
    "jupyterlite": jupyterlite.measure,
    "building": project.building,
    "plain": project.beside_plain_sphinx,
}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - PARTS.keys():
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for name in wanted:
        PARTS[name]()
