"""What one recording leaves, the next one does not find."""

import random
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script

# What programs do to their interpreter, and how a later one would notice.
LEAKS = {
    "logging.disable": (
        "import logging; logging.disable()",
        "import logging; logging.getLogger('app').warning('told')",
    ),
    "level": (
        "import logging; logging.getLogger('asyncio').setLevel(50)",
        "import logging; print(logging.getLogger('asyncio').level)",
    ),
    "new logger": (
        "import logging; logging.getLogger('left').addHandler(logging.NullHandler())",
        "import logging; print(logging.getLogger('left').handlers)",
    ),
    "level name": (
        "import logging; logging.setLoggerClass(type('L', (logging.Logger,), {}))",
        "import logging; print(logging.getLoggerClass())",
    ),
    "environment": (
        "import os; os.environ['LEFT'] = '1'",
        "import os; print(os.environ.get('LEFT'))",
    ),
    "time zone": (
        "import os, time; os.environ['TZ'] = 'Asia/Kolkata'; time.tzset()",
        "import time; print(time.tzname, time.localtime(0).tm_hour)",
    ),
    "folder": ("import os; os.chdir('/')", "import os; print(os.getcwd())"),
    "function": (
        "import asyncio; asyncio.sleep = print",
        "import asyncio; print(asyncio.sleep.__name__)",
    ),
    "method": (
        "import asyncio; asyncio.Queue.get = print",
        "import asyncio; print(asyncio.Queue.get.__name__)",
    ),
    "module": (
        "import json, sys; json.dumps = lambda *a: 'left'",
        "import json; print(json.dumps(3))",
    ),
    "module beside": (
        "import beside; beside.WORD = 'left'",
        "import beside; print(beside.WORD)",
    ),
    "path": ("import sys; sys.path.append('left')", "import sys; print(sys.path[1:])"),
    "warnings": (
        "import warnings; warnings.simplefilter('error')",
        "import warnings; print(warnings.filters)",
    ),
    "locale": (
        "import locale; locale.setlocale(locale.LC_ALL, 'C.UTF-8')",
        "import locale; print(locale.setlocale(locale.LC_ALL))",
    ),
    "seed": ("import random; random.seed(1)", "import random; print(random.random())"),
    "recursion": (
        "import sys; sys.setrecursionlimit(5000)",
        "import sys; print(sys.getrecursionlimit())",
    ),
    "traced memory": (
        "import tracemalloc; tracemalloc.start(5)",
        "import tracemalloc; print(tracemalloc.is_tracing())",
    ),
    "precision": (
        "import decimal; decimal.getcontext().prec = 3",
        "import decimal; print(decimal.Decimal(1) / 3)",
    ),
    "signal": (
        "import signal; signal.signal(signal.SIGTERM, print)",
        "import signal; print(signal.getsignal(signal.SIGTERM))",
    ),
    "current loop": (
        """
        import asyncio
        loop = asyncio.new_event_loop()
        loop.close()
        asyncio.set_event_loop(loop)
        """,
        """
        import asyncio, warnings
        warnings.simplefilter("ignore")
        try:
            print(asyncio.get_event_loop().is_closed())
        except RuntimeError as error:
            print(error)
        """,
    ),
    "builtins": (
        "import builtins; builtins.len = None",
        "import builtins; print(builtins.len('four'))",
    ),
}


@pytest.fixture
def told(tmp_path: Path):
    """What a program prints."""
    (tmp_path / "beside.py").write_text("WORD = 'first'")

    def told(source: str) -> list[str]:
        path = tmp_path / "program.py"
        path.write_text(textwrap.dedent(source))
        return [one.text.rstrip() for one in record(Script.read(path)).output]

    return told


@pytest.fixture
def _same_random_numbers():
    before = random.getstate()
    random.seed(7)
    yield
    random.setstate(before)


@pytest.mark.usefixtures("_same_random_numbers")
@pytest.mark.parametrize("seed", range(3))
def test_no_recording_reaches_the_next(told, seed: int) -> None:
    before = {name: told(look) for name, (_, look) in LEAKS.items()}
    assert before["function"] == ["sleep"] and before["logging.disable"] == ["told"]
    order = random.Random(seed).sample(sorted(LEAKS), len(LEAKS))
    for name in order:
        # That it leaves something at all.
        leave, look = LEAKS[name]
        both = f"{textwrap.dedent(leave)}\n{textwrap.dedent(look)}"
        assert told(both) != before[name], name
    for name in reversed(order):
        told(LEAKS[name][0])
    assert {name: told(LEAKS[name][1]) for name in order} == before


def test_functions_at_exit_run_at_the_end_of_their_program(told) -> None:
    printed = told("""
        import atexit
        @atexit.register
        def last():
            print("last")
        atexit.register(print, "second")
        atexit.register(int, "no number")
        print("main")
    """)
    # The words changed with Python 3.13.
    ignored = "Exception ignored in atexit callback"
    ignored += " <class 'int'>:" if sys.version_info >= (3, 13) else ": <class 'int'>"
    fault = "ValueError: invalid literal for int() with base 10: 'no number'"
    assert printed == ["main", f"{ignored}\n{fault}", "second", "last"]


def test_context_variables_end_with_their_program(told) -> None:
    assert told("""
        import contextvars
        contextvars.ContextVar("left").set(1)
        print(len(contextvars.copy_context()))
    """) == told("""
        import contextvars
        contextvars.ContextVar("left").set(1)
        print(len(contextvars.copy_context()))
    """)


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_a_thread_that_an_earlier_run_left_is_not_seen_or_heard(
    clock: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    left = threading.Thread(target=lambda: go.wait() and print("late"))
    left.start()
    monkeypatch.setattr(left, "go", go, raising=False)
    monkeypatch.setattr(threading, "left", left, raising=False)
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
            import threading
            print(threading.active_count(), threading.enumerate())
            threading.left.go.set()
            threading.left.join()
            print("main")
        """)
    )
    output = record(Script.read(path), clock=clock).output
    main = threading.main_thread()
    assert "".join(one.text for one in output) == f"1 [{main!r}]\nmain\n"


def test_own_threads_are_seen_and_heard(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
            import threading
            own = threading.Thread(target=lambda: print(threading.active_count()))
            own.start()
            own.join()
            print(threading.active_count())
        """)
    )
    output = record(Script.read(path), clock="real").output
    assert "".join(one.text for one in output) == "2\n1\n"


LEAVES_A_CHILD = """
import asyncio, sys
async def main():
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; time.sleep(0.3)", stdin=-1
    )
process = asyncio.run(main())
"""
# What it prints is all that it does.
NEXT = "import gc, time; time.sleep(0.6); gc.collect(); print('main')"
BOTH = """
import sys
from pathlib import Path
from looptape.record.recorder import record
from looptape.script import Script
for path in map(Path, sys.argv[1:]):
    recording = record(Script.read(path), clock="real")
print([piece.text for piece in recording.output])
"""


def test_a_child_that_outlives_its_run_is_not_heard_of_in_the_next(
    tmp_path: Path,
) -> None:
    """On Python 3.11, a thread that waits for it holds its transport.

    In a process of its own, as pytest hears what is destroyed, too.
    """
    paths = [tmp_path / "leaves.py", tmp_path / "next.py"]
    for path, text in zip(paths, (LEAVES_A_CHILD, NEXT), strict=True):
        path.write_text(text)
    run = subprocess.run(
        [sys.executable, "-c", BOTH, *paths], capture_output=True, text=True, check=True
    )
    assert run.stdout == "['main\\n']\n"
