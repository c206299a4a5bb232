"""A page that has a `Runner` and nothing else, and its server."""

from collections.abc import Callable
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Browser, Page

from cheatsheet.sphinxext.hosting import header
from tests.site.pressing import PATIENCE

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Runner</title>
<link rel="icon" href="data:,"><script type="module" src="page.js"></script></html>"""
SCRIPT = """
import { Runner } from "./runner.js";

const runner = new Runner();
const Own = window.Worker;
window.workers = 0;
window.Worker = class extends Own {
  constructor(...options) { super(...options); window.workers += 1; }
};
// Runs a program: its result, what it printed, and what the page was told.
window.run = async (files, packages = []) => {
  const told = [];
  let text = "";
  window.printed = () => text;
  const tell = (name) => { if (told.at(-1) !== name) told.push(name); };
  try {
    const result = await runner.run({ files, packages }, {
      progress: (...bytes) => { window.loaded = bytes; tell("progress"); },
      starting: () => tell("starting"),
      running: () => tell("running"),
      output: (parts) => {
        for (const part of parts) text += part.text;
        tell("output");
      },
    });
    return { ...result, text, told };
  } catch (error) {
    return { failed: error.file, reason: error.reason, text, told };
  }
};
window.stop = () => runner.stop();
window.chunk = (number) => runner.chunk(number);
"""
Spoil = Callable[[bytes], tuple[int, bytes, int] | None]


class Handler(SimpleHTTPRequestHandler):
    """Serves files under the policy, and some of them broken."""

    protocol_version = "HTTP/1.1"
    policy = header()
    spoiled: ClassVar[dict[str, Spoil]] = {}

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        found = [spoil for part, spoil in self.spoiled.items() if part in name]
        if not found:
            super().do_GET()
            return
        content = Path(self.translate_path(self.path)).read_bytes()
        answer = found[0](content)
        self.close_connection = True
        if answer is None:
            return
        status, body, length = answer
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        if "/browser/" in self.path:  # As a host does: their names tell their content.
            self.send_header("Cache-Control", "max-age=31536000, immutable")
        super().end_headers()

    def handle(self) -> None:
        with suppress(OSError):  # A worker that was stopped asks no more.
            super().handle()

    def log_message(self, *arguments: object) -> None:
        pass


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(service_workers="block").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/index.html")
    page.wait_for_function("() => 'run' in window")
    return page


def files(*texts: str) -> list[dict[str, str]]:
    return [
        {"name": f"program{number or ''}.py", "text": text}
        for number, text in enumerate(texts)
    ]


def run(page: Page, *texts: str) -> Any:
    return page.evaluate("files => run(files)", files(*texts))
