"""`python -m looptape SCRIPT`, as a reader calls it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cheatsheet.store.project import ROOT
from looptape.recording import Recording


def looptape(
    *arguments: str | Path, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "looptape", *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
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


@pytest.mark.skipif(sys.platform == "win32", reason="no process ends by a signal")
@pytest.mark.parametrize("seed", ["0", "1"])  # With another one, Python starts again.
def test_an_interrupt_ends_it_as_python(tmp_path: Path, monkeypatch, seed: str) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", seed)
    path = tmp_path / "program.py"
    path.write_text("import signal\nsignal.raise_signal(signal.SIGINT)\n")
    done = looptape(path)
    plain = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, check=False
    )
    assert done.returncode == plain.returncode == -signal.SIGINT
    # Below the same lines Python 3.13 marks the call.
    assert done.stderr.splitlines()[-1] == plain.stderr.splitlines()[-1]
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert done.stdout.endswith("raised after 0 s: KeyboardInterrupt\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a process gets no SIGINT there")
def test_an_interrupt_from_outside_reaches_the_program(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "1")  # With another one, Python starts again.
    path = tmp_path / "program.py"
    path.write_text("print('runs', flush=True)\nwhile True: pass\n")
    command = [sys.executable, "-m", "looptape", path]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as started:
        assert started.stdout is not None and started.stdout.readline() == "runs\n"
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=60)
    assert started.returncode == -signal.SIGINT
    assert out.endswith("raised after 0 s: KeyboardInterrupt\n")
    assert err.count("Traceback (most recent call last):") == 1


def test_a_run_is_shown_also_where_its_recording_cannot_be_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "program.py"
    path.write_text("print('long')\n")
    done = looptape("--json", tmp_path / "no" / "such", path)
    assert done.returncode == 2 and "cannot be written" in done.stderr
    assert done.stdout.endswith("returned after 0 s\n")


def test_an_exit_status_is_told(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("import sys\nsys.exit(3)\n")
    done = looptape(path)
    assert done.returncode == 3
    assert done.stdout.endswith("exited with status 3 after 0 s\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: script"),
        (["no/such.py"], "cannot be read"),
        (["README.md"], "SyntaxError"),
        (["--seconds", "0", "examples/many_at_once/gather.py"], "more than 0"),
        (["--seconds", "inf", "examples/many_at_once/gather.py"], "and finite"),
        (["--lines", "0", "examples/many_at_once/gather.py"], "more than 0"),
        (["--steps", "many", "examples/many_at_once/gather.py"], "invalid int"),
        (["--seconds", "x", "examples/many_at_once/gather.py"], "invalid float"),
        (["examples"], "cannot be read"),
        (
            ["--json", "no/such/f", "examples/many_at_once/gather.py"],
            "cannot be written",
        ),
        (
            ["--clock", "virtual", "examples/subprocesses/run_command.py"],
            "because it starts a child process: use `--clock real`\n",
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
    assert "`--seconds`, `--steps` and `--lines` raise the limits" in done.stderr


def test_limits_can_be_raised_and_lowered(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    for n in range(300):\n"
        "        print(n)\n"
        "        await asyncio.sleep(1)\n"
        "asyncio.run(main())\n"
    )
    assert looptape("--seconds", "301", path).returncode == 0
    few = looptape("--seconds", "301", "--steps", "50", path)
    assert few.returncode == 1 and "stopped after 50 steps" in few.stdout
    few = looptape("--seconds", "301", "--lines", "50", path)
    assert few.returncode == 1 and "stopped after 50 lines of output" in few.stdout


def test_output_that_nothing_reads_is_no_error(tmp_path: Path) -> None:
    path, kept = tmp_path / "program.py", tmp_path / "kept.json"
    path.write_text("for n in range(50_000): print(n)")
    command = [sys.executable, "-m", "looptape", "--json", str(kept), str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b"0\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
    recording = Recording.from_json(kept.read_text())
    assert recording.ended == "returned" and recording.stdout().endswith("49999\n")


@pytest.mark.parametrize(
    ("way", "body"),
    [
        ("fork", "with ProcessPoolExecutor(2, context) as pool: pool.submit(abs, 1)"),
        ("spawn", "with ProcessPoolExecutor(2, context) as pool: pool.submit(abs, 1)"),
        ("forkserver", "with context.Pool(2) as pool: pool.map(abs, [1, 2])"),
        ("fork", "context.Process(target=print).start()"),
        ("fork", "os.fork()"),
        ("fork", "os.execv(sys.executable, [sys.executable, '-V'])"),
    ],
)
def test_processes_are_refused_at_once(tmp_path: Path, way: str, body: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import multiprocessing, os, sys\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "if __name__ == '__main__':\n"
        f"    context = multiprocessing.get_context('{way}')\n"
        f"    {body}\n"
    )
    done = looptape(path)
    assert done.returncode == 2 and done.stdout == ""
    what = "becomes another program" if "exec" in body else "starts a child process"
    assert done.stderr == (
        f"python -m looptape: {path}: cannot run on the virtual clock, because it "
        f"{what}: use `--clock real`\n"
    )


def test_on_the_real_clock_a_program_reads_what_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("print('hello', input())")
    done = looptape(path)
    assert (
        done.returncode == 2 and "because it reads what somebody types" in done.stderr
    )
    done = looptape("--clock", "real", path, stdin="reader")
    assert done.returncode == 0 and done.stdout.startswith("hello reader\n")


def test_the_terminal_does_not_obey_names(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    await asyncio.create_task(asyncio.sleep(1), name='a\\x1b[31m\\nb')\n"
        "    raise ValueError('one\\ntwo\\x07')\n"
        "asyncio.run(main())\n"
    )
    table = looptape(path).stdout.split("\n\n")[-1]
    assert "creates a\ufffd[31m b and waits" in table and "\x1b" not in table
    assert table.endswith("raised after 1 s: ValueError: one\ntwo\ufffd\n")


def test_a_deadlock_is_named_without_modules_of_the_recorder(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("import asyncio\nasyncio.run(asyncio.Event().wait())\n")
    done = looptape(path)
    assert done.returncode == 1 and "looptape" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Deadlock: nothing can wake the loop: ")


def test_a_server_is_told_how_to_get_a_client(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    server = await asyncio.start_server(print, '127.0.0.1', 8888)\n"
        "    await server.serve_forever()\n"
        "asyncio.run(main())\n"
    )
    done = looptape(path)
    assert done.returncode == 1 and "deadlock" not in done.stdout + done.stderr
    assert "serving after 0 s: no client connects" in done.stdout
    assert "start a client in the same program" in done.stderr


def test_the_recorder_does_not_load_what_is_beside_a_program(tmp_path: Path) -> None:
    """The program does, as it would without the recorder."""
    path = tmp_path / "program.py"
    path.write_text("import random, asyncio; print(random.seed); asyncio.run(None)")
    (tmp_path / "random.py").write_text("seed = 'of the program'")
    (tmp_path / "asyncio.py").write_text("def run(main): print('not run')")
    (tmp_path / "argparse.py").write_text("raise SystemExit('loaded')")
    plain, watched = (
        subprocess.run(
            [sys.executable, *command, path.name],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        for command in ([], ["-m", "looptape"])
    )
    assert plain.stdout == "of the program\nnot run\n"
    assert watched.stdout.startswith(plain.stdout + "\nstep") and not watched.stderr
