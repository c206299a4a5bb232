"""`python -m looptape SCRIPT`, as a reader calls it."""

import subprocess
import sys
from pathlib import Path

import pytest

from cheatsheet.store.project import ROOT
from looptape.recording import Recording


def looptape(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "looptape", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_shows_output_and_steps(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    done = looptape("--json", kept, "examples/many_at_once/gather.py")
    assert done.returncode == 0 and not done.stderr
    output, table = done.stdout.split("\n\n", 1)
    assert output.splitlines()[-1] == "['A', 'B', 'C']"
    assert table.splitlines()[0].split() == [
        "step",
        "time",
        "task",
        "line",
        "what",
        "happens",
    ]
    assert table.splitlines()[-1] == "returned after 3 s"
    assert Recording.from_json(kept.read_text()).stdout() == output + "\n"


def test_a_script_keeps_its_arguments_and_its_status(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("import sys; print(sys.argv); sys.exit(3)")
    done = looptape(path, "--json", "x")
    assert done.returncode == 3
    assert done.stdout.startswith("['program.py', '--json', 'x']\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: script"),
        (["no/such.py"], "can not be read"),
        (["README.md"], "SyntaxError"),
        (["--seconds", "0", "examples/many_at_once/gather.py"], "more than 0"),
        (["--seconds", "x", "examples/many_at_once/gather.py"], "invalid float"),
        (["examples"], "can not be read"),
        (
            ["--json", "no/such/f", "examples/many_at_once/gather.py"],
            "can not be written",
        ),
        (
            ["--clock", "virtual", "examples/subprocesses/run_command.py"],
            "on the real clock: try `--clock real`",
        ),
    ],
)
def test_bad_input_gets_one_clear_line(arguments: list[str], message: str) -> None:
    done = looptape(*arguments)
    assert done.returncode != 0
    assert message in done.stderr
    assert "looptape/" not in done.stderr and "looptape.py" not in done.stderr


def test_an_endless_program_ends() -> None:
    done = looptape("--seconds", "2", "examples/cancellation/async_timer.py")
    assert done.returncode == 1
    assert "limit after 2 s: stopped at 2 s of virtual time" in done.stdout
