"""Run and Edit of the cards, pressed as a reader presses them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from cheatsheet.store.comparing import differences
from cheatsheet.store.project import BROWSER, PROJECT, all_scripts
from looptape.recording import Recording
from tests.site.asking import faults_by_axe, sideways, unfold
from tests.site.conftest import Launch
from tests.site.pressing import CARD, GATHER, PATIENCE, Desk, Keeper, desk, edit
from tests.site.visitor import MODES, Visitor, having, soup, undrawn

# A page with little beside its card: axe reads a page whole, whatever it is asked of.
SMALL = "cancellation/shutdown.html"
# A browser does not tell how long a processor worked for Python: on a busy machine a
# step may seem to compute for long, which a run notes, but not each time.
ATTEMPTS = 3
SCRIPTS = {script.key: script for script in all_scripts()}


def scripts(name: str) -> list[str]:
    """The scripts of a page that can run in it."""
    cards = soup(name).select(".example[data-run]")
    return [str(card["data-script"]) for card in cards]


WITH_RUN = having("data-run=")


@pytest.fixture(scope="module")
def loaded(browser: Browser, address: str) -> Iterator[Desk]:
    """A card that has Python: loading it for each test would take seconds."""
    visitor = Visitor(browser, address)
    it = desk(visitor)
    it.press()
    yield it
    visitor.close()


@pytest.fixture
def card(loaded: Desk) -> Desk:
    """The card of gather.py with its recorded run, as on a fresh page."""
    if loaded.run.inner_text() == "Stop":
        loaded.run.click()
    loaded.place.get_by_role("button", name="Edit").click()
    loaded.place.get_by_role("button", name="Reset").click()
    loaded.count = loaded.page.evaluate("runs.length")
    return loaded


def test_every_virtual_example_has_a_run_button() -> None:
    runs = {
        key
        for key, it in SCRIPTS.items()
        if it.settings.clock == "virtual" and it.oldest <= BROWSER
    }
    assert {script for name in WITH_RUN for script in scripts(name)} == runs


@pytest.fixture(scope="module")
def keeper(browsers: Launch, address: str) -> Iterator[Keeper]:
    """One worker for the cards of all pages; a fresh one is what other tests are about.

    A page has the script of its runner, and so the worker, in common with all others.
    Its browser compiles Python as a reader's does, because it runs for long.
    """
    visitor = Visitor(browsers("wide", compiled_once=False), address)
    yield Keeper(visitor.open("index.html").page)
    visitor.close()


def check_run(keeper: Keeper, it: Desk, script: str) -> None:
    """The run that comes of a press on a card is that of its recording."""
    it.count = it.page.evaluate("runs.length")
    steppers = it.place.locator(".stepper").count()  # None without an event loop.
    for _ in range(ATTEMPTS):
        it.press_by_key()
        run = Recording.from_json(it.recording)
        if "work" not in run.simulated:
            break
    own = "{}.{}".format(*BROWSER)
    committed = PROJECT.expected(SCRIPTS[script], own)
    assert run.digest == committed.digest, script
    varies = SCRIPTS[script].settings.varies
    assert differences(committed, run, varies) == [], script
    # Told as soon as it is written; what a thread writes comes at the thread's end.
    shown = "".join(piece.text for piece in run.output)
    assert sorted(keeper.printed.split("\n")) == sorted(shown.split("\n")), script
    drawn = it.drawn
    assert "example-row" in drawn["outputs"] or not run.output, script
    assert "tl-figure" in drawn["figure"], script
    assert ("<table" in drawn["table"]) == bool(run.steps), script
    if not PROJECT.path_of(script, own).exists():  # It is what the card shows.
        expect(it.status, script).to_contain_text("the same as recorded")
    expect(it.place.locator(".stepper"), script).to_have_count(steppers)


@pytest.mark.parametrize("name", WITH_RUN)
def test_each_pressed_run_equals_its_recording(
    keeper: Keeper, address: str, name: str
) -> None:
    page = keeper.open(f"{address}/{name}")
    unfold(page)
    before = len(keeper.started)
    with undrawn(page):  # To draw all runs is half of it, and other tests look at some.
        for place, script in enumerate(scripts(name)):
            card = Desk(page, page.locator(".example[data-run]").nth(place))
            # Twice: it leaves nothing behind that changes its next run.
            check_run(keeper, card, script)
            check_run(keeper, card, script)
    assert len(keeper.started) <= max(before, 1), "a run has worn the worker out"
    assert len(set(keeper.started)) == 1, "this page asks for a worker of its own"
    page.close()


def test_run_and_stop_are_one_button_that_keeps_focus(card: Desk) -> None:
    it = edit(card, "print('begin')\nwhile True:\n    pass\n")
    box = it.run.bounding_box()
    it.run.focus()
    it.page.keyboard.press("Enter")
    expect(it.run).to_have_accessible_name("Stop the program")
    expect(it.status).to_contain_text("Running", timeout=PATIENCE)
    expect(it.place.locator(".example-bar")).to_be_visible()
    assert it.run.bounding_box() == box
    assert it.rows == ["begin"], "what is printed comes while it runs"
    expect(it.run).to_be_focused()
    it.page.keyboard.press("Enter")
    assert it.end()["ended"] == "stopped"
    expect(it.status).to_have_text(re.compile(r"^■ Stopped after [\d.]+ m?s$"))
    assert it.rows == ["begin", "(stopped)"]
    expect(it.run).to_have_accessible_name("Run gather.py")
    expect(it.run).to_be_focused()


def test_a_run_elsewhere_stops_the_first(visitor: Visitor) -> None:
    page = visitor.open("web/requests.html").page
    first, other = (
        Desk(page, page.locator(".example[data-run]").nth(place)) for place in (0, 1)
    )
    edit(first, "while True:\n    pass\n")
    first.begin()
    other.run.click()
    assert first.end()["ended"] == "stopped"
    other.count = 1
    assert other.end()["ended"] == "returned"
    expect(first.run).to_have_text("Run")


def test_loading_tells_megabytes(visitor: Visitor) -> None:
    it = desk(visitor)
    told = it.place.evaluate_handle(
        """card => {
          const said = [];
          const status = card.querySelector('.example-status');
          new MutationObserver(() => said.push(status.firstChild.textContent))
            .observe(status, {subtree: true, childList: true, characterData: true});
          return said;
        }"""
    )
    it.press()
    said = told.json_value()
    loading = [words for words in said if words.startswith("Loading")]
    assert len(set(loading)) >= 3
    assert all(
        re.fullmatch(r"Loading Python: \d+\.\d of \d+\.\d MB", words)
        for words in loading
    )
    assert "Starting Python…" in said


@pytest.mark.parametrize("what", ["python_stdlib.zip", "*.wasm", "worker-*.js"])
def test_a_file_that_does_not_arrive(visitor: Visitor, what: str) -> None:
    it = desk(visitor, SMALL)
    it.page.context.route(f"**/{what}", lambda route: route.abort())
    it.run.click()
    expect(it.status).to_have_text("✕ Python did not load", timeout=PATIENCE)
    expect(it.message).to_contain_text(what.strip("*").split("-")[0])
    expect(it.run).to_have_text("Try again")
    assert faults_by_axe(it.page) == []
    expect(it.place.locator(".tl")).to_be_visible()
    it.page.context.unroute(f"**/{what}")
    assert it.press()["ended"] == "returned"
    expect(it.message).to_have_count(0)


def test_a_file_that_arrives_broken(visitor: Visitor) -> None:
    it = desk(visitor, SMALL)
    it.page.context.route(
        "**/python_stdlib.zip", lambda route: route.fulfill(body="PK no zip")
    )
    it.run.click()
    expect(it.message).to_contain_text(
        "python_stdlib.zip arrived incomplete", timeout=PATIENCE
    )
    it.page.context.unroute("**/python_stdlib.zip")
    assert it.press()["ended"] == "returned"


def test_an_exception_leads_to_its_line(card: Desk) -> None:
    it = edit(card, "def f():\n    raise ValueError('no')\n\n\nf()\n")
    it.press()
    expect(it.status).to_have_text(re.compile("^✕ ValueError in "))
    trace = it.place.locator(".example-trace")
    assert trace.last.inner_text().strip() == "ValueError: no"
    first = int(it.place.locator(".example-line").first.get_attribute("data-line") or 0)
    link = it.place.get_by_role("button", name=f"line {first + 1}", exact=True)
    link.click()
    expect(it.place.locator(".cm-line.step-end")).to_have_text(
        "    raise ValueError('no')"
    )


def test_a_syntax_error_marks_its_line(card: Desk) -> None:
    it = edit(card, "x = 1\nprint('a'\n")
    it.press()
    expect(it.status).to_have_text(re.compile("^✕ SyntaxError in "))
    expect(it.place.locator(".cm-line.step-end")).to_have_text("print('a'")
    expect(it.place.locator("svg.tl")).to_have_count(0)


def test_what_a_browser_does_not_have_is_told(card: Desk) -> None:
    it = edit(card, "import subprocess\nsubprocess.run(['ls'])\n")
    assert it.press()["ended"] == "refused"
    expect(it.message).to_contain_text(
        "needs subprocess, which a browser does not have"
    )
    with it.page.expect_download() as waiting:
        it.message.get_by_role("button", name="Download").click()
    assert "import subprocess" in waiting.value.path().read_text("utf-8")


def test_an_endless_program_is_ended_and_drawn(card: Desk) -> None:
    text = (
        "import asyncio\n\n\nasync def main():\n    while True:\n"
        "        await asyncio.sleep(1)\n\n\nasyncio.run(main())\n"
    )
    it = edit(card, text)
    assert it.press()["ended"] == "limit"
    expect(it.status).to_have_text("■ Stopped at 60 s of virtual time")
    expect(it.message).to_contain_text(
        "This page stops a run after 60 s of virtual time"
    )
    expect(it.place.locator("svg.tl")).to_be_visible()


def test_limits_can_be_raised(card: Desk) -> None:
    it = edit(card, "import asyncio\nasyncio.run(asyncio.sleep(3600))\n")
    assert it.press()["ended"] == "limit"
    it.message.get_by_role("button", name="Run with higher limits").click()
    assert it.end()["ended"] == "returned"


def test_a_server_is_told_to_serve(card: Desk) -> None:
    text = (
        "import asyncio\n\n\nasync def main():\n"
        "    server = await asyncio.start_server(print, '127.0.0.1', 8888)\n"
        "    await server.serve_forever()\n\n\nasyncio.run(main())\n"
    )
    it = edit(card, text)
    assert it.press()["ended"] == "deadlock"
    expect(it.status).to_have_text("■ Serving, but no client connects")
    expect(it.message).to_contain_text("with asyncio.open_connection")
    expect(it.place).not_to_contain_text("Deadlock")


def test_long_output_is_cut_and_can_be_kept(card: Desk) -> None:
    it = edit(card, "for number in range(5000):\n    print('line', number)\n")
    it.press()
    assert len(it.rows) == 500
    more = it.place.locator(".example-more")
    expect(more).to_contain_text("… 4,500 more lines")
    with it.page.expect_download() as waiting:
        more.get_by_role("button", name="Download the output").click()
    kept = waiting.value.path().read_text("utf-8").splitlines()
    assert kept == [f"line {number}" for number in range(5000)]


def test_output_is_that_of_a_terminal(card: Desk) -> None:
    text = (
        "import asyncio\n\n\nasync def main():\n"
        "    print('\\x1b[31mred\\x1b[0m end')\n    print()\n"
        "    print('0%\\r100%')\n\n\nasyncio.run(main())\n"
    )
    it = edit(card, text)
    it.press()
    assert it.rows == ["red end", "", "100%"]
    plain, red = it.place.locator(".example-row").first.evaluate(
        """row => [row, row.querySelector('.example-row-red')]
          .map(one => getComputedStyle(one).color)"""
    )
    assert plain != red
    # A line without text is as high as others, and its task's name at the right.
    heights, content = (
        it.place.locator(".example-row")
        .nth(1)
        .evaluate(
            """row => [
          [row, row.previousSibling].map(one => one.getBoundingClientRect().height),
          getComputedStyle(row, '::after').gridColumnStart]"""
        )
    )
    assert heights[0] == heights[1] > 0 and content == "2"


def test_output_is_text(card: Desk) -> None:
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    it = edit(card, f"print({attack!r})\n")
    it.press()
    assert it.rows == [attack]
    expect(it.place.locator("img, script")).to_have_count(0)


def test_the_recorded_run_comes_back(card: Desk) -> None:
    it = card
    before = it.place.locator(".example-row").all_text_contents()
    edit(it, "print('mine')\n")
    it.press()
    expect(it.message).to_contain_text("your run, with your changes")
    it.message.get_by_role("button", name="Show the recorded run").click()
    assert it.place.locator(".example-row").all_text_contents() == before
    expect(it.place.locator(".stepper")).to_have_count(1)
    assert it.page.evaluate("document.activeElement !== document.body")


def test_editor_by_keyboard(card: Desk) -> None:
    it = card
    block = it.place.locator(".highlight-python pre")
    shown = block.text_content() or ""
    box = it.place.locator(".example-line").first.bounding_box()
    button = it.place.get_by_role("button", name="Edit")
    button.focus()
    it.page.keyboard.press("Enter")
    editor = it.place.locator(".cm-content")
    expect(editor).to_be_focused()
    expect(editor).to_have_accessible_name(re.compile("gather.py, editor"))
    assert it.text.rstrip() == shown.rstrip()
    first = it.place.locator(".cm-line").first.bounding_box()
    assert box and first and abs(first["y"] - box["y"]) < 1
    numbers = it.place.locator(".cm-lineNumbers .cm-gutterElement").all_text_contents()
    lines = it.place.locator(".example-line")
    assert numbers[1] == lines.first.get_attribute("data-line")

    it.page.keyboard.press("Tab")
    assert it.page.evaluate("!document.activeElement.closest('.cm-editor')")
    it.page.keyboard.press("Shift+Tab")
    expect(editor).to_be_focused()
    it.page.keyboard.press("ControlOrMeta+End")
    it.page.keyboard.type("print('typed')")
    expect(it.place.locator(".example-stale")).to_be_visible()
    it.page.keyboard.press("Control+Enter")
    assert it.end()["ended"] == "returned"
    assert it.rows[-1] == "typed"
    expect(it.place.locator(".example-stale")).to_have_count(0)
    expect(editor).to_be_focused()
    it.page.keyboard.press("Escape")
    expect(button).to_be_focused()

    it.place.get_by_role("button", name="Reset").focus()
    it.page.keyboard.press("Enter")
    expect(button).to_be_focused()
    expect(editor).to_have_count(0)
    assert block.text_content() == shown
    assert it.rows[-1] != "typed"


def test_typing_over_a_selection_obeys_the_policy(visitor: Visitor) -> None:
    visit = visitor.open(GATHER)
    it = Desk(visit.page, visit.page.locator(CARD))
    edit(it)
    visit.page.keyboard.press("ControlOrMeta+a")
    visit.page.keyboard.type("x = 'é'")
    assert it.text == "x = 'é'"
    assert visit.complaints == []


STATES = {
    "done": "import asyncio\nasyncio.run(asyncio.sleep(1))\n",
    "raised": "raise ValueError('no')\n",
    "refused": "import subprocess\nsubprocess.run(['ls'])\n",
    "cut": "for n in range(3000):\n    print(n)\n",
}


@pytest.mark.parametrize(("theme", "screen"), MODES)
def test_every_state_is_open_to_all(visitor: Visitor, theme: str, screen: str) -> None:
    it = edit(desk(visitor, SMALL, theme=theme, screen=screen))

    def faults() -> list[str]:
        with undrawn(it.page):
            return faults_by_axe(it.page, ".example[data-run]")

    for name, text in STATES.items():
        it.write(text)
        assert faults() == [], f"before {name}"
        it.press()
        assert faults() == [], name
    it.write("while True:\n    pass\n")
    it.begin()
    assert faults() == [], "running"
    it.run.click()
    it.end()
    assert faults() == [], "stopped"
    assert sideways(it.page) <= 0
