"""Programs of readers, as the browser's worker runs them, on this Python."""

import atexit
import importlib
import sys
from pathlib import Path

import pytest

from cheatsheet.browser import refusals
from cheatsheet.browser.worker import Worker
from tests.browser.runs import Run


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


@pytest.mark.parametrize("text", ["input('name? ')", "import sys; sys.stdin.read()"])
def test_a_program_in_a_page_has_no_keyboard(run, text: str) -> None:
    result = run(text)
    assert result["ended"] == "refused"
    assert result["error"] == (
        "This program reads what you type, and programs in this page have no keyboard. "
        "Download it and run `python program.py`."
    )


SOCKETS = "real sockets (`socket`)"
LACKS = "This program needs {}, which a browser does not have. Download it and run"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("import subprocess; subprocess.run(['true'])", "`subprocess`"),
        ("import os; os.system('true')", "`os.system`"),
        ("import signal; signal.alarm(1)", "`signal`"),
        ("import threading; threading.Thread(target=print).start()", "`threading`"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", SOCKETS),
        ("import winreg", "`winreg`"),
        (
            "raise ModuleNotFoundError(\"No module named '_multiprocessing'\")",
            "`multiprocessing`",
        ),
        (
            "import asyncio as a; a.run(a.create_subprocess_exec('true'))",
            "`subprocess`",
        ),
        (
            "import asyncio as a; a.run(a.open_connection('python.org', 80))",
            "a connection to `python.org`",
        ),
        (
            "from urllib.request import urlopen; urlopen('http://127.0.0.1:9')",
            "`urllib.request.urlopen`",
        ),
        (
            "raise AttributeError(\"module 'socket' has no attribute 'SO_REUSEADDR'\")",
            "`socket.SO_REUSEADDR`",
        ),
        (
            "raise ImportError(\"cannot import name 'scrypt' from 'hashlib' (x.py)\")",
            "`hashlib.scrypt`",
        ),
    ],
)
def test_what_a_browser_has_not_is_refused(run: Run, text: str, needs: str) -> None:
    result = run(text)
    assert result["ended"] == "refused"
    assert result["error"] == f"{LACKS.format(needs)} `python program.py`."
    assert (result["recording"], result["programs"]) == ("", [])


def test_parts_that_a_browser_lacks_are_there_elsewhere() -> None:
    found = {}
    for key, names in refusals.PARTS.items():
        imported = importlib.import_module(key)
        found[key] = [name for name in names.split() if not hasattr(imported, name)]
    if sys.platform != "linux":
        found = {"asyncio": found["asyncio"]}
    assert not any(found.values()), found


def test_a_known_package_is_named(run: Run) -> None:
    result = run("import asyncio, sanic")
    assert result["ended"] == "refused"
    assert "needs the package `sanic`, which this page does not have" in result["error"]


@pytest.mark.parametrize(
    "text",
    [
        "import asyncoi",
        "from helpers import work",
        "import asyncio; asyncio.slep(1)",
        "import socket; socket.SO_REUSEADR",
        "from asyncio import slep",
    ],
)
def test_what_is_misspelt_stays_the_error_of_python(run: Run, text: str) -> None:
    result = run(text)
    assert result["ended"] == "raised"
    assert result["error"].split(":")[0] in {
        "ModuleNotFoundError",
        "AttributeError",
        "ImportError",
    }
    assert 'program.py", line 1' in run.text


def test_a_server_of_aiohttp_is_told_how_to_serve_here(run: Run) -> None:
    result = run("from aiohttp import web; web.run_app(web.Application())")
    assert result["ended"] == "refused"
    assert result["error"].startswith("`web.run_app` serves clients from outside")
    assert "`web.TCPSite`" in result["error"]


@pytest.mark.skipif(sys.version_info < (3, 14), reason="older ones make a loop there")
def test_there_is_no_current_loop_before_the_first(run: Run) -> None:
    asking = "import asyncio; asyncio.get_event_loop().create_task(asyncio.sleep(0))"
    told = "RuntimeError: There is no current event loop in thread 'MainThread'."
    assert run(asking)["error"] == told
    setting = "import asyncio; asyncio.set_event_loop(asyncio.new_event_loop())"
    assert run(setting)["ended"] == "returned"
    assert run.worker.clean(), run.worker.changes
    assert run(asking)["error"] == told


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
    assert run.worker.clean(), run.worker.changes
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
        "import asyncio; asyncio.tasks.sleep = print",
        "import asyncio; asyncio.Queue.get = print",
        "import asyncio; del asyncio.tasks.sleep",
        "import sys; sys.meta_path.append(None)",
        "import sys; sys.setrecursionlimit(5000)",
        "import sys; sys.modules['asyncio'] = None",
        "import other, atexit; atexit.register(print, 'at the end')",
    ],
)
def test_what_is_easily_undone_is(run: Run, text: str) -> None:
    look = (
        "import asyncio, logging, os, sys, warnings, other\n"
        "print(asyncio.Queue.get, asyncio.tasks.sleep, sys.getrecursionlimit())\n"
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


def test_what_is_not_undone_is_found(run: Run) -> None:
    run("")
    assert run.worker.clean(), run.worker.changes
    try:
        # What a library registers for the end is not the program's own.
        library = "import atexit; atexit.register(print)"
        assert run(f"exec({library!r}, {{}})")["ended"] == "returned"
        assert not run.worker.clean()
    finally:
        atexit.unregister(print)
    assert run.worker.changes == ["atexit"]
