"""What a waiting thread and a waiting task cost, for the page that tells it.

The script of that page is run on each Python of this machine, and the median of
some runs is written to a table that the page shows.
"""

import csv
import os
import platform
import re
from pathlib import Path
from statistics import median

from bench.figures import ROOT, row
from cheatsheet.store.probes import Python, pythons
from looptape.script import Script

RUNS = 5
OLDEST = (3, 11)  # What examples run on.
SCRIPT = ROOT / "examples" / "why" / "threads_or_tasks.py"
TABLE = ROOT / "docs" / "measured" / "waits.csv"
HEAD = ["Python", "a thread", "a task", "measured on"]


def measure() -> None:
    """Measure, print and write the table."""
    if not Path("/proc/self/statm").exists():
        print("memory: not measured, because it needs Linux")
        return
    rows = [HEAD]
    for python in pythons():
        if tuple(map(int, python.version.split("."))) < OLDEST:
            continue
        thread, task = medians(python)
        what = f"a waiting thread against a task, Python {python.name}"
        row(what, f"{thread / task:.0f} times", "none, a page shows it")
        figures = [f"{thread:.1f} KiB", f"{task:.1f} KiB"]
        rows.append([python.name, *figures, machine()])
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def medians(python: Python) -> tuple[float, float]:
    """The KiB of a thread and of a task on one Python."""
    script = Script.read(SCRIPT)
    texts = ["\n".join(python.lines(script)) for _ in range(RUNS)]

    def each(what: str) -> float:
        found = re.findall(rf"{what}: ([\d.]+) KiB each", "\n".join(texts))
        assert len(found) == RUNS, f"{script.key} prints other lines than before"
        return median(map(float, found))

    return each("threads"), each("tasks")


def machine() -> str:
    """What the figures belong to, such as `Linux x86_64, 2 cores of AMD EPYC`."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    of = f" of {' '.join(model[1].split())}" if model else ""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{of}"
