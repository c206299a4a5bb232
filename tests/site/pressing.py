"""Presses Run on a page, and waits for what comes of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.visitor import PATIENCE, Visitor

# A page with such a card, and the card.
GATHER = "many_at_once.html"
CARD = "#example-gather"

WATCH = """() => {
  window.runs = [];
  document.addEventListener('looptape:done', event => runs.push(event.detail), true);
}"""


@contextmanager
def tasks(page: Page) -> Iterator[list[float]]:
    """Collect the tasks of a page's main thread, which answers to nothing meanwhile.

    Each is the time, in ms, that a processor worked for it: the thread's own clock,
    which stands still while others have the processor. So a busy machine makes no
    page slow, and none passes because the machine was too busy to look.
    """
    found: list[float] = []
    browser = page.context.browser
    assert isinstance(browser, Browser)
    browser.start_tracing(page=page, categories=["toplevel"])
    try:
        yield found
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
        main = {
            (event["pid"], event["tid"])
            for event in events
            if event["name"] == "thread_name"
            and event["args"]["name"] == "CrRendererMain"
        }
        found += [
            event["tdur"] / 1000
            for event in events
            if event["name"].endswith("RunTask")
            and "tdur" in event
            and (event["pid"], event["tid"]) in main
        ]


# Makes a page the keeper of one worker, and notes the address of each that it starts
# and what the last program has printed so far.
KEEP = """() => {
  window.started = [];
  let kept;
  const note = ({data}) => {
    if (data.type === 'running') window.printed = '';
    if (data.type === 'output')
      for (const part of data.parts) window.printed += part.text;
  };
  window.keep = (url, options, another) => {
    if (!kept || another) {
      kept?.terminate();
      kept = new Worker(url, options);
      kept.addEventListener('message', note);
      window.started.push(url);
    }
    return kept;
  };
  window.drop = () => { kept?.terminate(); kept = undefined; };
}"""
# Gives a page that was opened by the keeper its worker, when it starts its first: the
# next is one of its own, as it starts another only where the first is worn out.
SHARE = """(() => {
  if (!window.opener?.keep) return;
  let asked = false;
  window.Worker = function (url, options) {
    const worker = opener.keep(String(url), options, asked);
    asked = true;
    return worker;
  };
})()"""


class Keeper:
    """Opens pages that have Python already: loading it is most of what a run costs.

    Each page asks for a worker as ever, and runs programs as ever, but gets the one
    that served the page before.

    Args:
        home: The page that keeps the worker.
    """

    def __init__(self, home: Page) -> None:
        self.home = home
        home.context.add_init_script(SHARE)
        home.evaluate(KEEP)

    def open(self, address: str) -> Page:
        """Open a page of the site at its whole address."""
        for left in self.home.context.pages[1:]:  # Its test has failed.
            left.close()
            self.home.evaluate("drop()")
        with self.home.expect_popup() as waiting:
            self.home.evaluate("url => { window.open(url) }", address)
        page = waiting.value
        page.set_default_timeout(PATIENCE)
        page.wait_for_load_state("load")
        return page

    @property
    def started(self) -> list[str]:
        """The addresses of all workers that pages have started."""
        return list(self.home.evaluate("started"))

    @property
    def printed(self) -> str:
        """What pages were told of the output of the last program while it ran."""
        return str(self.home.evaluate("printed"))


class Desk:
    """A card, or the playground, and the runs that it has had.

    Args:
        page: The page.
        place: The part of it with one Run button.
    """

    def __init__(self, page: Page, place: Locator) -> None:
        self.page = page
        self.place = place
        self.run = place.locator("button.main")
        self.count = 0
        if not page.evaluate("'runs' in window"):
            page.evaluate(WATCH)

    @property
    def status(self) -> Locator:
        return self.place.locator(".example-status > span").first

    @property
    def message(self) -> Locator:
        return self.place.locator(".example-message")

    @property
    def rows(self) -> list[str]:
        """The lines of output, without their ends."""
        found = self.place.locator(".example-row:visible").all_text_contents()
        return [line.removesuffix("\n") for line in found]

    @property
    def text(self) -> str:
        """What the editor in front has, as far as it is in sight."""
        return "\n".join(self.place.locator(".cm-line:visible").all_text_contents())

    def press(self) -> dict[str, Any]:
        """Press Run, wait for the end, and return how it ended."""
        self.run.click()
        return self.end()

    def press_by_key(self) -> dict[str, Any]:
        """Do the same by keyboard, which a page that is not drawn answers, too."""
        self.run.focus()
        self.page.keyboard.press("Enter")
        return self.end()

    def end(self) -> dict[str, Any]:
        """Wait for the end of the next run."""
        self.count += 1
        self.page.wait_for_function(
            "count => runs.length >= count",
            arg=self.count,
            timeout=PATIENCE,
            polling=20,  # Milliseconds, as a page that is not drawn has no frames.
        )
        # Without its long texts: to hand them over would keep the page busy.
        found: dict[str, Any] = self.page.evaluate(
            "(({ended, error, took}) => ({ended, error, took}))(runs.at(-1).result)"
        )
        return found

    @property
    def recording(self) -> str:
        """The recording of the last run, as JSON."""
        return str(self.page.evaluate("runs.at(-1).recording"))

    @property
    def drawn(self) -> dict[str, str]:
        """The last run as HTML: its output, its picture and its table."""
        found: dict[str, str] = self.page.evaluate(
            "(({outputs, figure, table}) => ({outputs, figure, table}))"
            "(runs.at(-1).result)"
        )
        return found

    def begin(self) -> None:
        """Press Run, and wait until the program runs for a while."""
        self.run.click()
        expect(self.status).to_contain_text("Running", timeout=PATIENCE)

    def write(self, text: str) -> None:
        """Replace the text of the editor in front."""
        editor = self.place.locator(".cm-content:visible")
        editor.focus()
        self.page.keyboard.press("ControlOrMeta+a")
        # As a paste, which a browser gives to the editor as a whole.
        editor.evaluate(
            """(it, text) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData('text/plain', text);
              const bubbles = true, cancelable = true;
              it.dispatchEvent(
                new ClipboardEvent('paste', {clipboardData, bubbles, cancelable}));
            }""",
            text,
        )


def desk(visitor: Visitor, name: str = GATHER, script: str = "", **how: str) -> Desk:
    page = visitor.open(name, **how).page
    script = f'[data-script="{script}"]' if script else ""
    return Desk(page, page.locator(f".example[data-run]{script}").first)


def edit(it: Desk, text: str = "") -> Desk:
    """Open the editor of a card, and put a text into it."""
    it.place.get_by_role("button", name="Edit").click()
    it.place.locator(".cm-content").wait_for()
    if text:
        it.write(text)
    return it
