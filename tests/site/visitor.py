"""A server for the built site with a strict policy, and a reader of its pages."""

from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from looptape.script import ROOT

SITE = ROOT / "_build" / "html"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))

# What a careful host allows the pages: files of the site, and of inline code only
# what furo writes. A changed one is named by its new hash in the browser's error.
POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # Icons in furo's style sheets.
    "script-src": [
        "'self'",
        # Sets the theme before the first paint.
        "'sha256-ySvT2PEZeueHGC1y2crNuNTfphBynFPP7i+U21fEgX0='",
    ],
    "style-src": [
        "'self'",
        # The colours of code; they change with `pygments_style` in conf.py.
        "'sha256-2Fwa/EwQ1xg+1cjb2DRHUQ+YBPpMUYAMjyMuCzb/fYc='",
        "'unsafe-hashes'",  # The next two are style attributes of icons.
        "'sha256-biLFinpqYMtWHmXfkA1BPeCY0/fNt46SAZ+BBk5YUog='",
        "'sha256-83NYGez0F0LlY/TNwRZh3Un4QbaPeFy2ne6VkVku4a4='",
    ],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

SCREENS = {"desktop": (1280, 800), "phone": (390, 844)}


class Handler(SimpleHTTPRequestHandler):
    """Serves files with the policy, and without a line for each request."""

    protocol_version = "HTTP/1.1"  # One connection for a page, as on a real host.

    def end_headers(self) -> None:
        policy = "; ".join(" ".join([name, *of]) for name, of in POLICY.items())
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@dataclass
class Visit:
    """One open page and what it did that nobody sees.

    Attributes:
        page: The page, in a browser profile of its own.
        requested: Every address that was asked for.
        complaints: Errors and warnings of the console, requests without an answer.
    """

    page: Page
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Visitor:
    """Opens pages of the site."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []

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
            viewport={"width": width, "height": height}, color_scheme=theme, **options
        )
        self.contexts.append(context)
        visit = Visit(context.new_page())
        page = visit.page
        page.set_default_timeout(10_000)
        page.on("request", lambda request: visit.requested.append(request.url))
        page.on(
            "console",
            lambda message: (
                visit.complaints.append(message.text)
                if message.type in {"error", "warning"}
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
        page.goto(f"{self.address}/{name}", wait_until="load")
        return visit

    def close(self) -> None:
        for context in self.contexts:
            context.close()
