"""What no program may do to the page: each bad input, through the playground.

While one runs, the page answers within 100 ms, Stop ends it within a second, what was
printed is kept, and the next run is clean.
"""

import re
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Launch
from tests.site.pressing import Desk, tasks
from tests.site.test_playground import playground
from tests.site.visitor import Visitor

ANSWER = 100  # ms
# The same work takes more of a processor whose caches others use, but not each time.
ATTEMPTS = 3
STOP = 1.0  # seconds


class Bad(NamedTuple):
    """A program, and what the reader gets.

    Attributes:
        text: The program.
        ended: How its run ends.
        says: A pattern for the last line of output, or for the message.
        prints: What is printed before.
    """

    text: str
    ended: str
    says: str
    prints: str = ""


HEAD = "import asyncio\n\n\nasync def main():\n"
RUN = "\n\nasyncio.run(main())\n"

BAD = {
    "endless, with await": Bad(
        HEAD
        + "    print('go')\n    while True:\n        await asyncio.sleep(0)\n"
        + RUN,
        "limit",
        "This page stops a run after",
        "go",
    ),
    "endless sleeps": Bad(
        HEAD + "    while True:\n        await asyncio.sleep(1)\n" + RUN,
        "limit",
        "This page stops a run after",
    ),
    "endless output": Bad(
        "while True:\n    print('spam')\n",
        "limit",
        "1,000,000 characters of output",
        "spam",
    ),
    "one endless line": Bad(
        "while True:\n    print('spam', end='')\n",
        "limit",
        "1,000,000 characters of output",
    ),
    "endless recursion": Bad(
        "print('a')\ndef f():\n    f()\nf()\n",
        "raised",
        "^RecursionError: maximum recursion depth exceeded",
        "a",
    ),
    "unbounded memory": Bad(
        "print('a')\nkept = []\nwhile True:\n    kept.append(bytearray(10**7))\n",
        "raised",
        "^MemoryError$",
        "a",
    ),
    "deadlock": Bad(
        HEAD
        + "    print('a')\n    await asyncio.get_running_loop().create_future()\n"
        + RUN,
        "deadlock",
        "",
        "a",
    ),
    "sys.exit": Bad("import sys\nprint('a')\nsys.exit('b')\n", "returned", "^b$", "a"),
    "os._exit": Bad("import os\nprint('a')\nos._exit(3)\n", "returned", "^a$", "a"),
    "syntax error": Bad("x = (\n", "raised", "^SyntaxError: '\\(' was never closed$"),
    "exception that nobody awaits": Bad(
        HEAD
        + "    async def fail():\n        raise ValueError('lost')\n"
        + "    asyncio.create_task(fail())\n    await asyncio.sleep(1)\n"
        + RUN,
        "returned",
        "ValueError: lost",
    ),
    "forgotten await": Bad(
        HEAD + "    asyncio.sleep(1)\n    print('a')\n" + RUN,
        "returned",
        "RuntimeWarning: coroutine 'sleep' was never awaited",
    ),
    "asyncio.run in a coroutine": Bad(
        HEAD + "    asyncio.run(asyncio.sleep(1))\n" + RUN,
        "raised",
        "^RuntimeError: asyncio.run\\(\\) cannot be called from a running event loop$",
    ),
    "top-level await": Bad(
        "import asyncio\nawait asyncio.sleep(1)\n",
        "raised",
        "^SyntaxError: 'await' outside function$",
    ),
    "sys.stdout replaced": Bad(
        "import sys\nprint('a')\nsys.stdout = None\nprint('b')\n",
        "returned",
        "^a$",
        "a",
    ),
    "builtins deleted": Bad(
        "import builtins\nprint('a')\nfor name in list(vars(builtins)):\n"
        "    if name != 'delattr':\n        delattr(builtins, name)\nprint('b')\n",
        "raised",
        "NameError: name 'print' is not defined",
        "a",
    ),
    "input": Bad("input()\n", "refused", "no keyboard"),
    "a megabyte of source": Bad(
        "x = 1234567890\n" * 70_000 + "print(x)\n", "returned", "^1234567890$"
    ),
    "nothing": Bad("", "returned", ""),
    "NUL": Bad("print('a\0b')\n", "raised", "SyntaxError"),
}


def clean(it: Desk) -> None:
    """The next run knows nothing of the one before."""
    it.write(
        "import sys\nprint('clean', sys.stdout is sys.__stdout__, 'x' in vars())\n"
    )
    assert it.press()["ended"] == "returned"
    assert it.rows == ["clean False False"]


@pytest.fixture(scope="module")
def desk(browsers: Launch, address: str) -> Iterator[Desk]:
    """One playground for all: what one program leaves would meet the next.

    Its browser compiles Python as a reader's does: these programs run for long, use all
    of the stack, and are to be stopped in time.
    """
    visitor = Visitor(browsers("wide", compiled_once=False), address)
    it = playground(visitor)
    it.press()  # Loads Python, which takes its time.
    yield it
    visitor.close()


@pytest.mark.realtime
@pytest.mark.parametrize("name", BAD)
def test_bad_program(desk: Desk, name: str) -> None:
    bad = BAD[name]
    for _ in range(ATTEMPTS):
        desk.write(bad.text)
        with tasks(desk.page) as found:
            result = desk.press()
        if max(found) <= ANSWER:
            break
    assert max(found) <= ANSWER
    assert result["ended"] == bad.ended, result["error"]
    told = [*desk.rows[-12:], *desk.message.all_text_contents()]
    assert not bad.says or any(re.search(bad.says, line) for line in told), told
    if bad.prints:
        assert desk.rows[0] == bad.prints
    clean(desk)


ENDLESS = {
    "without await": "print('a')\nwhile True:\n    pass\n",
    "that catches all": (
        "print('a')\nwhile True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass\n"
    ),
    "in C": "print('a')\nsum(range(10**18))\n",
    "of output": (
        "print('a')\nimport sys\nwhile True:\n    sys.__stdout__.write('')\n"
    ),
}


@pytest.mark.realtime
@pytest.mark.parametrize("name", ENDLESS)
def test_stop_ends_any_program(desk: Desk, name: str) -> None:
    for _ in range(ATTEMPTS):
        # The way of a press to Python and back, as long as this machine takes now.
        desk.write("print('a')\n")
        desk.press()
        began = time.monotonic()
        desk.press()
        usual = time.monotonic() - began
        desk.write(ENDLESS[name])
        desk.begin()
        desk.page.evaluate("scrollTo(0, 0)")
        with tasks(desk.page) as found:
            desk.page.set_viewport_size({"width": 1280, "height": 400})
            desk.page.mouse.move(400, 50)
            desk.page.mouse.wheel(0, 200)
            desk.page.wait_for_function("() => scrollY > 0")  # The page scrolls.
            began = time.monotonic()
            desk.run.click()
            assert desk.end()["ended"] == "stopped"
            took = time.monotonic() - began
        if took < max(STOP, usual) and max(found) <= ANSWER:
            break
    assert took < max(STOP, usual)
    assert max(found) <= ANSWER
    expect(desk.status).to_contain_text("Stopped after")
    assert desk.rows == ["a", "(stopped)"]
    clean(desk)


def test_stop_while_python_loads(visitor: Visitor) -> None:
    it = playground(visitor)
    it.run.click()
    expect(it.run).to_have_text("Stop")
    it.run.click()
    assert it.end()["ended"] == "stopped"
    assert it.press()["ended"] == "returned"


def test_lines_are_those_of_what_the_reader_sees(desk: Desk) -> None:
    desk.write("\n\nx = 1\nraise ValueError(x)\n")
    desk.press()
    assert '  File "main.py", line 4, in <module>' in desk.rows
