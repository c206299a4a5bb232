"""The walk through a run: what each step shows, and every key and press."""

import json
import re
import statistics
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Locator, Page, Route, expect

from looptape.timeline.figure import Figure
from tests.site.test_in_browser import faults_by_axe, sideways
from tests.site.visitor import MODES, PAGES, SITE, Visitor, scroll_at_once
from tests.timeline.runs import long_run

GATHER = "many_at_once.html", "#example-gather"
PER_SECOND = 30  # Key events while a key is held.
TRIES = 3


@cache
def soup(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser")


def short_runs(name: str) -> list[tuple[int, Tag]]:
    """The cards of a page whose picture shows each step, with their places."""
    cards = enumerate(soup(name).select(".example"))
    return [(n, card) for n, card in cards if card.select(".tl:not(.tl-long)")]


WITH_RUN = [name for name in PAGES if short_runs(name)]

# All that a step changes, as a reader sees it.
SHOWN = """card => {
  const texts = selector => [...card.querySelectorAll(selector)]
    .map(it => it.textContent.trim());
  const ring = card.querySelector('.step-ring');
  const place = card.querySelector('.step-head').getAttribute('x');
  return {
    where: texts('.stepper-where')[0],
    value: card.querySelector('.stepper input').getAttribute('aria-valuetext'),
    sentence: texts('.stepper-sentence')[0],
    strong: texts('.stepper-sentence strong'),
    quote: texts('.stepper-quote')[0],
    end: [...card.querySelectorAll('.step-end')].map(it => it.dataset.line),
    resume: [...card.querySelectorAll('.step-resume')].map(it => it.dataset.line),
    words: [...card.querySelectorAll('.example-line[data-words]')]
      .map(it => it.dataset.words),
    rows: texts('.example-row.step-now'),
    later: [...card.querySelectorAll('.step-later[data-k].example-row')]
      .map(it => +it.dataset.k),
    table: texts('tr.step-now td:first-child'),
    ring: [ring.getAttribute('x'), +ring.getAttribute('y')],
    head: parseFloat(place),
    name: texts('.step-name'),
  };
}"""


# Goes through so many steps by their key, and notes what each shows. The key is not
# pressed by a hand, as hundreds of presses from outside would take minutes.
WALK = f"""(card, count) => Array.from({{length: count}}, () => {{
  card.querySelector('svg.tl').dispatchEvent(
    new KeyboardEvent('keydown', {{key: 'ArrowRight', bubbles: true}}));
  return ({SHOWN})(card);
}})"""


def card_of(visitor: Visitor, where: tuple[str, str] = GATHER, **how: Any) -> Locator:
    return visitor.open(where[0], **how).page.locator(where[1])


def step_of(card: Locator) -> int:
    """The number of the shown step; 0 for the whole picture."""
    where = card.locator(".stepper-where").inner_text()
    found = re.match(r"step (\d+) of ", where)
    return int(found[1]) if found else 0


def picture(card: Locator) -> Locator:
    return card.locator("svg.tl")


def click(card: Locator, near: Locator, right: float, below: float) -> int:
    """Press a place of the picture, and return the step that is shown then.

    Args:
        card: The card.
        near: A part of its picture.
        right: Pixels from the left edge of that part.
        below: Pixels from its upper edge.
    """
    x, y = near.evaluate(
        """it => {
          const box = it.getBoundingClientRect();
          const picture = it.closest('svg.tl').getBoundingClientRect();
          return [box.x - picture.x, box.y - picture.y];
        }"""
    )
    # Brings it into sight, and waits until nothing covers it.
    picture(card).click(position={"x": x + right, "y": y + below})
    return step_of(card)


def size(part: Locator) -> tuple[float, float]:
    """Width and height of a part of a page, in pixels."""
    box = part.bounding_box()
    assert box
    return box["width"], box["height"]


def press(card: Locator, *keys: str) -> int:
    for key in keys:
        card.page.keyboard.press(key)
    return step_of(card)


def test_there_are_runs_to_walk_through() -> None:
    assert len(WITH_RUN) > 3, "the tests below would test nothing"


@pytest.mark.parametrize("name", WITH_RUN)
def test_each_step_agrees_with_the_table(visitor: Visitor, name: str) -> None:
    visit = visitor.open(name)
    for place, tag in short_runs(name):
        card = visit.page.locator(".example").nth(place)
        rows = tag.select(".tl-table tbody tr")
        printed = [
            (int(str(row["data-k"])), row.get_text().strip())
            for row in tag.select(".example-row[data-k]")
        ]
        lanes: set[str] = set()
        walk = card.evaluate(WALK, len(rows))
        for number, (row, shown) in enumerate(zip(rows, walk, strict=True), 1):
            _, time, task, line, what, prints = (
                cell.get_text("\n").strip() if column == 5 else cell.get_text()
                for column, cell in enumerate(row.select("td"))
            )
            assert shown["where"] == f"step {number} of {len(rows)} · {time}"
            heard = [f"step {number} of {len(rows)}", time, task]
            assert shown["value"] == ", ".join(filter(None, heard))
            told = what if not task or what[0].isupper() else f"{task} {what}"
            assert shown["sentence"] == told
            strong = [one.get_text() for one in row.select("td:nth-child(5) strong")]
            assert shown["strong"] == ([task] if told != what else []) + strong
            assert shown["table"] == [str(number)]
            assert shown["rows"] == [text for k, text in printed if k == number]
            assert sorted(shown["rows"]) == sorted(
                text.strip() for text in prints.split("\n") if text
            )
            assert shown["later"] == [k for k, _ in printed if k > number]
            lane = str(row["data-lane"])
            check_code(shown, row, line, first=lane not in lanes, card=tag)
            lanes.add(lane)
            check_picture(shown, tag, number, lane)
        picture(card).press("Escape")
        assert step_of(card) == 0
        assert not card.locator(".step-end, .step-resume, .step-now").count()
    assert visit.complaints == []


def check_code(
    shown: dict[str, Any], row: Tag, line: str, first: bool, card: Tag
) -> None:
    """The marked lines are those of the row, and say what happens there."""
    here = {str(one["data-line"]) for one in card.select(".example-line")}
    own = "data-program" not in row.attrs
    resumed = str(row.get("data-resumed", ""))
    both = resumed == line
    end = "raises" if row["data-end"] == "raises" else "ends"
    end = "waits" if row["data-end"] == "waits" else end
    words = {}
    if own and resumed in here:
        begun = "starts" if first else "resumes"
        begun = "is cancelled" if row["data-end"] == "cancelled" else begun
        words[resumed] = f"{begun} here"
    if own and line in here:
        words[line] = f"{begun} and {end} here" if both else f"{end} here"
    assert shown["end"] == ([line] if own and line in here else [])
    assert shown["resume"] == ([resumed] if not both and resumed in words else [])
    assert sorted(shown["words"]) == sorted(words.values())
    if own and line in here:
        code = card.select_one(f'.example-line[data-line="{line}"]')
        assert code
        assert shown["quote"] == line + code.get_text().strip()
    elif not own:
        file = str(card["data-files"]).split()[1].rpartition("/")[2]
        assert shown["quote"] == (f"{file}, line {line}" if line else file)


def check_picture(shown: dict[str, Any], card: Tag, number: int, lane: str) -> None:
    """The ring lies on the step's block, the playhead at its end."""
    block = card.select_one(f'.tl-run [data-k="{number}"]')
    name = card.select_one(f'.tl [data-l="{lane}"]')
    assert shown["name"] == ([name.get_text()] if name else [])
    if block:
        assert shown["ring"] == [block["x"], int(str(block["y"]))]
        right = float(str(block["x"])[:-1]) + float(str(block["width"])[:-1])
        assert shown["head"] >= right - 0.01
    else:
        assert card.select_one(f'.tl-timeout [data-k="{number}"]')


def test_keys_walk_from_the_picture_and_from_the_slider(visitor: Visitor) -> None:
    card = card_of(visitor)
    for start in (picture(card), card.get_by_role("slider")):
        start.focus()
        assert press(card, "Escape") == 0
        assert press(card, "ArrowLeft") == 0
        assert press(card, "PageUp") == 0
        assert press(card, "ArrowRight") == 1
        assert press(card, "ArrowLeft") == 1
        assert press(card, "ArrowRight", "ArrowRight") == 3
        # say 2 runs in steps 3 and 5.
        assert press(card, "Shift+ArrowRight") == 5
        assert press(card, "Shift+ArrowRight") == 5
        assert press(card, "Shift+ArrowLeft") == 3
        assert press(card, "Shift+ArrowLeft") == 3
        # Instants begin with steps 1, 5, 6 and 7.
        assert press(card, "PageDown") == 5
        assert press(card, "PageDown", "PageDown") == 7
        assert press(card, "PageDown") == 7
        assert press(card, "End") == 8
        assert press(card, "ArrowRight") == 8
        assert press(card, "PageUp") == 6
        assert press(card, "PageUp", "PageUp") == 1
        assert press(card, "PageUp") == 1
        assert press(card, "PageDown", "Home") == 1
        assert press(card, "Escape") == 0
        assert press(card, "PageDown") == 1


def test_keys_of_the_page_and_of_the_browser_stay_theirs(visitor: Visitor) -> None:
    card = card_of(visitor)
    card.page.locator("body").click(position={"x": 1, "y": 1})
    assert press(card, "ArrowRight", "End", "Space") == 0
    picture(card).focus()
    assert press(card, "Control+ArrowRight", "Alt+ArrowRight") == 0


def test_slider_is_a_native_one(visitor: Visitor) -> None:
    card = card_of(visitor)
    slider = card.get_by_role("slider", name="Step")
    slider.focus()
    assert press(card, "ArrowUp", "ArrowUp") == 2
    slider.fill("6")
    assert step_of(card) == 6
    assert slider.get_attribute("aria-valuetext") == "step 6 of 8, 2 s, say 3"
    slider.fill("0")
    assert step_of(card) == 0
    assert slider.get_attribute("aria-valuetext") == "whole run"


def test_buttons_walk(visitor: Visitor) -> None:
    card = card_of(visitor)

    def button(name: str) -> int:
        card.get_by_role("button", name=name, exact=True).click()
        return step_of(card)

    assert button("Step forward") == 1
    assert button("Step forward") == 2
    assert button("Last step") == 8
    assert button("Step forward") == 8
    assert button("Step back") == 7
    assert button("First step") == 1
    assert button("Step back") == 1
    assert button("First step") == 0
    # A button keeps its own keys; the arrows walk from it too.
    assert button("Last step") == 8
    card.get_by_role("button", name="Step back").focus()
    assert press(card, "Space") == 7
    assert press(card, "Enter") == 6
    assert press(card, "ArrowLeft") == 5


def test_tab_goes_from_picture_through_the_stepper_to_the_table(
    visitor: Visitor,
) -> None:
    card = card_of(visitor)
    picture(card).focus()
    seen = []
    for _ in range(7):
        card.page.keyboard.press("Tab")
        seen.append(
            card.page.evaluate(
                "(it => it.ariaLabel ?? it.textContent)(document.activeElement)"
            )
        )
    buttons = ["First step", "Step back", "Play", "Step forward", "Last step"]
    assert seen == [*buttons, "Step", "The same as a table (8 steps)"]


def test_a_press_chooses_the_nearest_step(visitor: Visitor) -> None:
    card = card_of(visitor)
    for block in picture(card).locator(".tl-run rect").all():
        width, height = size(block)
        step = int(block.get_attribute("data-k") or 0)
        assert click(card, block, width / 2, height / 2) == step
    fifth = picture(card).locator('.tl-run [data-k="5"]')
    near = click(card, fifth, size(fifth)[0] + 22, -5)
    assert near == 5, "a press in the lane and near is enough"
    third = picture(card).locator('.tl-run [data-k="3"]')
    near = click(card, third, -8, 5)
    assert near == 3, "its lane counts more than step 2 right above"
    assert click(card, fifth, 60, -70) == 5, "the nearest block of all lanes"
    assert press(card, "ArrowRight") == 6, "the picture has the focus"


def test_arrows_show_who_woke_whom(visitor: Visitor) -> None:
    card = card_of(visitor)
    arrows = """card => [...card.querySelectorAll('.step-wakes')].map(it =>
      [it.getAttribute('x'), it.lastChild.getAttribute('d')])"""
    slider = card.get_by_role("slider")
    slider.fill("7")  # It wakes main, in the lane above.
    (_, nothing), (x, path) = card.evaluate(arrows)
    assert (nothing, x) == ("", "96.1%")
    assert path == "M0 83V58m-4 6h8l-4 -6z"
    slider.fill("8")
    woken, (_, nothing) = card.evaluate(arrows)
    assert woken == [x, path]
    assert nothing == ""
    slider.fill("1")  # It makes three tasks, whose turns come.
    assert card.evaluate(arrows)[1][1].count("M") == 3


def test_the_block_that_a_press_would_choose_is_outlined(visitor: Visitor) -> None:
    card = card_of(visitor)
    block = picture(card).locator('.tl-run [data-k="6"]')
    block.hover()
    outline = picture(card).locator(".step-hover")
    assert outline.get_attribute("x") == block.get_attribute("x")
    assert step_of(card) == 0
    card.locator(".example-header").hover()
    assert outline.get_attribute("width") == "0"


def test_a_press_on_a_row_goes_to_its_step(visitor: Visitor) -> None:
    card = card_of(visitor)
    card.get_by_text("B done", exact=True).first.click()
    assert step_of(card) == 5
    assert press(card, "ArrowRight") == 6
    card.locator("summary").click()
    card.locator(".tl-table tbody tr").nth(2).click()
    assert step_of(card) == 3
    card.locator(".tl-table thead tr").click()
    assert step_of(card) == 3


def test_text_that_is_selected_is_not_a_press(visitor: Visitor) -> None:
    card = card_of(visitor)
    row = card.locator(".example-row").nth(3)
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    assert box
    mouse = card.page.mouse
    mouse.move(box["x"] + 58, box["y"] + 8)
    mouse.down()
    mouse.move(box["x"] + 90, box["y"] + 8)
    mouse.up()
    assert card.page.evaluate("getSelection().type") == "Range"
    assert step_of(card) == 0


def timed(card: Locator) -> Callable[[int], int]:
    """Take over the page's clock; the function lets ms pass and gives the step."""
    card.page.clock.install()
    card.page.clock.pause_at(card.page.evaluate("Date.now() + 1000"))

    def later(ms: int) -> int:
        card.page.clock.run_for(ms)
        return step_of(card)

    return later


@pytest.mark.realtime
def test_play_keeps_the_rhythm_of_the_run_and_begins_again(visitor: Visitor) -> None:
    card = card_of(visitor)
    later = timed(card)
    play = card.get_by_role("button", name="Play", exact=True)
    play.click()
    assert step_of(card) == 1
    expect(card.get_by_role("button", name="Pause")).to_be_focused()
    assert later(340) == 1
    assert later(20) == 2
    assert later(700) == 4
    # A gap of 1 s, the longest there is: the playhead moves evenly for 1.2 s.
    places = []
    for _ in range(10):
        later(100)
        places.append(card.evaluate(SHOWN)["head"])
    assert places == sorted(places)
    steps = [after - before for before, after in pairwise(places)]
    assert min(steps) > 0
    assert max(steps) < 2 * statistics.median(steps)
    assert step_of(card) == 4
    assert later(200) == 5
    assert later(2600) == 7
    assert later(400) == 8
    expect(play).to_be_visible()
    assert later(5000) == 8
    play.click()
    assert step_of(card) == 1


def test_any_key_or_press_pauses(visitor: Visitor) -> None:
    card = card_of(visitor)
    later = timed(card)
    picture(card).focus()
    pause = card.get_by_role("button", name="Pause")

    def stays(step: int) -> None:
        expect(pause).to_have_count(0)
        assert later(3000) == step

    assert press(card, "Space") == 1
    expect(pause).to_have_count(1)
    press(card, "Space")
    stays(1)
    press(card, "Space")
    press(card, "ArrowRight")
    stays(3)
    press(card, "Space")
    press(card, "a")
    stays(4)
    press(card, "Space")
    assert step_of(card) == 5
    card.page.locator("h1").click()
    stays(5)
    card.get_by_role("button", name="Play", exact=True).click()
    pause.click()
    stays(6)
    card.get_by_role("button", name="Play", exact=True).click()
    card.get_by_role("button", name="Step back").click()
    stays(6)
    card.get_by_role("button", name="Play", exact=True).press("Space")
    pause.press("Enter")
    stays(7)


def test_nothing_glides_for_readers_who_want_no_motion(visitor: Visitor) -> None:
    card = card_of(visitor, reduced_motion="reduce")
    later = timed(card)
    card.get_by_role("button", name="Play", exact=True).click()
    assert later(890) == 1
    assert later(20) == 2
    assert later(1800) == 4
    place = card.evaluate(SHOWN)["head"]
    assert later(600) == 4
    assert card.evaluate(SHOWN)["head"] == place


@pytest.mark.realtime
def test_a_held_key_is_silent_until_it_is_let_go(visitor: Visitor) -> None:
    card = card_of(visitor)
    later = timed(card)
    status = card.get_by_role("status").filter(has_text="Walk")
    status.evaluate("it => it.id = 'told'")
    status = card.locator("#told")
    picture(card).focus()
    press(card, "ArrowRight")
    assert status.get_attribute("aria-live") == "polite"
    for _ in range(4):
        later(33)
        press(card, "ArrowRight")
        assert status.get_attribute("aria-live") == "off"
    shown = status.evaluate_handle("it => it.firstChild")
    later(300)
    assert status.get_attribute("aria-live") == "polite"
    # Set anew, or nothing would be read.
    assert not status.evaluate("(it, before) => it.firstChild === before", shown)
    assert status.inner_text().startswith("say 2 wakes up")
    later(300)
    press(card, "ArrowRight")
    assert status.get_attribute("aria-live") == "polite"


# Notes what the browser itself sees moving. The words at the end of a marked line,
# which change with each step, are no node.
SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver(list => window.shifts.push(...list.getEntries()
    .flatMap(it => it.sources.filter(from => from.node).map(({node}) =>
      [it.value, (node.outerHTML ?? node.data).slice(0, 200)]))))
    .observe({type: 'layout-shift'});
}"""
# Goes through so many steps and back to the whole picture, each in a frame of its own:
# what stood elsewhere meanwhile.
MOVED = """async (card, count) => {
  const places = () => [...document.querySelectorAll(
      '.example-run > *, .example-line, .example-row, .stepper > *, h2, footer')]
    .filter(it => !it.closest('.stepper') || it.parentElement.matches('.stepper'))
    .map(it => { const box = it.getBoundingClientRect();
      // What sticks is where the reader is.
      const top = it.closest('.stepper') ? 0 : Math.round(box.top + scrollY);
      return [it.tagName, box.left, box.width, box.height, top].join(); });
  const picture = card.querySelector('svg.tl');
  const press = key => {
    picture.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    return new Promise(requestAnimationFrame);
  };
  picture.focus();
  await press('ArrowRight');
  const before = places(), moved = [];
  for (const key of [...Array(count).fill('ArrowRight'), 'Escape']) {
    await press(key);
    const now = places();
    const same = now.join() === before.join();
    if (!same) moved.push(now.filter((it, n) => it !== before[n]));
  }
  return moved;
}"""


@pytest.mark.parametrize("name", WITH_RUN)
def test_nothing_moves_while_stepping(visitor: Visitor, name: str) -> None:
    visit = visitor.open(name)
    page = visit.page
    page.evaluate(SHIFTS)
    for mode in MODES:
        visit.turn(*mode)
        page.wait_for_timeout(100)
        page.evaluate("window.shifts = []")  # Another width moves everything.
        for place, tag in short_runs(name):
            steps = len(tag.select(".tl-table tbody tr"))
            moved = page.locator(".example").nth(place).evaluate(MOVED, steps)
            assert moved == [], f"card {place + 1}, {mode}"
        page.wait_for_timeout(100)
        assert page.evaluate("window.shifts") == [], mode


@pytest.mark.parametrize("name", WITH_RUN)
def test_a_step_is_open_to_all(visitor: Visitor, name: str) -> None:
    visit = visitor.open(name)
    page = visit.page
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    for place, tag in short_runs(name):
        card = page.locator(".example").nth(place)
        middle = len(tag.select(".tl-table tbody tr")) // 2
        card.get_by_role("slider").fill(str(middle))
        assert step_of(card) == middle
    for mode in MODES:
        visit.turn(*mode)
        assert faults_by_axe(page, ".example") == [], mode
        assert sideways(page) <= 0, mode
    assert visit.complaints == []


def test_fingers_have_room_and_the_stepper_stays_in_sight(visitor: Visitor) -> None:
    card = card_of(visitor, ("web/news.html", "#example-get_news_sync"), screen="phone")
    stepper = card.locator(".stepper")
    for button in stepper.locator("button").all():
        box = button.bounding_box()
        assert box
        assert box["width"] >= 40
        assert box["height"] >= 44
    buttons = stepper.locator(".stepper-buttons").bounding_box()
    slider = stepper.locator("input").bounding_box()
    assert buttons
    assert slider
    assert slider["y"] >= buttons["y"] + buttons["height"]
    code = card.locator(".example-line").nth(5)
    code.scroll_into_view_if_needed()
    card.page.evaluate("scrollBy(0, -150)")
    expect(stepper).not_to_be_in_viewport()
    card.get_by_role("slider").evaluate(
        "it => { it.value = 6; it.dispatchEvent(new Event('input')); }"
    )
    expect(stepper).to_be_in_viewport(ratio=1)
    expect(code).to_be_in_viewport()
    card.page.evaluate("scrollTo(0, 0)")
    expect(stepper).not_to_be_in_viewport()


def test_paper_and_readers_without_scripts_get_the_whole_run(visitor: Visitor) -> None:
    quiet = visitor.open(GATHER[0], java_script_enabled=False).page
    assert not quiet.locator(".stepper").count()
    card = card_of(visitor)
    row = card.locator(".example-row").last
    colour = "it => getComputedStyle(it).color"
    usual = row.evaluate(colour)
    card.get_by_role("slider").fill("3")
    assert row.evaluate(colour) != usual
    card.page.emulate_media(media="print")
    assert row.evaluate(colour) == usual
    for mark in (".stepper", ".step-fade", ".step-head", ".step-lane"):
        expect(card.locator(mark)).to_be_hidden()
    line = card.locator(".step-end")
    assert line.evaluate("it => getComputedStyle(it).backgroundColor").endswith(" 0)")


# A run that is too long to be on the page whole.

LONG = [
    (name, place)
    for name in PAGES
    for place, card in enumerate(soup(name).select(".example"))
    if card.select("[data-chunks]")
]


@pytest.mark.parametrize(("name", "place"), LONG)
def test_parts_of_a_long_run_are_those_of_the_table(
    visitor: Visitor, name: str, place: int
) -> None:
    rows = soup(name).select(".example")[place].select("tr[data-at]")
    visit = visitor.open(name)
    card = visit.page.locator(".example").nth(place)
    assert not [url for url in visit.requested if url.endswith(".json")]
    picture(card).focus()
    for number, row in enumerate(rows, 1):
        press(card, "ArrowRight")
        expect(card.locator(".stepper-where")).to_contain_text(f"step {number} of")
        _, _, task, _, what, _ = (cell.get_text() for cell in row.select("td"))
        told = what if not task or what[0].isupper() else f"{task} {what}"
        assert card.locator(".stepper-sentence").text_content() == told
        assert card.evaluate(SHOWN)["table"] == [str(number)]
        blocks = card.locator(".tl-lens .tl-run [data-k]")
        drawn = blocks.evaluate_all("them => them.map(it => +it.dataset.k)")
        assert drawn
        assert {(k - 1) // 12 for k in drawn} == {(number - 1) // 12}
    assert visit.complaints == []


def open_long(visitor: Visitor, broken: bool = False) -> Locator:
    """A page's card with a run of 200 tasks and 5,000 steps."""
    figure = Figure(long_run(200, 5000))
    assert figure.overview
    chunks = json.dumps(
        [figure.chunk(chunk) for chunk in range(figure.overview.chunks)]
    )
    shown = figure.html().replace("<div ", '<div data-chunks="long.json" ', 1)
    inner = f"{figure.outputs()}{shown}{figure.table()}"
    page = soup(GATHER[0]).encode().decode()
    made = BeautifulSoup(page, "html.parser")
    run = made.select_one(f"{GATHER[1]} .example-run")
    assert run
    run.clear()
    run.append(BeautifulSoup(inner, "html.parser"))
    context = visitor.browser.new_context(viewport={"width": 1280, "height": 1000})
    visitor.contexts.append(context)
    opened = context.new_page()

    def long_page(route: Route) -> None:
        route.fulfill(response=route.fetch(), body=str(made))

    def parts(route: Route) -> None:
        if broken:
            route.abort()
        else:
            route.fulfill(body=chunks, content_type="application/json")

    opened.route(f"**/{GATHER[0]}", long_page)
    opened.route("**/long.json", parts)
    opened.goto(f"{visitor.address}/{GATHER[0]}", wait_until="load")
    scroll_at_once(opened)
    return opened.locator(GATHER[1])


# Every frame, what the page shows then.
FRAMES = """() => {
  window.seen = [];
  const note = now => {
    const where = document.querySelector('.stepper-where').textContent;
    window.seen.push([now, parseInt(where.slice(5)) || 0]);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""
HELD = """([rate, seconds]) => new Promise(resolve => {
  const picture = document.querySelector('#example-gather svg.tl');
  let left = rate * seconds;
  const started = performance.now();
  const tick = () => {
    const due = Math.min(left, Math.floor(
      (performance.now() - started) * rate / 1000) - (rate * seconds - left));
    for (let i = 0; i < due; i++) {
      picture.dispatchEvent(new KeyboardEvent('keydown',
        {key: 'ArrowRight', repeat: true, bubbles: true, cancelable: true}));
      left--;
    }
    if (left) setTimeout(tick, 4); else setTimeout(resolve, 100);
  };
  tick();
})"""


@pytest.mark.realtime
def test_a_long_run_follows_a_held_key(visitor: Visitor) -> None:
    card = open_long(visitor)
    picture(card).focus()
    assert press(card, "ArrowRight") in {0, 1}
    expect(card.locator(".stepper-where")).to_contain_text("step 1 of 5000")
    page: Page = card.page
    page.evaluate(FRAMES)
    found = []
    for _ in range(TRIES):
        before = step_of(card)
        page.evaluate("window.seen = []")
        page.evaluate(HELD, [PER_SECOND, 3])
        after = step_of(card)
        assert after == before + 3 * PER_SECOND
        frames = page.evaluate("window.seen")
        missed = set(range(before, after + 1)) - {step for _, step in frames}
        gaps = [one[0] - other[0] for other, one in pairwise(frames)]
        found.append((len(missed), statistics.quantiles(gaps, n=20)[-1]))
        if not missed:
            break
    # Others may keep the machine busy: one good time of three is enough.
    missing, slowest = min(found)
    print(f"{missing} steps without a frame, slow frames of {slowest:.0f} ms")
    assert missing <= 2
    assert slowest < 1000 / PER_SECOND


def test_a_long_run_is_walked_as_a_short_one(visitor: Visitor) -> None:
    card = open_long(visitor)
    figure = Figure(long_run(200, 5000))
    overview = figure.overview
    assert overview
    slider = card.get_by_role("slider")
    assert slider.get_attribute("max") == "5000"
    for number in (1, 12, 13, 2394, 5000):
        slider.fill(str(number))
        expect(card.locator(".stepper-where")).to_contain_text(f"step {number} of")
        chunk = (number - 1) // 12
        blocks = card.locator(".tl-lens .tl-run [data-k]")
        numbers = blocks.evaluate_all("them => them.map(it => +it.dataset.k)")
        assert set(numbers) <= set(range(12 * chunk + 1, 12 * chunk + 13))
        x = float((card.locator(".tl-frame").get_attribute("x") or "")[:-1])
        assert x == pytest.approx(overview.frame(chunk)[0], abs=0.01)
        assert card.locator(".stepper-sentence").inner_text()
    picture(card).focus()
    lane = card.locator(".step-name").text_content()
    press(card, "Shift+ArrowLeft")
    expect(card.locator(".stepper-where")).not_to_contain_text("step 5000 of")
    assert card.locator(".stepper-sentence strong").first.inner_text() == lane
    # A press in the overview moves the frame there.
    slider.fill("5000")
    expect(card.locator(".stepper-where")).to_contain_text("step 5000 of")
    rows = card.locator(".tl-all")
    click(card, rows, size(rows)[0] * 0.4, 10)
    frame = card.locator(".tl-frame")
    expect(card.locator(".stepper-where")).not_to_contain_text("step 5000 of")
    x = float((frame.get_attribute("x") or "")[:-1])
    width = float((frame.get_attribute("width") or "")[:-1])
    assert x - 1 <= 40 <= x + width + 1
    block = card.locator(".tl-lens .tl-run [data-k]").nth(3)
    step = int(block.get_attribute("data-k") or 0)
    assert click(card, block, size(block)[0] / 2, 10) == step


def test_parts_that_do_not_load_are_told_and_asked_for_again(
    visitor: Visitor,
) -> None:
    card = open_long(visitor, broken=True)
    picture(card).focus()
    press(card, "ArrowRight")
    expect(card.locator(".stepper-sentence")).to_contain_text("could not be loaded")
    card.page.unroute("**/long.json")
    figure = Figure(long_run(200, 5000))
    body = json.dumps([figure.chunk(chunk) for chunk in range(3)])
    card.page.route("**/long.json", lambda route: route.fulfill(body=body))
    press(card, "ArrowRight")
    expect(card.locator(".stepper-where")).to_contain_text("step 1 of 5000")
