"""The walk through a run that is too long to be on the page whole."""

import json

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Route, expect

from looptape.timeline.figure import Figure
from tests.site.asking import unfold
from tests.site.pressing import tasks
from tests.site.visitor import Visitor, having, scroll_at_once, soup, undrawn
from tests.site.walking import GATHER, SHOWN, click, picture, press, size, step_of
from tests.timeline.runs import long_run

PER_SECOND = 30  # Key events while a key is held.
TRIES = 3

LONG = [
    (name, place)
    for name in having("data-chunks=")
    for place, card in enumerate(soup(name).select(".example"))
    if card.select("[data-chunks]")
]


@pytest.mark.parametrize(("name", "place"), LONG)
def test_parts_of_a_long_run_are_those_of_the_table(
    visitor: Visitor, name: str, place: int
) -> None:
    rows = soup(name).select(".example")[place].select("tr[data-at]")
    visit = visitor.open(name)
    unfold(visit.page)
    card = visit.page.locator(".example").nth(place)
    assert not [url for url in visit.requested if url.endswith(".json")]
    picture(card).focus()
    with undrawn(visit.page):  # Its steps are asked of the document.
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
    context = visitor.browser.new_context(
        viewport={"width": 1280, "height": 1000}, service_workers="block"
    )
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
    frame = 1000 / PER_SECOND
    for _ in range(TRIES):
        before = step_of(card)
        with tasks(card.page) as found:
            card.page.evaluate(HELD, [PER_SECOND, 3])
        assert step_of(card) == before + 3 * PER_SECOND
        late = [task for task in found if task > frame]
        each = sum(found) / (3 * PER_SECOND)
        if not late and each < frame:
            break
    print(f"{each:.1f} ms for a step with all that is drawn, {len(late)} above {frame}")
    assert len(late) <= 2
    assert each < frame


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
