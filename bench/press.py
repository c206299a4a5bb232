"""From the press of a button to what it shows, in Chromium.

The other side of the comparison is a page that loads the same files of Pyodide by
the same server under the same policy, and prints one line.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.drawing import PROGRAM
from bench.figures import ROOT, SITE, chromium, row, served
from tests.site.visitor import Handler

PAGE = "many_at_once.html"
CARD = '.example[data-script="many_at_once/gather"]'
COLD = 7  # Alternating runs with nothing cached.
WARM = 15
HELD = 3.0  # Seconds that a key is held.
RATE = 30  # Key presses a second.

# Notes when a button was pressed, and when new output was on the page after that.
WATCH = """(selector) => {
  const place = document.querySelector(selector);
  window.pressed = window.shown = 0;
  let before = new Set();
  const outputs = () => place.querySelectorAll('output, .example-output');
  addEventListener('click', () => {
    before = new Set([...outputs()].filter((it) => it.textContent));
    window.pressed = performance.now();
    window.shown = 0;
  }, true);
  new MutationObserver(() => {
    const fresh = [...outputs()].some(
      (it) => !before.has(it) && it.textContent.includes('A starts'));
    if (window.pressed && !window.shown && fresh) window.shown = performance.now();
  }).observe(place, {subtree: true, childList: true, characterData: true});
}"""


def press(page: Any, button: Any) -> float:
    """Press a button; milliseconds until its output is on the page."""
    page.evaluate("window.shown = 0")
    button.click()
    page.wait_for_function("window.shown", timeout=60_000)
    return float(page.evaluate("window.shown - window.pressed"))


def fresh(browser: Any, address: str, selector: str) -> Any:
    """Open a page in a profile that has nothing cached."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address, wait_until="load")
    page.evaluate(WATCH, selector)
    return page


def cold(browser: Any, address: str) -> None:
    """Nothing cached: a card beside a bare Pyodide, in turn."""
    [runtime] = SITE.glob("_static/browser/pyodide-*")
    bare, ours = [], []
    for _ in range(COLD):
        page = fresh(browser, f"{address}/bare.html?{runtime.name}", "html")
        bare.append(press(page, page.locator("button")))
        page.context.close()
        page = fresh(browser, f"{address}/{PAGE}", CARD)
        ours.append(press(page, page.locator(CARD).get_by_role("button", name="Run")))
        page.context.close()
    one, other = statistics.median(ours), statistics.median(bare)
    what = f"press to first output, nothing cached: {one:.0f} ms, bare {other:.0f} ms"
    row(what, f"{one / other:.2f} times", "1.25 at most")


def warm(browser: Any, address: str) -> float:
    """Python is loaded: milliseconds of a press, as a median."""
    page = fresh(browser, f"{address}/{PAGE}", CARD)
    button = page.locator(CARD).get_by_role("button", name="Run")
    press(page, button)
    times = []
    for _ in range(WARM):
        page.wait_for_timeout(300)
        times.append(press(page, button))
    page.context.close()
    found = statistics.median(times)
    what = f"press to first output of gather, Python loaded, median of {WARM}"
    row(what, f"{found:.0f} ms", "50 ms")
    return found


def early(browser: Any, address: str) -> None:
    """Every file that a page asks for before a press."""
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{PAGE}", wait_until="networkidle")
    files = [url for url in asked if "/browser/" in url]
    runtime = [url for url in files if "/pyodide-" in url or url.endswith(".zip")]
    names = ", ".join(url.rpartition("/")[2].partition("?")[0] for url in files)
    row(f"asked for before the first press: {names}", f"{len(runtime)} files", "none")
    page.context.close()


def held_key(browser: Any, address: str) -> None:
    """A held arrow key on a run of 200 tasks and 5,000 steps."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.route(
        "**/gather.py",
        lambda route: route.fulfill(body=PROGRAM.format(tasks=200, naps=25)),
    )
    page.goto(f"{address}/{PAGE}", wait_until="load")
    page.evaluate(
        "selector => document.querySelector(selector).addEventListener("
        "'looptape:done', () => { window.over = true })",
        CARD,
    )
    card = page.locator(CARD)
    card.get_by_role("button", name="Run").click()
    page.wait_for_function("window.over", timeout=60_000)
    card.locator("svg.tl").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    # What a frame shows: the place, and a mark in the picture.
    page.evaluate(
        """selector => {
          const where = document.querySelector(selector + ' .stepper-where');
          window.steps = new Set();
          const look = () => {
            window.steps.add(where.textContent);
            requestAnimationFrame(look);
          };
          look();
        }""",
        CARD,
    )
    start = time.perf_counter()
    presses = 0
    while (now := time.perf_counter() - start) < HELD:
        page.keyboard.down("ArrowRight")
        presses += 1
        page.wait_for_timeout(max(0, 1000 * (presses / RATE - now)))
    page.keyboard.up("ArrowRight")
    page.wait_for_timeout(100)
    steps = page.evaluate("window.steps.size") - 1
    what = f"steps shown while a key is held, {presses / HELD:.0f} presses a second"
    row(what, f"{steps / HELD:.0f} a second", f"{RATE} a second")
    page.context.close()


def measure() -> None:
    """Print the figures of buttons and keys."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "site"
        shutil.copytree(SITE, copy)
        for path in (ROOT / "bench").glob("bare*"):
            shutil.copy(path, copy / path.name)
        with chromium() as browser, served(copy, Handler) as address:
            early(browser, address)
            cold(browser, address)
            warm(browser, address)
            held_key(browser, address)
