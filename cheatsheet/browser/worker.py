"""Runs the programs of a reader, in the browser's Python.

`browser/worker/worker.ts` calls `run` and then `draw`, in this order and never at once:

    load("aiohttp")    once, before the first program that imports it
    run(files, echo)   runs the program, and says how it ended
    draw()             output, picture and table of that run, as markup
    chunk(3)           a chunk of its steps, if it was a long one
    clean()            makes ready for the next program
"""

import gc
import importlib
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cheatsheet.browser.cleaning import State
from looptape.record.clock import virtual_time
from looptape.record.errors import LimitReached, NeedsRealClock
from looptape.record.recorder import record
from looptape.recording import Recording
from looptape.script import Script, ScriptError

# A program that prints for ever is ended after so many characters.
OUTPUT_LIMIT = 1_000_000
# After the limit it may print this much more, to clean up.
GRACE = 10_000

# What programs import of each package that the site has.
PARTS = {"aiohttp": ("aiohttp", "aiohttp.web")}

# Errors that a program gets where Python has less than elsewhere.
MISSING = re.compile(r"ModuleNotFoundError: No module named '_?([\w.]+)'")
NO_PROCESSES = "NotImplementedError: This Python build lacks multiprocessing"


class Worker:
    """One interpreter that runs one program after the other.

    Args:
        home: A folder for the programs' files; it is emptied for each.
        places: Other folders, in which a program may leave files as well.

    Attributes:
        recording: The last run, if it was not refused.
        changes: What `clean` could not undo, in words.
    """

    def __init__(self, home: str, places: Sequence[str] = ()) -> None:
        self.home = Path(home)
        self.recording: Recording | None = None
        self.changes: list[str] = []
        self._figure: Any = None
        self._state = State(self.home, [Path(place) for place in places])
        settle()

    def run(
        self, files: list[list[str]], echo: Callable[[str, str], None]
    ) -> dict[str, Any]:
        """Run the first of some files, with the others beside it.

        Args:
            files: Name and text of each.
            echo: Called with `out` or `err` and each text that is printed.

        Returns:
            `Result` of `browser/shared/protocol.ts`, without the time and the markup.
        """
        self.recording = self._figure = None
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        for name, text in files:
            (self.home / name).write_text(text, encoding="utf-8")
        os.chdir(self.home)
        name, text = files[0]
        try:
            script = Script(self.home / name, text)
            recording = record(script, clock="virtual", echo=bounded(echo))
        except NeedsRealClock as error:
            return refusal(error.needs, name)
        except ScriptError as error:
            return refused(str(error))
        missing = MISSING.fullmatch(recording.error or "")
        if missing:
            return refusal(missing[1], name)
        if (recording.error or "").startswith(NO_PROCESSES):
            return refusal("multiprocessing", name)
        self.recording = recording
        return {
            "ended": recording.ended,
            "error": recording.error,
            "status": recording.status,
            "programs": recording.programs,
            "recording": recording.to_json(),
        }

    def load(self, package: str) -> None:
        """Import a package, so that every program finds it there.

        Args:
            package: Its name.
        """
        # What it keeps of the `time` module then follows the clock of each run.
        with virtual_time(lambda: 0, lambda seconds: None):
            for name in PARTS[package]:
                importlib.import_module(name)
        self._state.keep()
        settle()

    def draw(self) -> dict[str, str]:
        """What the last run printed, its picture and its table, as markup."""
        if self.recording is None:
            return {"outputs": "", "figure": "", "table": ""}
        # Here, as it takes its time and the program's output comes first.
        from looptape.timeline import Figure

        figure = self._figure = Figure(self.recording)
        return {
            "outputs": figure.outputs(),
            "figure": figure.html(),
            "table": figure.table(),
        }

    def chunk(self, number: int) -> dict[str, Any] | None:
        """A chunk of the steps of the last run; None where there is no such chunk.

        Args:
            number: Which chunk, from 0.
        """
        try:
            part: dict[str, Any] = self._figure.chunk(number)
        except (AttributeError, IndexError):
            return None
        return part

    def clean(self) -> bool:
        """Forget what the program left; False if something can not be undone."""
        self.changes = self._state.restore()
        return not self.changes


def settle() -> None:
    """Keep the collector from what stays anyway.

    A run collects garbage before and after the program, and has little of its own:
    most of its time went into looking at modules.
    """
    gc.collect()
    gc.freeze()


def bounded(echo: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """End a program that prints more than `OUTPUT_LIMIT`.

    Args:
        echo: What is called with each text meanwhile.
    """
    left = OUTPUT_LIMIT

    def write(stream: str, text: str) -> None:
        nonlocal left
        echo(stream, text)
        left -= len(text)
        if left < 0:
            left = GRACE
            raise LimitReached(f"stopped after {OUTPUT_LIMIT:,} characters of output")

    return write


def refused(error: str) -> dict[str, Any]:
    """The result of a program that does not run.

    Args:
        error: Why, as a sentence.
    """
    result = {"ended": "refused", "error": error, "status": 1}
    return {**result, "programs": [], "recording": ""}


def refusal(needs: str, name: str) -> dict[str, Any]:
    """The sentence for a program that can not run in a browser.

    Args:
        needs: What it needs, as a program names it.
        name: Its file.
    """
    sentence = (
        f"This program needs `{needs}`, which a browser does not have. "
        f"Download it and run `python {name}`."
    )
    return refused(sentence)
