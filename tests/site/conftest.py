"""A server for the built site, and one browser for all tests of a run."""

import os
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.site.visitor import PAGES, SITE, Handler, Visitor

# What Chromium would ask the network for by itself.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the site is served, without a slash at the end."""
    assert PAGES, f"there is no site in {SITE}: run `nox -s site`"
    handler = partial(Handler, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Chromium's sandbox does not work for root.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=[*QUIET, *(["--no-sandbox"] if root else [])],
        )
        yield running
        running.close()


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    opener = Visitor(browser, address)
    yield opener
    opener.close()
