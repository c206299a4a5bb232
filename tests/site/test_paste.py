"""The box for pasted messages: by keyboard, on a phone, and without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.test_pastes import text_of
from tests.site.asking import faults_by_axe, sideways
from tests.site.visitor import MODES, SITE, Visitor, soup

NAME = "errors.html"
LABEL = "Paste a message, a traceback or a log"
# Puts a text where the focus is, as a paste does and no key press.
PASTE = """text => document.activeElement.dispatchEvent(
  Object.assign(document.activeElement, { value: text }) &&
  new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }))"""
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""
BOXES = sorted(
    path.relative_to(SITE).as_posix() for path in (SITE / "errors").glob("*.html")
)


def paste(page: Page, text: str) -> None:
    """Go to the box by keyboard and paste a text."""
    page.get_by_label(LABEL).focus()
    page.evaluate(PASTE, text)


@pytest.mark.parametrize("name", ["index.html", NAME, *BOXES])
def test_every_page_of_messages_has_the_box(name: str) -> None:
    assert len(soup(name).select(".paste[data-messages]")) == 1


@pytest.mark.parametrize(("theme", "screen"), MODES)
def test_a_traceback_leads_to_the_entry_by_keyboard(
    visitor: Visitor, theme: str, screen: str
) -> None:
    visit = visitor.open(NAME, theme=theme, screen=screen)
    page = visit.page
    page.locator(".paste.ready").wait_for()
    assert page.evaluate(SHIFTS) < 0.01
    before = list(visit.requested)
    assert not [url for url in before if "messages.json" in url]
    paste(page, text_of("unseen_exception"))
    status = page.locator(".paste").get_by_role("status")
    expect(status).to_have_text("This message is in the text:")
    # What is loaded is the code and the list of messages; nothing is sent.
    later = [url.rpartition("/")[2] for url in visit.requested[len(before) :]]
    assert {re.sub(r"-\w+\.js$", ".js", name) for name in later} >= {"messages.json"}
    assert all(name.endswith((".js", ".json")) for name in later), later
    item = page.locator(".paste-results > li")
    expect(item).to_contain_text("Line 7 of unseen.py, in fetch")
    assert faults_by_axe(page, ".paste") == []
    assert sideways(page) == 0
    page.keyboard.press("Tab")  # Clear
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/errors/tasks.html#message-task-exception")
    assert visit.complaints == []


def test_clear_empties_the_box_and_goes_back_to_it(visitor: Visitor) -> None:
    page = visitor.open(NAME).page
    page.locator(".paste.ready").wait_for()
    paste(page, "Tusk excepton never retrieved")
    status = page.locator(".paste").get_by_role("status")
    expect(status).to_contain_text("The most similar ones are:")
    expect(page.locator(".paste-results > li")).not_to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label(LABEL)).to_have_value("")
    expect(page.get_by_label(LABEL)).to_be_focused()
    expect(status).to_have_text("")
    expect(page.locator(".paste-results")).to_be_hidden()


def test_a_list_that_cannot_be_loaded_is_said_and_asked_for_again(
    visitor: Visitor,
) -> None:
    page = visitor.open(NAME).page
    page.locator(".paste.ready").wait_for()
    page.route("**/messages.json", lambda route: route.abort())
    paste(page, text_of("unseen_exception"))
    status = page.locator(".paste").get_by_role("status")
    expect(status).to_contain_text("could not be loaded")
    page.unroute("**/messages.json")
    paste(page, text_of("unseen_exception"))
    expect(page.locator(".paste-results > li")).to_have_count(1)


def test_without_scripts_there_is_a_sentence_and_no_box(visitor: Visitor) -> None:
    page = visitor.open(NAME, java_script_enabled=False).page
    place = page.locator(".paste")
    expect(place).to_contain_text("look for the words of your message")
    assert place.locator("textarea").count() == 0
    assert place.evaluate("it => getComputedStyle(it).minHeight") == "0px"
    link = place.get_by_role("link")
    expect(link).to_be_visible()
    assert (SITE / Path(str(link.get_attribute("href")).partition("#")[0])).exists()
