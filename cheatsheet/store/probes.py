"""What each Python says of old idioms: asking it, and keeping the answers.

A probe is a script in `examples/` whose name begins with `probe_`. It is written
for Python 3.6 and prints one line for each idiom: `ok`, `warning: ...`,
`error: ...`, or `not run` where this Python can not be asked. Its recording holds
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

from cheatsheet.store.project import RECORDINGS, all_probes
from looptape.script import Script
from looptape.virtual import private

VERSIONS = [f"3.{minor}" for minor in range(6, 16)]
NOT_RUN = "not run"
REPAIR = "run `nox -s record`"
TIME_LIMIT = 60.0
OWN = "{}.{}".format(*sys.version_info)
BROWSER = sys.platform == "emscripten"
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
    def load(cls, path: Path) -> "Answers":
        """Read a recording.

        Raises:
            OSError: It is not there.
            ValueError: It is something else.
        """
        data = json.loads(path.read_text(encoding="utf-8"))
        try:
            return cls(**data)
        except TypeError as error:
            raise ValueError(f"not the recording of a probe: {error}") from error

    def save(self, path: Path) -> None:
        """Write it, versions in order."""
        for name in ("pythons", "lines"):
            old = getattr(self, name)
            setattr(self, name, {key: old[key] for key in VERSIONS if key in old})
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")  # A stop in mid-write loses nothing.
        fresh.write_text(json.dumps(vars(self), indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)


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
        return [Python(OWN, f"{platform.python_version()} in Pyodide")]
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
    if version == OWN:
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


def path_of(probe: Script) -> Path:
    """Where the recording of a probe is kept."""
    return RECORDINGS / f"{probe.key}.json"


def write(probe: Script, python: Python) -> str:
    """Ask one Python and keep what it says.

    Returns:
        What was done, in a few words.
    """
    path = path_of(probe)
    try:
        answers = Answers.load(path)
    except (OSError, ValueError):
        answers = Answers(probe.digest)
    if answers.digest != probe.digest:
        answers = Answers(probe.digest)  # Old answers are to other questions.
    known = answers.pythons.get(python.version, "")
    if BROWSER and known and "Pyodide" not in known:
        return f"kept what {known} said"
    lines = python.lines(probe)
    same = known == python.name and answers.lines[python.version] == lines
    answers.pythons[python.version] = python.name
    answers.lines[python.version] = lines
    answers.save(path)
    return "same" if same else "recorded"


def check(probe: Script, python: Python) -> str:
    """Ask one Python again.

    A cell that was not run, there or here, has nothing to compare.

    Returns:
        `same`, or what differs.
    """
    try:
        answers = Answers.load(path_of(probe))
    except (OSError, ValueError) as error:
        return f"{error}: {REPAIR}"
    if answers.digest != probe.digest:
        return f"the recording was made from another text: {REPAIR}"
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
    action: Callable[[Script, Python], str]
    action = write if parser.parse_args(arguments).command == "write" else check
    failed = False
    for python in pythons():
        for probe in all_probes():
            done = action(probe, python)
            failed = failed or (action is check and done != "same")
            print(f"{python.version} {probe.key}: {done}", flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
