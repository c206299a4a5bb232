"""A server that obeys the site's `_headers`, a browser, and a reader of its pages.

The browser is the same on every machine, as far as this can be said to a Chromium
that the machine brings: see `launch`.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from cheatsheet.sphinxext.addresses import GONE
from cheatsheet.store.project import ROOT
from tests.site.fonts import FONTS, write_config

SITE = Path(os.environ.get("SITE", ROOT / "_build" / "html"))
EVERY_PAGE = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
# Those that say something; the others only lead to these.
PAGES = [name for name in EVERY_PAGE if GONE not in (SITE / name).read_text("utf-8")]

# What a page does takes milliseconds, and loading Python seconds; a machine with much
# else to do stands still for longer. Milliseconds.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

SCREENS = {"desktop": (1280, 800), "phone": (390, 844)}
# What shows how a page looks is tried so: both themes and both screens, but not each
# with each, as colours do not depend on the width nor does the layout on colours.
MODES = [("light", "desktop"), ("dark", "phone")]

# What Chromium would ask the network for by itself.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
]
# What it would take from the machine. Playwright itself sets the colour profile, hides
# scrollbars, which have another width on each system, and says for each page: no wish
# for less motion, for more contrast or for colours of the reader's own.
PINNED = [
    "--disable-gpu",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-device-scale-factor=1",
    "--lang=en-US",
]
# Python is loaded some fifty times and never runs for long: compiling its core once is
# half of the load's work, and the other half makes it faster later.
ONCE = "--js-flags=--liftoff-only"
# Said by Playwright to pages whose service worker it keeps away.
BLOCKED = "Service Worker registration blocked by Playwright"
LOCALE = {"TZ": "UTC", "LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8", "LANGUAGE": "en"}


def launch(
    playwright: Playwright, fonts: str, folder: Path, *, compiled_once: bool = True
) -> Browser:
    """Start a browser that takes from the machine as little as can be.

    Args:
        playwright: What starts it.
        fonts: The name of the fonts that it has, of `FONTS`.
        folder: An empty one, for its settings.
        compiled_once: Whether WebAssembly is compiled quickly and never again for
            speed, which a reader's browser does.
    """
    # Chromium's sandbox does not work for root.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    config = write_config(FONTS[fonts], SITE, folder)
    flags = [*QUIET, *PINNED]
    if root:
        flags.append("--no-sandbox")
    if compiled_once:
        flags.append(ONCE)
    return playwright.chromium.launch(
        executable_path=os.environ.get("CHROMIUM"),
        args=flags,
        env={**os.environ, **LOCALE, "FONTCONFIG_FILE": str(config)},
    )


def having(words: str) -> list[str]:
    """The pages whose markup has some words; every process asks, so none is parsed."""
    return [name for name in PAGES if words in (SITE / name).read_text("utf-8")]


# A tag where it begins, and the value of each attribute but its classes.
TAG = re.compile(r"<[a-z][^>]*>")
VALUE = re.compile(r'(?<! class)="[^"]*"')


def kinds(name: str) -> set[str]:
    """The kinds of elements that a page has: their names, classes and attributes."""
    tags = set(TAG.findall((SITE / name).read_text("utf-8")))
    return {VALUE.sub("", tag) for tag in tags}


def pages_of_each_kind() -> list[str]:
    """A few pages that together have each kind of element that any page has.

    What depends on kinds alone, such as whether a card's buttons can be reached, is
    asked of these; what depends on content, such as width, of every page.
    """
    left = {name: kinds(name) for name in PAGES}
    chosen = []
    while any(left.values()):
        chosen.append(max(left, key=lambda name: len(left[name])))
        seen = left[chosen[-1]]
        left = {name: rest - seen for name, rest in left.items()}
    return chosen


@cache
def soup(name: str) -> BeautifulSoup:
    """A page as it was built, by its path in the site; do not change it."""
    return BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser")


@cache
def rules(site: str) -> list[tuple[str, str, str]]:
    """Each header of a site's `_headers`: the pattern of its paths, name, value."""
    found = []
    pattern = ""
    for line in (Path(site) / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            pattern = line
        else:
            name, _, value = line.strip().partition(": ")
            found.append((pattern, name, value))
    return found


class Handler(SimpleHTTPRequestHandler):
    """Serves files as `_headers` of the site asks, without a line for each."""

    protocol_version = "HTTP/1.1"  # One connection for a page, as on a real host.

    def end_headers(self) -> None:
        for name, value in self.ruled():
            if name != "Content-Type":
                self.send_header(name, value)
        super().end_headers()

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        return dict(self.ruled()).get("Content-Type") or super().guess_type(path)

    def send_error(self, code: int, *_: object, **__: object) -> None:
        """Send the site's own page for what is not there, as hosts do."""
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def ruled(self) -> list[tuple[str, str]]:
        """The headers that `_headers` asks for."""
        path = self.path.partition("?")[0]
        return [
            (name, value)
            for pattern, name, value in rules(self.directory)
            if fnmatchcase(path, pattern)
        ]

    def handle(self) -> None:
        with suppress(OSError):  # A page that was closed asks no more.
            super().handle()

    def log_message(self, *arguments: object) -> None:
        pass


class Plain(Handler):
    """A host that sends no headers of ours."""

    def ruled(self) -> list[tuple[str, str]]:
        return []


@contextmanager
def served(handler: type[Handler]) -> Iterator[str]:
    """Serve the site, at the address that is given, without a slash at the end."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(handler, directory=str(SITE))
    ) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def scroll_at_once(page: Page) -> None:
    """Let a page be where it scrolls to.

    One that scrolls softly is still on its way when the next key is pressed, or a
    place on the screen is read for a press.
    """
    page.evaluate(
        """() => {
          const soft = 'html, .sidebar-scroll, .toc-scroll';
          for (const it of document.querySelectorAll(soft))
            it.style.scrollBehavior = 'auto';
        }"""
    )


# Begins a change that is shown all at once, and says when nothing is drawn any more.
# Chromium gives it up after four seconds: then another begins.
HOLD = """() => new Promise(held => {
  const hold = () => {
    let letGo;
    let wanted = true;
    // It is called later, perhaps after it was let go.
    const change = document.startViewTransition(
      () => new Promise(done => { letGo = done; held(); if (!wanted) done(); }));
    change.ready.catch(() => wanted && hold());
    for (const name of ['updateCallbackDone', 'finished']) change[name].catch(() => {});
    window.letGo = async () => {
      wanted = false;
      change.skipTransition();
      letGo?.();
      await change.finished.catch(() => {});
    };
  };
  hold();
})"""


@contextmanager
def undrawn(page: Page) -> Iterator[None]:
    """Let a page work without being drawn: half of what most questions cost.

    Styles, places, scrolling and keys are as ever; only frames wait, as for a change
    of the whole page (a view transition).
    """
    page.evaluate(HOLD)
    try:
        yield
    finally:
        page.evaluate("letGo()")


@dataclass
class Visit:
    """One open page and what it did that nobody sees.

    Attributes:
        page: The page, in a browser profile of its own.
        address: The site that it is of.
        requested: Every address that was asked for.
        complaints: Errors and warnings of the console, requests without an answer.
    """

    page: Page
    address: str
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, name: str) -> None:
        """Open a page of the site and wait until it is loaded."""
        self.requested.clear()
        self.complaints.clear()
        self.page.goto(f"{self.address}/{name}", wait_until="load")
        scroll_at_once(self.page)

    def turn(self, theme: str, screen: str) -> None:
        """Show the page in another theme and on another screen, as it is."""
        width, height = SCREENS[screen]
        self.page.emulate_media(color_scheme=theme)
        self.page.set_viewport_size({"width": width, "height": height})


class Visitor:
    """Opens pages of the site."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.last: Visit | None = None

    @contextmanager
    def going_on(
        self, name: str, theme: str, screen: str, **options: Any
    ) -> Iterator[Visit]:
        """Open a page where the last one was, as a reader does who follows a link.

        A profile of its own and the files that pages have in common are half of what
        opening one takes. What a page has stored does not reach the next, and where a
        visit ended early, the next has a profile of its own again.

        Args:
            name: Path of the page in the site.
            theme: `light` or `dark`, as the reader's system would say.
            screen: `desktop` or `phone`.
            options: More settings of the browser profile, the same for all pages.
        """
        visit, self.last = self.last, None
        if visit:
            visit.page.evaluate(
                "() => { localStorage.clear(); sessionStorage.clear(); }"
            )
            visit.turn(theme, screen)
            visit.go(name)
        else:
            visit = self.open(name, theme=theme, screen=screen, **options)
        yield visit
        self.last = visit

    def open(
        self,
        name: str,
        *,
        theme: str = "light",
        screen: str = "desktop",
        **options: Any,
    ) -> Visit:
        """Open a page and wait until it is loaded.

        Args:
            name: Path of the page in the site.
            theme: `light` or `dark`, as the reader's system would say.
            screen: `desktop` or `phone`.
            options: More settings of the browser profile.
        """
        width, height = SCREENS[screen]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            # A test has the site as it is served, unless it is about what is kept.
            service_workers=options.pop("service_workers", "block"),
            **options,
        )
        self.contexts.append(context)
        visit = Visit(context.new_page(), self.address)
        page = visit.page
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: visit.requested.append(request.url))
        page.on(
            "console",
            lambda message: (
                visit.complaints.append(message.text)
                if message.type in {"error", "warning"} and message.text != BLOCKED
                else None
            ),
        )
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on(
            "response",
            lambda response: (
                visit.complaints.append(f"{response.status} {response.url}")
                if response.status >= 400
                else None
            ),
        )
        visit.go(name)
        return visit

    def close(self) -> None:
        for context in self.contexts:
            context.close()
