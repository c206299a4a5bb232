"""Run a script and show what its tasks did."""

import argparse
import contextlib
import math
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from looptape.record.errors import NeedsRealClock
from looptape.record.limits import Limits
from looptape.record.recorder import record
from looptape.record.run import INTERRUPTED
from looptape.recording import SECOND, Recording
from looptape.script import Script, ScriptError
from looptape.timeline import text_table

PROG = "python -m looptape"
UNRECORDED = 2  # The exit status where there is no recording.


def main(arguments: Sequence[str] | None = None) -> int:
    """Record one script of the reader's own.

    Returns:
        The script's exit status, or 2 where it cannot be recorded.
    """
    options = parsed(arguments)
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of strings have another order in each run otherwise.
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        command = [sys.executable, "-m", "looptape", *(arguments or sys.argv[1:])]
        return started_again(command, environment)
    streams = {"out": sys.stdout, "err": sys.stderr}
    limits = Limits(round(options.seconds * SECOND), options.steps, options.lines)

    try:
        script = Script.read(options.script)
        recording = record(
            script,
            clock=options.clock,
            arguments=options.arguments or None,
            limits=limits,
            echo=lambda stream, text: show(text, streams[stream]),
            stdin=sys.stdin,
            stuck=lambda recording: give_up(recording, options.json),
        )
    except ScriptError as error:
        return advise(str(error))
    except NeedsRealClock as error:
        why = f"cannot run on the virtual clock, because {error}"
        return advise(f"{options.script}: {why}: use `--clock real`")
    kept = keep(recording, options.json)
    status = report(recording)
    return status if kept else UNRECORDED


def started_again(command: list[str], environment: dict[str, str]) -> int:
    """Go on as another Python, which gets Ctrl-C and other signals in this one's place.

    Args:
        command: Its command line.
        environment: Its environment variables.

    Returns:
        The exit status, where a process cannot become another.
    """
    if os.name == "posix":
        os.execve(sys.executable, command, environment)
    return subprocess.run(command, env=environment, check=False).returncode


def keep(recording: Recording, path: Path | None) -> bool:
    """Write a recording to a file, if there is one.

    Returns:
        Whether that was possible; else it says why not.
    """
    try:
        if path is not None:
            path.write_text(recording.to_json(), encoding="utf-8")
    except OSError as error:
        advise(f"the recording cannot be written: {error}")
        return False
    return True


def give_up(recording: Recording, path: Path | None) -> NoReturn:
    """End this process, which nothing else ends: the program catches everything.

    Args:
        recording: What it has done so far.
        path: Where that is kept, or None.
    """
    status = UNRECORDED
    try:
        kept = keep(recording, path)
        # The program's own stream has no room left.
        status = report(recording) if kept else status
    finally:
        leave(status)


def report(recording: Recording) -> int:
    """Show what happened, and what to do about that.

    Returns:
        The exit status.
    """
    show(f"\n{text_table(recording)}\n", sys.__stdout__ or sys.stdout)
    if recording.ended == "limit":
        advise("`--seconds`, `--steps` and `--lines` raise the limits of a run")
    elif recording.serves:
        advise("start a client in the same program, or serve with `--clock real`")
    elif recording.idles:
        advise("nothing stops the loop: use `asyncio.run`, or call `loop.stop()`")
    if "work" in recording.simulated:
        advise("the virtual clock does not count computing: see `--clock real`")
    if recording.ended == "raised" and recording.status == INTERRUPTED:
        return end_by(signal.SIGINT)
    return recording.status


def end_by(number: int) -> int:
    """End this process by a signal, as a shell sees what Ctrl-C has ended.

    Python does so after a `KeyboardInterrupt` that nothing caught.

    Args:
        number: The signal.

    Returns:
        The exit status, where processes do not end by signals.
    """
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # Not every signal can be handled at all.
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    return 128 + number


# Bound here, because a program's own call of it is not the end of this process.
leave = os._exit


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line; one that is wrong ends the program.

    Args:
        arguments: Those of the command line, or None for this program's own.
    """
    parser = argparse.ArgumentParser(prog=PROG, description=__doc__)
    parser.add_argument("--clock", choices=["virtual", "real"])
    usual = Limits()
    parser.add_argument(
        "--seconds",
        type=float,
        default=usual.time / SECOND,
        help="virtual time after which the run is stopped (%(default)g)",
    )
    for name, value, what in (
        ("--steps", usual.steps, "steps of tasks and turns of the loop"),
        ("--lines", usual.lines, "printed lines"),
    ):
        text = f"{what} after which it is stopped (%(default)d)"
        parser.add_argument(name, type=int, default=value, metavar="N", help=text)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the recording")
    parser.add_argument("script", type=Path)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    for name in ("seconds", "steps", "lines"):
        if not 0 < getattr(options, name) < math.inf:
            parser.error(f"--{name} has to be more than 0, and finite")
    return options


def advise(text: str) -> int:
    """Say what to do.

    Args:
        text: In one line.

    Returns:
        The exit status of what cannot be recorded.
    """
    print(f"{PROG}: {text}", file=sys.__stderr__)
    return UNRECORDED


def show(text: str, stream: TextIO) -> None:
    """Write to a stream, as long as it is read.

    Args:
        text: What to write.
        stream: Where to.
    """
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # The run goes on unseen. What else is written goes nowhere, also what Python
        # writes in the end: https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
