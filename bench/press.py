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
from bench.figures import PYODIDE, ROOT, SITE, chromium, row, served
from tests.site.visitor import Handler

PAGE = "many_at_once.html"
CARD = '.example[data-script="many_at_once/gather"]'
COLD = 7  # Alternating runs with nothing cached.
WARM = 15
HELD = 3.0  # Seconds that a key is held.
RATE = 30  # Key presses a second.

# Tells how long it is from a press until new output is on the page.
WATCH = """(selector) => {
  const place = document.querySelector(selector);
  const outputs = () => [...place.querySelectorAll('output, .example-output')];
  window.next = () => {
    window.taken = new Promise((done, fail) => {
      setTimeout(() => fail(new Error(`no output: ${place.innerText}`)), 60000);
      const before = new Set(outputs().filter((it) => it.textContent));
      let pressed = 0;
      addEventListener('click', () => { pressed = performance.now(); },
        {capture: true, once: true});
      const watch = new MutationObserver(() => {
        const fresh = outputs().some(
          (it) => !before.has(it) && it.textContent.includes('A starts'));
        if (!pressed || !fresh) return;
        watch.disconnect();
        done(performance.now() - pressed);
      });
      watch.observe(place, {subtree: true, childList: true, characterData: true});
    });
  };
}"""


def press(page: Any, button: Any) -> float:
    """Press a button; milliseconds until its output is on the page."""
    button.wait_for()  # While a program runs, its name is another.
    page.evaluate("window.next()")
    button.click()
    return float(page.evaluate("window.taken"))


def fresh(browser: Any, address: str, selector: str) -> Any:
    """Open a page in a profile that has nothing cached."""
    page = browser.new_context(
        viewport={"width": 1280, "height": 900}, service_workers="block"
    ).new_page()
    page.goto(address, wait_until="load")
    page.evaluate(WATCH, selector)
    return page


def cold(browser: Any, address: str) -> None:
    """Nothing cached: a card beside a bare Pyodide, in turn."""
    bare, ours = [], []
    for _ in range(COLD):
        page = fresh(browser, f"{address}/bare/bare.html", "html")
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
    page = browser.new_context(service_workers="block").new_page()
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
    page = browser.new_context(
        viewport={"width": 1280, "height": 900}, service_workers="block"
    ).new_page()
    page.route(
        "**/gather.py",
        lambda route: route.fulfill(body=PROGRAM.format(tasks=200, naps=25)),
    )
    page.goto(f"{address}/{PAGE}", wait_until="load")
    page.evaluate(
        """selector => {
          const card = document.querySelector(selector);
          window.over = new Promise((done) => {
            card.addEventListener('looptape:done', () => done());
          });
        }""",
        CARD,
    )
    card = page.locator(CARD)
    card.get_by_role("button", name="Run").click()
    page.evaluate("window.over")
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
        shutil.copytree(ROOT / "bench" / "bare", copy / "bare")
        for name in PYODIDE:
            shutil.copy(ROOT / "node_modules" / "pyodide" / name, copy / "bare" / name)
        with chromium() as browser, served(copy, Handler) as address:
            early(browser, address)
            cold(browser, address)
            warm(browser, address)
            held_key(browser, address)
