"""Runs the programs of a reader, in the browser's Python.

`browser/worker/worker.ts` calls `run` and then `draw`, in this order and never at once:

    load("aiohttp")    once, before the first program that imports it
    run(files, echo)   runs the program, and says how it ended
    draw()             output, picture and table of that run, as markup
    chunk(3)           a chunk of its steps, if it was a long one
    clean()            makes ready for the next program
"""

import asyncio
import contextlib
import gc
import importlib
import os
import shutil
import warnings
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cheatsheet.browser import refusals
from cheatsheet.browser.cleaning import State
from looptape.record.clock import virtual_time
from looptape.record.errors import NeedsRealClock
from looptape.record.limits import Limits
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script, ScriptError

# How long a program may go on at first, and once its reader has asked for more. What
# a tab can show and keep bounds the second: its memory, and the reader's patience.
USUAL = Limits(characters=1_000_000)
RAISED = Limits(time=24 * 3600 * SECOND, steps=1_000_000, lines=1_000_000)

# What programs import of each package that the site has.
PARTS = {"aiohttp": ("aiohttp", "aiohttp.web")}


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
        with no_current_loop():
            pass  # Python makes its first policy when it is asked for one.
        # The first temporary folder registers a function at exit, once and for all.
        weakref.finalize(self, print).detach()
        self._state = State(self.home, [Path(place) for place in places])
        settle()

    def run(
        self,
        files: list[list[str]],
        echo: Callable[[str, str], None],
        raised: bool = False,
    ) -> dict[str, Any]:
        """Run the first of some files, with the others beside it.

        Args:
            files: Name and text of each.
            echo: Called with `out` or `err` and each text that is printed.
            raised: Whether the program may go on for longer.

        Returns:
            `Result` of `browser/shared/protocol.ts`, without the time and the markup.
        """
        self.recording = self._figure = None
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        # A text with a byte order mark is one that Python reads without it.
        files = [[name, text.removeprefix("\ufeff")] for name, text in files]
        for name, text in files:
            (self.home / name).write_text(text, encoding="utf-8")
        os.chdir(self.home)
        name, text = files[0]
        limits = RAISED if raised else USUAL
        try:
            script = Script(self.home / name, text)
            with no_current_loop():
                recording = record(script, clock="virtual", limits=limits, echo=echo)
        except NeedsRealClock as error:
            return refusal(refusals.refused(error, name))
        except ScriptError as error:
            return refusal(str(error))
        missing = refusals.missing(recording.error or "", name)
        if missing:
            return refusal(missing)
        self.recording = recording
        return {
            "ended": recording.ended,
            "error": recording.error,
            "status": as_shell(recording.status),
            "serves": recording.serves,
            "idles": recording.idles,
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
        """Forget what the program left; False if something cannot be undone."""
        self.changes = self._state.restore()
        return not self.changes


def settle() -> None:
    """Keep the collector from what stays anyway.

    A run collects garbage before and after the program, and has little of its own:
    most of its time went into looking at modules.
    """
    gc.collect()
    gc.freeze()


@contextlib.contextmanager
def no_current_loop() -> Iterator[None]:
    """Let asyncio have no current loop, as in a Python that has just started.

    Pyodide has a policy of its own, whose loop is the browser's: a program that asks
    for the current loop would run there, past the recorder and into the next program.
    Python 3.16 has no policies any more.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        before = asyncio.get_event_loop_policy()
        asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
    try:
        yield
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            asyncio.set_event_loop_policy(before)


def refusal(sentence: str) -> dict[str, Any]:
    """The result of a program that does not run.

    Args:
        sentence: Why not.
    """
    result = {"ended": "refused", "error": sentence, "status": 1, "recording": ""}
    return {**result, "serves": False, "idles": False, "programs": []}


def as_shell(status: int) -> int:
    """An exit status as a shell reports it: its lowest eight bits."""
    return status & 0xFF
