"""What each Python says of old idioms: asking it, and keeping the answers.

A probe is a script in `examples/` whose name begins with `probe_`. It is written
for Python 3.6 and prints one line for each idiom: `ok`, `warning: ...`,
`error: ...`, or `not run` where this Python cannot be asked. Its recording holds
those lines for each version, and is written here alone:

    python -m cheatsheet.store.probes write     with every Python of this machine
    python -m cheatsheet.store.probes check     the same, compared with what is kept

Pyodide runs this module too, and then asks itself.
"""

import argparse
import contextlib
import io
import json
import os
import platform
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cheatsheet.store.folder import REPAIR, VERSION, Stale, Store, built_from
from cheatsheet.store.project import PROJECT
from looptape.script import Script

VERSIONS = [f"3.{minor}" for minor in range(6, 16)]
NOT_RUN = "not run"
TIME_LIMIT = 60.0
BROWSER = sys.platform == "emscripten"
IN_PYODIDE = "in Pyodide"
ASK = "import platform; print(platform.python_version())"


@dataclass
class Answers:
    """The recording of one probe.

    Attributes:
        digest: That of the probe that was run.
        pythons: By version, the exact name of the Python that was asked.
        lines: By version, what it printed.
    """

    digest: str
    pythons: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> "Answers":
        """Read what `to_json` wrote.

        Raises:
            ValueError: It is something else.
        """
        return built_from(cls, text, "the recording of a probe")

    def to_json(self) -> str:
        """Text for the repository, versions in order."""
        for name in ("pythons", "lines"):
            old = getattr(self, name)
            setattr(self, name, {key: old[key] for key in VERSIONS if key in old})
        return json.dumps(vars(self), indent=1) + "\n"


@dataclass(frozen=True)
class Python:
    """An interpreter that can be asked.

    Attributes:
        version: Such as `3.6`.
        name: Such as `3.6.15`.
        path: The program; None for the Python that this is.
    """

    version: str
    name: str
    path: Path | None = None

    def lines(self, probe: Script) -> list[str]:
        """Run a probe; give what it printed."""
        if self.path is None:
            return run_here(probe)
        done = subprocess.run(
            [str(self.path), probe.path.name],
            cwd=probe.path.parent,
            # Nothing that a user has set may change what Python says.
            env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{probe.key} on {self.name}:\n{done.stderr}")
        return done.stdout.splitlines()


def run_here(probe: Script) -> list[str]:
    """Run a probe in this interpreter, which is Pyodide's and starts no other.

    asyncio's own event loop works there as soon as it does without the pair of
    sockets by which threads wake it, and without Pyodide's loop around it.
    """
    # Here, because what only reads the answers, such as a build, needs no loop.
    from looptape.virtual import private

    private.replace_self_pipe()
    private.set_running_loop(None)
    private.forget_policy()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(probe.path), run_name="__main__")
    return printed.getvalue().splitlines()


def pythons() -> list[Python]:
    """Every Python of this machine that can be asked, oldest first."""
    if BROWSER:
        return [Python(VERSION, f"{platform.python_version()} {IN_PYODIDE}")]
    found = []
    for version in VERSIONS:
        for path in candidates(version):
            name = answer(path)
            if name and name.startswith(f"{version}."):
                found.append(Python(version, name, path))
                break
    return found


def candidates(version: str) -> list[Path]:
    """Where a Python may be: this one, pyenv's newest patch, the path."""
    if version == VERSION:
        return [Path(sys.executable)]
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    patches = sorted(
        (path for path in root.glob(f"versions/{version}.*") if path.is_dir()),
        key=lambda path: (len(path.name), path.name),
        reverse=True,
    )
    found = shutil.which(f"python{version}")
    return [path / "bin" / "python" for path in patches] + [Path(found or "")]


def answer(path: Path) -> str:
    """The exact version of a Python; empty if there is none."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            [str(path), "-c", ASK], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()
    return ""


def write(store: Store, probe: Script, python: Python) -> str:
    """Ask one Python and keep what it says.

    Args:
        store: Where the answers are kept.
        probe: The probe.
        python: The one to ask; Pyodide's answers do not replace those of a Python.

    Returns:
        What was done, in a few words.
    """
    path = store.path_of(probe.key)
    try:
        answers = store.read(path, probe, Answers.from_json)
    except Stale:
        answers = Answers(probe.digest)  # Old answers are to other questions.
    known = answers.pythons.get(python.version, "")
    if IN_PYODIDE in python.name and known and IN_PYODIDE not in known:
        return f"kept what {known} said"
    lines = python.lines(probe)
    same = known == python.name and answers.lines[python.version] == lines
    answers.pythons[python.version] = python.name
    answers.lines[python.version] = lines
    store.save(path, answers.to_json())
    return "same" if same else "recorded"


def check(store: Store, probe: Script, python: Python) -> str:
    """Ask one Python again.

    A cell that was not run, there or here, has nothing to compare.

    Returns:
        `same`, or what differs.
    """
    try:
        answers = store.read(store.path_of(probe.key), probe, Answers.from_json)
    except Stale as error:
        return str(error)
    if python.version not in answers.lines:
        return "same"
    kept, found = cells(answers.lines[python.version]), cells(python.lines(probe))
    differ = [
        f"{idiom}\n  recorded {kept.get(idiom)}\n  now      {found.get(idiom)}"
        for idiom in {**kept, **found}
        if kept.get(idiom) != found.get(idiom)
        and NOT_RUN not in (kept.get(idiom), found.get(idiom))
    ]
    return "\n".join([*differ, REPAIR]) if differ else "same"


def cells(lines: Sequence[str]) -> dict[str, str]:
    """What was said, by idiom."""
    return {idiom: said for idiom, _, said in (one.partition(": ") for one in lines)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; the exit status is 1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m cheatsheet.store.probes")
    parser.add_argument("command", choices=["write", "check"])
    action: Callable[[Store, Script, Python], str]
    action = write if parser.parse_args(arguments).command == "write" else check
    failed = False
    for python in pythons():
        for probe in PROJECT.probes():
            done = action(PROJECT, probe, python)
            failed = failed or (action is check and done != "same")
            print(f"{python.version} {probe.key}: {done}", flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
