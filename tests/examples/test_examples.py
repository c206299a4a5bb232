"""Every example: found by a glob, run as a reader would, and recorded again."""

import ast
import contextlib
import gc
import os
import re
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from unittest import mock

import pytest

from cheatsheet.store.comparing import REAL_TOLERANCE, differences, masked
from cheatsheet.store.folder import REPAIR, VERSION
from cheatsheet.store.names import names as listed_names
from cheatsheet.store.project import PROJECT, ROOT, all_probes, all_scripts
from cheatsheet.store.recordings import check, picture, runs_here
from cheatsheet.store.used import uses
from cheatsheet.store.uses import watching
from looptape.real.companions import running_companions
from looptape.record.errors import NeedsRealClock
from looptape.record.recorder import record
from looptape.script import Script
from looptape.text.lines import lines_of
from tests.attempts import attempts, starts_beside

SCRIPTS = all_scripts()
HERE = [script for script in SCRIPTS if runs_here(script)]
TOO_NEW = [script for script in SCRIPTS if not runs_here(script)]
ALL_RUN = pytest.param(None, marks=pytest.mark.skip("every example runs here"))
USES, LISTED = uses(PROJECT), listed_names(PROJECT)
SERVERS = {companion.path for script in SCRIPTS for companion in script.companions}
# No run can hang; no correct one comes near it on a machine under load.
TIME_LIMIT = 120.0
WIDTH = 72
SLOW = re.compile(r"Executing <.* took [\d.]+ seconds").fullmatch
MODES = {"strict": ["-W", "error"], "dev": ["-X", "dev"]}


def realtime(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test on the machine's clock, whose attempts may have to wait long."""
    return pytest.mark.realtime(pytest.mark.timeout(900)(test))


def each(scripts: Sequence[Script]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("script", scripts, ids=lambda script: script.key)


def run(
    script: Script, options: Sequence[str], arguments: Sequence[str]
) -> tuple[int, str, str]:
    """Run a script in its own process group: status, output and errors."""
    process = subprocess.Popen(
        [sys.executable, *options, script.path.name, *arguments],
        cwd=script.path.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        pytest.fail(
            f"{script.path} did not end within {TIME_LIMIT:g} s\n"
            f"--- output\n{out}\n--- errors\n{err}"
        )
    finally:
        # Children that the script left behind are in its group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, out, err


def lines_match(patterns: Sequence[str], text: str) -> bool:
    """Each line of the text matches one pattern, in order, and none is left."""
    lines = text.splitlines()
    return len(lines) == len(patterns) and all(
        re.fullmatch(pattern, line)
        for pattern, line in zip(patterns, lines, strict=True)
    )


@each(HERE)
@realtime
def test_runs_as_a_reader_would(script: Script, request: pytest.FixtureRequest) -> None:
    wrong = []
    for number in attempts(request):
        # Side by side: what such a run takes is sleeping.
        with starts_beside(number) as late, ThreadPoolExecutor(len(MODES)) as pool:
            runs = list(pool.map(partial(run_in, script), MODES))
        told = [
            wrong_in(script, mode, *found, busy=late() > REAL_TOLERANCE)
            for mode, found in zip(MODES, runs, strict=True)
        ]
        wrong = [text for text in told if text]
        if not wrong:
            return
    pytest.fail("\n\n".join(wrong))


def run_in(script: Script, mode: str) -> tuple[int, str, str]:
    """Run a script in one mode: status, output and errors."""
    arguments = list(script.settings.arguments)
    if script.path in SERVERS:  # Two runs at once must not want one port.
        arguments += ["--port", "0"]
    with running_companions(script) as extra:
        return run(script, MODES[mode], [*arguments, *extra])


def wrong_in(
    script: Script, mode: str, status: int, out: str, err: str, *, busy: bool
) -> str:
    """What of a run is not as in the recording, or nothing.

    On a busy machine debug mode, which `-X dev` switches on, may call any step slow.
    """
    settings = script.settings
    recording = PROJECT.expected(script)
    wanted = masked(recording.stdout(), settings.varies)
    errors = settings.stderr + (settings.dev_stderr if mode == "dev" else ())
    if busy:
        err = "".join(
            line
            for line in err.splitlines(keepends=True)
            if not SLOW(line.rstrip())
            or any(re.fullmatch(pattern, line.rstrip()) for pattern in errors)
        )
    found = status, masked(out, settings.varies), lines_match(errors, err)
    if found == (recording.status, wanted, True):
        return ""
    return (
        f"{script.path} does something else than its recording: {REPAIR}\n"
        f"--- with {' '.join(MODES[mode])}\n"
        f"--- exit status {status}, recorded {recording.status}\n"
        f"--- output\n{out}\n--- recorded\n{recording.stdout()}\n"
        f"--- errors\n{err}\n--- expected, as patterns\n{list(errors)}"
    )


@pytest.mark.parametrize(
    "script", TOO_NEW or [ALL_RUN], ids=lambda script: script and script.key
)
def test_says_in_one_line_that_python_is_too_old(script: Script) -> None:
    needed = "{}.{}".format(*script.oldest)
    said = f"{script.path.name}: needs Python {needed} or newer\n"
    assert run(script, ["-W", "error"], []) == (1, "", said)


@each(HERE)
def test_recorded_errors_are_declared(script: Script) -> None:
    recording = PROJECT.expected(script)
    errors = [line.text for line in lines_of(recording.output) if line.stream == "err"]
    assert lines_match(script.settings.stderr, "\n".join(errors)), errors


@each([script for script in HERE if script.settings.clock == "virtual"])
def test_recorded_again_is_equal(script: Script) -> None:
    kept = USES.scripts.get(script.key)
    assert kept is not None, f"{script.path}: {REPAIR}"
    # Which names of asyncio it uses is seen on one Python only.
    watched = kept.python == VERSION
    with watching(script, LISTED) if watched else nullcontext(kept.names) as names:
        found = check(PROJECT, script)
    assert not found, f"{script.path}: {REPAIR}\n" + "\n".join(found)
    assert sorted(names) == kept.names, f"{script.path} uses other names: {REPAIR}"


def let_go() -> None:
    """Let what a broken script has left complain now, and not in another test."""
    with warnings.catch_warnings(), mock.patch("sys.unraisablehook"):
        warnings.simplefilter("ignore")
        gc.collect()


@each([script for script in HERE if script.settings.clock == "real"])
@realtime
def test_recorded_again_is_alike(
    script: Script, request: pytest.FixtureRequest
) -> None:
    kept, varies = PROJECT.expected(script), script.settings.varies
    found = []
    for number in attempts(request):
        # Its time is compared with what this machine needs at the same time.
        with starts_beside(number) as late:
            again = record(script)
        if script.path.stem.endswith("_broken"):
            let_go()
        if late() > REAL_TOLERANCE:  # In debug mode any step may be a slow one now.
            again.output = [one for one in again.output if not SLOW(one.text.rstrip())]
        found = differences(kept, again, varies, max(REAL_TOLERANCE, late()))
        if not found:
            return
    pytest.fail(f"{script.path}: {REPAIR}\n" + "\n".join(found))


@each([script for script in HERE if script.settings.clock == "real"])
def test_real_clock_is_needed(script: Script) -> None:
    """A virtual run is refused, or its simulated threads print something else."""
    if {*script.metadata.get("dependencies", [])} - {"aiohttp"}:
        return  # A virtual script runs in the page too, which has no other package,
    if ".bind(" in script.source:
        return  # and gives no port to a socket that a program binds.
    try:
        again = record(script, clock="virtual")
    except NeedsRealClock:
        return
    assert again.stdout() != PROJECT.expected(script).stdout()


def test_every_recording_has_its_script() -> None:
    assert not PROJECT.orphans(), f"recordings without a script: {REPAIR}"


def test_the_readme_shows_a_recorded_run() -> None:
    path, drawn = picture(PROJECT)
    assert path.read_text("utf-8") == drawn, REPAIR
    shown = path.relative_to(ROOT).as_posix()
    assert shown in (ROOT / "README.md").read_text("utf-8")


@each(SCRIPTS)
def test_has_a_recording(script: Script) -> None:
    assert PROJECT.path_of(script.key).exists(), f"{script.path}: {REPAIR}"


def test_names_are_unique() -> None:
    names = [script.path.name for script in SCRIPTS]
    assert sorted(set(names)) == sorted(names)


@each(SCRIPTS)
def test_shadows_no_module(script: Script) -> None:
    # The folder of a script comes first on the module path of its neighbours.
    name = script.path.stem
    assert name not in sys.stdlib_module_names
    assert not name.startswith("test")
    for other in script.metadata.get("dependencies", []):
        assert name != re.split(r"[^\w]", other)[0]


@each(SCRIPTS)
def test_reads_well(script: Script) -> None:
    assert script.title, f"{script.path}: the docstring's first line is the title"
    last = script.tree.body[-1]
    assert isinstance(last, ast.If), f"{script.path}: ends with a main guard"
    assert ast.unparse(last.test) == "__name__ == '__main__'"
    for number, line in enumerate(script.source.splitlines(), start=1):
        assert len(line) <= WIDTH, f"{script.path}:{number}: over {WIDTH} columns"


def test_scripts_know_nothing_of_the_recorder() -> None:
    for script in SCRIPTS:
        for node in ast.walk(script.tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = ast.unparse(node)
                assert "looptape" not in names, script.path


def test_the_glob_finds_every_file() -> None:
    found = {script.path for script in [*SCRIPTS, *all_probes()]}
    assert found == set(Path(ROOT, "examples").rglob("*.py"))
