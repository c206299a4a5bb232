"""The walk through a run: every key and press, by hand on one card."""

import statistics
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from tests.site.visitor import Visitor
from tests.site.walking import (
    GATHER,
    SHOWN,
    card_of,
    click,
    picture,
    press,
    size,
    step_of,
)

ACTION = "Next action of the step"
PLACE = "it => it.getBoundingClientRect().top + scrollY"


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


def test_actions_of_a_step_are_shown_one_by_one(visitor: Visitor) -> None:
    card = card_of(visitor, ("why.html", "#example-three_waits_broken"))
    shown = """card => [
      card.querySelector('.stepper-sentence .step-action')?.textContent ?? '',
      card.querySelector('.step-end')?.dataset.words ?? '',
      card.querySelectorAll('.example-row:not(.step-later)').length,
    ]"""
    cells = card.locator("tr[data-at]").all()
    rows = [cell.locator("[data-line]").all_text_contents() for cell in cells]
    step = next(n for n, actions in enumerate(rows, 1) if len(actions) > 2)
    picture(card).focus()
    assert press(card, *["ArrowRight"] * step) == step
    whole = card.evaluate(shown)
    assert whole[0] == ""
    told, printed = [], []
    for _ in rows[step - 1]:
        assert press(card, "Enter") == step
        action, words, lines = card.evaluate(shown)
        told.append(action)
        printed.append(lines)
        assert words == f"{action.split()[0]} here"
    assert told == rows[step - 1]
    assert printed == sorted(printed)
    assert printed[0] < printed[-1] == whole[2]
    # On to the next step, and back.
    assert press(card, "Enter") == step + 1
    assert press(card, "Shift+Enter") == step
    assert card.evaluate(shown)[0] == told[-1]
    card.get_by_role("button", name=ACTION, exact=True).click()
    assert step_of(card) == step + 1
    assert press(card, "ArrowLeft") == step
    assert card.evaluate(shown) == whole


def test_tab_goes_from_picture_through_the_stepper_to_the_table(
    visitor: Visitor,
) -> None:
    card = card_of(visitor)
    picture(card).focus()
    seen = []
    for _ in range(8):
        card.page.keyboard.press("Tab")
        seen.append(
            card.page.evaluate(
                "(it => it.ariaLabel ?? it.textContent)(document.activeElement)"
            )
        )
    buttons = ["First step", "Step back", "Play", ACTION, "Step forward", "Last step"]
    assert seen == [*buttons, "Step", "This run as a table (8 steps)"]


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
    # First the lines of both, then their heads.
    arrows = """card => [...card.querySelectorAll('.step-wakes')].map(it =>
      [it.getAttribute('x'), it.lastChild.getAttribute('d')])"""
    slider = card.get_by_role("slider")
    slider.fill("7")  # It wakes main, in the lane above.
    (_, nothing), (x, line), (_, headless), (beside, head) = card.evaluate(arrows)
    assert (nothing, headless, x, beside) == ("", "", "96.1%", x)
    assert (line, head) == ("M0 83V58", "M-4 64h8l-4 -6z")
    slider.fill("8")
    woken, (_, nothing), above, (_, headless) = card.evaluate(arrows)
    assert (woken, above) == ([x, line], [x, head])
    assert (nothing, headless) == ("", "")
    slider.fill("1")  # It makes three tasks, whose turns come.
    shown = card.evaluate(arrows)
    assert shown[1][1].count("M") == shown[3][1].count("M") == 3


def test_lines_from_lane_to_lane_end_before_letters(visitor: Visitor) -> None:
    card = card_of(visitor)
    card.get_by_role("slider").fill("7")
    made, woken, texts, behind = card.evaluate(
        """card => {
          const all = selector => [...card.querySelectorAll(selector)];
          const follows = (it, other) => Boolean(
            it.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
          const made = all('.tl > .tl-made line');
          const woken = all('.step-wakes path')
            .filter(it => it.getAttribute('d').includes('V'));
          const texts = all('.tl text').filter(it => !it.closest('.tl-tick'));
          return [made.length, woken.length, texts.length, [...made, ...woken].every(
            line => texts.every(text => follows(line, text)))];
        }"""
    )
    # The arrow's line and the halo behind it; the other arrow is empty.
    assert (made, woken) == (1, 2) and texts and behind
    for text in card.locator(".tl :is(.tl-print, .tl-label) text").all():
        style = text.evaluate(
            "it => [getComputedStyle(it).paintOrder, getComputedStyle(it).stroke]"
        )
        assert style[0] == "stroke" and style[1] != "none"


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


def test_fingers_have_room_and_the_stepper_stays_in_sight(visitor: Visitor) -> None:
    card = card_of(visitor, ("web/server.html", "#example-news_server"), screen="phone")
    card.locator("xpath=ancestor::details").evaluate("it => { it.open = true; }")
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


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_card_keeps_its_height_but_for_the_first_step_on_a_phone(
    visitor: Visitor, screen: str
) -> None:
    card = card_of(visitor, ("callbacks.html", "#example-future_states"), screen=screen)
    rest = size(card)[1]
    above = card.get_by_role("slider").evaluate(PLACE)
    button = card.get_by_role("button", name="Step forward")
    button.click()
    height = size(card)[1]
    # A hint has two lines, and the longest sentence there has seven.
    assert height > rest + 100 if screen == "phone" else height == rest
    assert card.get_by_role("slider").evaluate(PLACE) == above
    button.click()
    assert size(card)[1] == height
    picture(card).focus()
    assert press(card, "Escape") == 0
    assert size(card)[1] == height


def test_the_hint_speaks_of_keys_to_those_who_have_some(visitor: Visitor) -> None:
    hint = ".stepper-sentence"
    touched = card_of(visitor, screen="phone", is_mobile=True, has_touch=True)
    assert "picture." in touched.locator(hint).inner_text()
    assert "picture, then use ←" in card_of(visitor).locator(hint).inner_text()


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
