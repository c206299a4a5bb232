"""Drawing a long run, on this Python and in the browser's under node."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import ROOT, row
from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline.figure import Figure

# Tasks that sleep in turn. With 200 of them and 25 naps: 5,000 steps.
PROGRAM = """import asyncio


async def nap(number):
    for _ in range({naps}):
        await asyncio.sleep(0.1 + number / 4000)


async def main():
    await asyncio.gather(*[nap(number) for number in range({tasks} - 1)])


asyncio.run(main())
"""


def measure() -> None:
    """Print time and size for two long runs, on the Python that this runs on."""
    where = "Pyodide" if sys.platform == "emscripten" else "CPython"
    for tasks, naps, times in ((200, 25, 5), (400, 247, 1)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "naps.py"
            path.write_text(PROGRAM.format(tasks=tasks, naps=naps), "utf-8")
            recording = record(Script.read(path))
        steps = f"{len(recording.steps):,}"
        taken = []
        for _ in range(times):
            start = time.perf_counter()
            figure = Figure(recording)
            whole = figure.html() + figure.table()
            taken.append(time.perf_counter() - start)
        what = f"drawing {tasks} tasks, {steps} steps on {where}"
        wanted = "200 ms" if times > 1 else "it draws"
        row(
            f"{what}, median of {times}",
            f"{sorted(taken)[times // 2] * 1e3:.0f} ms",
            wanted,
        )
        size = len(figure.picture.svg.encode()) / 1000
        what = f"its picture; with headline, notes and table {len(whole) / 1000:.0f} KB"
        row(
            what,
            f"{size:.0f} KB",
            "150 KB" if times > 1 else "it says what is left out",
        )
        if times == 1:
            print("   ", *figure.picture.notes)


def measure_both() -> None:
    """Print the same for this Python and for Pyodide."""
    measure()
    command = ["node", "tests/browser/pyodide.mjs", "_build/pyodide", "bench.drawing"]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    measure()
