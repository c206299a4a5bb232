"""Programs of readers, as the browser's worker runs them, on this Python."""

import asyncio
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cheatsheet.browser import worker as module
from cheatsheet.browser.worker import Worker
from looptape.recording import Recording


class Run:
    """A worker and what its last program printed."""

    def __init__(self, home: Path) -> None:
        self.worker = Worker(str(home))
        self.printed: list[tuple[str, str]] = []

    def __call__(self, text: str, *others: tuple[str, str]) -> dict[str, Any]:
        self.printed.clear()
        files = [["program.py", textwrap.dedent(text)], *map(list, others)]
        return self.worker.run(files, lambda *printed: self.printed.append(printed))

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.printed)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    run = Run(tmp_path / "programs")
    yield run
    run.worker.clean()


def test_a_program_finds_the_files_beside_it(run: Run) -> None:
    result = run("import other; print(other.WORD)", ("other.py", "WORD = 'found'"))
    assert (result["ended"], run.text) == ("returned", "found\n")


def test_drawing_gives_the_markup_of_the_last_run(run: Run) -> None:
    run("""
        import asyncio
        async def main():
            print("<b>")
            await asyncio.sleep(1)
        asyncio.run(main())
    """)
    drawn = run.worker.draw()
    assert "&lt;b&gt;" in drawn["outputs"] and "<b>" not in drawn["outputs"]
    assert "<svg" in drawn["figure"] and "<table" in drawn["table"]
    run("input()")
    assert run.worker.draw() == {"outputs": "", "figure": "", "table": ""}


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("input('name? ')", "input()"),
        ("import sys; sys.stdin.readline()", "input()"),
        ("import subprocess; subprocess.run(['true'])", "subprocess"),
        ("import os; os.system('true')", "os.system"),
        ("import signal; signal.alarm(1)", "signal"),
        ("import threading; threading.Thread(target=print).start()", "threading"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "socket"),
        ("import no_such_module", "no_such_module"),
        (
            "raise ModuleNotFoundError(\"No module named '_multiprocessing'\")",
            "multiprocessing",
        ),
        (
            "import asyncio as a; a.run(a.create_subprocess_exec('true'))",
            "subprocess",
        ),
        (
            "import asyncio as a; a.run(a.open_connection('python.org', 80))",
            "socket",
        ),
    ],
)
def test_what_a_browser_has_not_is_refused(run: Run, text: str, needs: str) -> None:
    result = run(text)
    assert result == {
        "ended": "refused",
        "error": f"This program needs `{needs}`, which a browser does not have. "
        "Download it and run `python program.py`.",
        "status": 1,
        "programs": [],
        "recording": "",
    }


def test_a_name_that_never_has_an_address_is_looked_up(run: Run) -> None:
    result = run("""
        import asyncio
        asyncio.run(asyncio.open_connection("news.invalid", 80))
    """)
    assert result["ended"] == "raised" and "gaierror" in result["error"]


def test_a_file_elsewhere_is_found(tmp_path: Path) -> None:
    worker = Worker(str(tmp_path / "programs"), [str(tmp_path)])
    text = "from pathlib import Path; Path('../left.txt').touch()"
    worker.run([["program.py", text]], lambda stream, text: None)
    assert not worker.clean()
    assert worker.changes == [str(tmp_path / "left.txt")]


def test_an_import_that_the_program_can_do_without_is_not_refused(run: Run) -> None:
    result = run("""
        try:
            import no_such_module
        except ImportError:
            print("without")
    """)
    assert (result["ended"], run.text) == ("returned", "without\n")


@pytest.mark.parametrize("clock", ['"sundial"', "3"])
def test_a_wrong_metadata_block_says_so(run: Run, clock: str) -> None:
    result = run(f"# /// script\n# [tool.looptape]\n# clock = {clock}\n# ///\n")
    assert result["ended"] == "refused" and "clock has to be" in result["error"]


def test_endless_output_ends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OUTPUT_LIMIT", 1000)
    result = run("while True: print('again')")
    assert result["ended"] == "limit"
    assert result["error"] == "stopped after 1,000 characters of output"
    assert 1000 < len(run.text) < 1010


def test_leaving_by_the_back_door_ends_the_program_only(run: Run) -> None:
    result = run("import os; print('going'); os._exit(3)")
    assert (result["ended"], run.text) == ("returned", "going\n")
    assert Recording.from_json(result["recording"]).status == 3


@pytest.mark.parametrize(
    "text",
    [
        "import builtins\ndel builtins.len, builtins.isinstance, builtins.print",
        "import sys\ndel sys.stdout, sys.stderr",
        "import sys\nsys.stdout = sys.stderr = None",
        "import sys\nsys.stderr = 3",
    ],
)
def test_a_program_takes_nothing_from_the_recorder(run: Run, text: str) -> None:
    result = run(f"{text}\nraise ValueError('seen')")
    assert result["error"] == "ValueError: seen"
    if "None" not in text:  # Python prints nothing then.
        assert run.text.endswith("ValueError: seen\n")
    assert run.worker.clean()
    assert run("print(len('next'))")["ended"] == "returned" and run.text == "4\n"


@pytest.mark.parametrize(
    "text",
    [
        "import os; os.environ['LEFT'] = '1'",
        "import os; os.chdir('..')",
        "import sys; sys.path.append('left')",
        "import logging; logging.basicConfig(level=10)",
        "import logging; logging.getLogger('asyncio').disabled = True",
        "import logging; logging.getLogger('left').setLevel(10)",
        "open('left.txt', 'w').write('left')",
        "import other; other.WORD = 'left'",
        "import warnings; warnings.simplefilter('ignore')",
        "import asyncio; asyncio.left = 1",
        "import asyncio; asyncio.run(asyncio.sleep(1))",
    ],
)
def test_what_is_easily_undone_is(run: Run, text: str) -> None:
    look = (
        "import asyncio, logging, os, sys, warnings, other\n"
        "print(os.environ.get('LEFT'), os.getcwd(), sys.path[1:], other.WORD)\n"
        "print(logging.root.level, logging.getLogger('asyncio').disabled)\n"
        "print(logging.getLogger('left').level, sorted(os.listdir()))\n"
        "print(warnings.filters, hasattr(asyncio, 'left'))\n"
    )
    other = ("other.py", "WORD = 'first'")
    run(look, other)
    before = run.text
    assert run.worker.clean(), run.worker.changes
    assert run(text, other)["ended"] == "returned"
    assert run.worker.clean(), run.worker.changes
    run(look, other)
    assert run.text == before


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("import asyncio; asyncio.tasks.sleep = print", "asyncio.tasks.sleep"),
        ("import asyncio; asyncio.Queue.get = print", "asyncio.queues.Queue.get"),
        ("import asyncio; del asyncio.tasks.sleep", "asyncio.tasks.sleep"),
        ("import sys; sys.meta_path.append(None)", "sys.meta_path"),
        ("import sys; sys.setrecursionlimit(5000)", "sys.setrecursionlimit"),
    ],
)
def test_what_is_not_undone_is_found(
    run: Run, monkeypatch: pytest.MonkeyPatch, text: str, changed: str
) -> None:
    # So that they are put back in the end.
    monkeypatch.setattr(asyncio.tasks, "sleep", asyncio.tasks.sleep)
    monkeypatch.setattr(asyncio.Queue, "get", asyncio.Queue.get)
    finders, depth = sys.meta_path[:], sys.getrecursionlimit()
    run("")
    assert run.worker.clean(), run.worker.changes
    assert run(text)["ended"] == "returned"
    try:
        assert not run.worker.clean()
    finally:
        sys.meta_path[:] = finders
        sys.setrecursionlimit(depth)
    assert changed in run.worker.changes
