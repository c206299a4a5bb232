"""Programs in the worker, on a bare page under the site's policy.

What the page makes of them is tested elsewhere; here it is `Runner` alone.
"""

import json
import subprocess
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from cheatsheet.sphinxext.hosting import header
from cheatsheet.store.project import ROOT
from tests.site.bare import PAGE, SCRIPT, Handler, Spoil, files, opened, run
from tests.site.conftest import Launch
from tests.site.pressing import PATIENCE

STOP = 1000  # Milliseconds in which a program has to end.


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a page that has a `Runner` and nothing else."""
    folder = tmp_path_factory.mktemp("runner")
    scripts = folder / "browser"
    subprocess.run(
        ["node", "browser/build/build.mjs", scripts],
        cwd=ROOT,
        check=True,
        timeout=PATIENCE,
    )
    (worker,) = scripts.glob("worker-*.js")
    subprocess.run(
        [
            str(ROOT / "node_modules/.bin/esbuild"),
            "browser/runner/runner.ts",
            "--bundle",
            "--format=esm",
            f"--define:WORKER={json.dumps('browser/' + worker.name)}",
            f"--outfile={folder / 'runner.js'}",
            "--log-level=warning",
        ],
        cwd=ROOT,
        check=True,
        timeout=600,
    )
    (folder / "index.html").write_text(PAGE)
    (folder / "page.js").write_text(SCRIPT)
    handler = partial(Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def shared(browsers: Launch, bare: str) -> Iterator[Page]:
    """One page for all tests whose programs leave it usable, which is part of them.

    Its browser compiles Python as a reader's does: some of these programs run for long.
    """
    page = opened(browsers("wide", compiled_once=False), bare)
    run(page, "")
    yield page
    page.context.close()


@pytest.fixture
def fresh(browser: Browser, bare: str) -> Iterator[Page]:
    page = opened(browser, bare)
    yield page
    page.context.close()


HEAD = "import asyncio\nasync def main():\n"
END = "\nasyncio.run(main())\n"
REFUSED = {
    "input()": "input('name? ')",
    "subprocess": "import subprocess; subprocess.run(['ls'])",
    "signal": HEAD + " asyncio.get_running_loop().add_signal_handler(2, print)" + END,
    "socket": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "urllib.request.urlopen": (
        "import urllib.request as u; u.urlopen('http://python.org')"
    ),
    "hashlib.scrypt": "import hashlib; hashlib.scrypt",
    "threading": "import threading; threading.Thread(target=print).start()",
    "multiprocessing": "import concurrent.futures as f; f.ProcessPoolExecutor()",
}


@pytest.mark.parametrize("needs", REFUSED)
def test_what_a_browser_has_not_is_named(shared: Page, needs: str) -> None:
    result = run(shared, REFUSED[needs])
    assert result["ended"] == "refused", result
    told = "reads what you type" if needs == "input()" else f"`{needs}`"
    assert result["error"].startswith("This program ") and told in result["error"]
    assert result["error"].endswith(" and run `python program.py`.")
    assert result["recording"] == ""


LOST = """
import asyncio
async def bad(): 1/0
async def main():
    task = asyncio.create_task(bad())
    await asyncio.sleep(1)
asyncio.run(main())
"""
# A program, how it ends, and a part of what it prints.
BAD = {
    "an error": ("print('a')\n1/0", "raised", "line 2, in <module>\n    1/0\nZero"),
    "a syntax error": ("x = 1\nif x\n", "raised", "line 2\n    if x\n        ^\n"),
    "await at the top": ("x = 1\nawait x", "raised", "line 2\n    await x\n    ^^^"),
    "an exit": ("print('a')\nimport sys; sys.exit('why')", "returned", "a\nwhy\n"),
    "a hard exit": ("print('a')\nimport os; os._exit(3)", "returned", "a\n"),
    "run inside a coroutine": (
        HEAD + " asyncio.run(main())" + END,
        "raised",
        "asyncio.run() cannot be called from a running",
    ),
    "a forgotten await": (
        HEAD + " asyncio.sleep(1)\n print('b')" + END,
        "returned",
        "program.py:3: RuntimeWarning: coroutine 'sleep' was never awaited\n  asyncio",
    ),
    "an error that nobody awaits": (LOST, "returned", "Task exception was never"),
    "a warning": (
        "import warnings; warnings.warn('old')",
        "returned",
        "program.py:1: UserWarning: old\n",
    ),
    "a deadlock": (
        HEAD + " await asyncio.Event().wait()" + END,
        "deadlock",
        "nothing can wake the loop",
    ),
    "no end": (HEAD + " while True: await asyncio.sleep(1)" + END, "limit", ""),
    "no rest": (HEAD + " while True: await asyncio.sleep(0)" + END, "limit", ""),
    "endless output": ("while True: print('again')", "limit", "again\nagain\n"),
    "endless recursion": ("def f(): f()\nf()", "raised", "RecursionError: maximum"),
    "too deep for the machine": (
        "class A:\n def __repr__(self): return repr(self)\nprint('a')\nrepr(A())",
        "crashed",
        "a\n",
    ),
    "endless memory": ("x = [0]\nwhile True: x += x", "raised", "MemoryError"),
    "much memory": (
        "x = []\nwhile True: x.append(bytearray(10**7))",
        "raised",
        "MemoryError",
    ),
    "another stdout": (
        "import sys, io\nprint('a')\nsys.stdout = io.StringIO()\nprint('b')",
        "returned",
        "a\n",
    ),
    "no builtins": (
        "import builtins\nprint('a')\ndel builtins.len, builtins.print",
        "returned",
        "a\n",
    ),
    "another asyncio": (
        "import asyncio\nasyncio.sleep = asyncio.run = print\nasyncio.run('a')",
        "returned",
        "a\n",
    ),
    "a megabyte of source": ("x = 1\n" * 175_000 + "print(x)", "returned", "1\n"),
    # As in a terminal, which takes no half of a character.
    "half a character": ("print('<b>', '\\ud800')", "raised", "UnicodeEncodeError"),
    "not Python": ("<html>", "raised", "SyntaxError: invalid syntax"),
    "nothing": ("", "returned", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_program_gets_its_due(shared: Page, name: str) -> None:
    text, ended, says = BAD[name]
    result = run(shared, text)
    assert result["ended"] == ended, result
    assert says in result["text"], result["text"][-2000:]
    assert (result["error"] or "").count("\n") == 0
    # The next one starts clean.
    again = run(shared, HEAD + " await asyncio.sleep(1)\n print(len('abcd'))" + END)
    assert (again["ended"], again["text"]) == ("returned", "4\n")


@pytest.mark.parametrize(
    "line", ["import asyncio, aiohttp", "import asyncio as a, aiohttp as aiohttp"]
)
def test_a_package_is_loaded_wherever_a_line_names_it(fresh: Page, line: str) -> None:
    result = run(fresh, f"{line}\nprint(aiohttp.__name__)")
    assert (result["ended"], result["text"]) == ("returned", "aiohttp\n"), result


@pytest.mark.parametrize(
    "text",
    [
        "while True: pass",
        "for number in range(300): print(number)\nwhile True: pass",
        HEAD + " while True: pass" + END,
    ],
)
def test_stop_ends_a_program_and_keeps_what_it_printed(shared: Page, text: str) -> None:
    # A program that ends by itself, on the machine as busy as it is now.
    run(shared, "")
    usual = shared.evaluate(
        """async files => {
          const start = performance.now();
          await run(files);
          return performance.now() - start;
        }""",
        files("print('go')"),
    )
    shared.evaluate(
        "files => { window.running = run(files); }", files(f"print('go')\n{text}")
    )
    shared.wait_for_function("() => window.printed?.().startsWith('go')")
    if "300" in text:
        shared.wait_for_function("() => printed().endsWith('299\\n')", timeout=10_000)
    shared.wait_for_timeout(300)
    took, result = shared.evaluate("""async () => {
        const start = performance.now();
        stop();
        const result = await running;
        return [performance.now() - start, result];
    }""")
    assert result["ended"] == "stopped" and result["text"].startswith("go\n")
    assert took < max(STOP, usual)
    assert run(shared, "print('next')")["text"] == "next\n"


def test_a_second_run_stops_the_first(shared: Page) -> None:
    first, second = shared.evaluate(
        "([a, b]) => Promise.all([run(a), run(b)])",
        [files("while True: pass"), files("print('second')")],
    )
    assert first["ended"] == "stopped"
    assert (second["ended"], second["text"]) == ("returned", "second\n")


def test_a_long_run_comes_in_parts_even_from_a_worn_worker(shared: Page) -> None:
    # A file is not taken back: the worker is not used again.
    naps = " for _ in range(3000): await asyncio.sleep(0.001)\n open('/tmp/left', 'x')"
    workers = shared.evaluate("workers")
    assert run(shared, HEAD + naps + END)["ended"] == "returned"
    part = shared.evaluate("chunk(2)")
    assert (
        set(part) == {"rows", "lens", "x", "width"} and part["rows"].count("<tr") == 12
    )
    assert shared.evaluate("chunk(9999).catch(error => error.name)") == "RangeError"
    assert shared.evaluate("workers") == workers + 1
    result = run(shared, "import os; print(os.path.exists('/tmp/left'))")
    assert result["text"] == "False\n"


OUT = [
    "import js; js.fetch",
    "import js; js.postMessage",
    "from pyodide.code import run_js; run_js('fetch')",
    "import pyodide_js as p; p.loadPackage.constructor('return 1')()",
    "import pyodide_js as p; p.setStdin.constructor('return fetch')()",
    "from pyodide.http import open_url; open_url('/index.html')",
]


@pytest.mark.parametrize("policy", [header(), "default-src * 'unsafe-eval'"])
def test_a_program_does_not_get_out(
    browser: Browser, bare: str, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    # The other policy stands for a host that sends none of ours.
    monkeypatch.setattr(Handler, "policy", policy)
    page = opened(browser, bare)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for text in OUT:
        result = run(page, text)
        assert result["ended"] == "raised", (text, result)
    assert not [url for url in asked if "/browser/" not in url]
    page.context.close()


def test_nothing_is_loaded_before_the_first_run(browser: Browser, bare: str) -> None:
    page = browser.new_context(service_workers="block").new_page()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{bare}/index.html", wait_until="networkidle")
    assert not [url for url in asked if "/browser/" in url]
    page.set_default_timeout(PATIENCE)
    result = run(page, "print('first')")
    assert result["told"] == ["progress", "starting", "running", "output"]
    loaded, total = page.evaluate("loaded")
    assert loaded == total > 10_000_000
    assert not [url for url in asked if "aiohttp" in url]
    assert all(url.startswith(bare) for url in asked)
    page.context.close()


SPOILED: dict[str, tuple[Spoil, str]] = {
    "missing": (lambda content: (HTTPStatus.NOT_FOUND, b"", 0), "is not there (404)"),
    "cut": (
        lambda content: (200, content[: len(content) // 2], len(content)),
        "arrived incomplete (",
    ),
    "short": (
        lambda content: (200, content[: len(content) // 2], len(content) // 2),
        "arrived incomplete (",
    ),
    "other": (
        lambda content: (200, content[:-1] + bytes([content[-1] ^ 1]), len(content)),
        "arrived with different content",
    ),
    "silent": (lambda content: None, "could not be fetched"),
}


@pytest.mark.parametrize(
    "file",
    [
        "python_stdlib.zip",
        "pyodide.asm.wasm",
        "pyodide.asm.mjs",
        "looptape-",
        "aiohttp-",
    ],
)
def test_a_broken_file_is_named_and_the_next_try_works(fresh: Page, file: str) -> None:
    text = "import aiohttp; print('there')"
    # One fault after the other: each is told only if the file is asked for again.
    for how, (spoil, reason) in SPOILED.items():
        Handler.spoiled[file] = spoil
        try:
            result = run(fresh, text)
        finally:
            Handler.spoiled.clear()
        assert result.get("failed", "").startswith(file), (how, result)
        assert reason in result["reason"], how
    assert run(fresh, text)["text"] == "there\n"


def test_a_missing_worker_is_named(fresh: Page) -> None:
    Handler.spoiled["worker-"] = SPOILED["missing"][0]
    try:
        result = run(fresh, "print('there')")
    finally:
        Handler.spoiled.clear()
    assert "worker-" in result["failed"]
    assert run(fresh, "print('there')")["text"] == "there\n"
