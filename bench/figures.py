"""What all measurements share: a row of print, clocks, a server and a browser."""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
PYODIDE = [
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
]


def row(what: str, found: str, wanted: str) -> None:
    """Print one figure."""
    print(f"{what:64} {found:>14}   (to reach: {wanted})", flush=True)


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes by the clock on the wall."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


class Server(ThreadingHTTPServer):
    """A server that does not mind readers who leave early."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path, handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve a folder on this machine; gives the address, without a slash."""
    make = partial(handler, directory=str(folder))
    with Server(("127.0.0.1", 0), make) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium of Playwright: $CHROMIUM, or one that is found."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = ["--no-sandbox"] if root else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
