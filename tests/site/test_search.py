"""The search: its dialog by keyboard and touch, its page, its weight and its time."""

import re
from functools import partial

import pytest
from playwright.sync_api import Page, Route, expect

from tests.site.asking import compressed, faults_by_axe, sideways
from tests.site.visitor import SITE, Visit, Visitor

# What the first question may send, all together and compressed.
FIRST_QUESTION = 100_000
# Milliseconds from a key to what it finds, once the index is there; most take 25.
TIME = 100
OPTION = "[role=option]"
CHOSEN = "[role=option][aria-selected=true]"


def opened(visit: Visit, question: str) -> Page:
    """Open the dialog by key, and type a question."""
    page = visit.page
    page.keyboard.press("/")
    page.locator("dialog.search[open]").wait_for()
    page.keyboard.type(question)
    return page


def test_keys_lead_to_a_section(visitor: Visitor) -> None:
    visit = visitor.open("why.html")
    page = opened(visit, "race conditions")
    chosen = page.locator(CHOSEN)
    expect(chosen).to_contain_text("Race conditions and locks")
    expect(chosen.locator("mark").first).to_have_text("Race")
    expect(chosen.locator(".search-page")).to_have_text("Locks and semaphores")
    # The line that answers comes with the texts of its page.
    expect(chosen.locator(".search-line mark").first).to_be_visible()
    first = chosen.get_attribute("href")
    page.keyboard.press("ArrowDown")
    second = page.locator(CHOSEN).get_attribute("href")
    field = page.get_by_role("combobox", name="Search")
    assert second != first
    assert field.get_attribute("aria-activedescendant") == "search-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/locks_and_queues/locks.html#race-conditions-and-locks")
    assert visit.complaints == []


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_each_key_opens_it_and_escape_closes(visitor: Visitor, key: str) -> None:
    page = visitor.open("why.html").page
    page.keyboard.press(key)
    dialog = page.locator("dialog.search")
    expect(dialog).to_be_visible()
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.keyboard.press("Escape")  # Empties a field that has text, else closes.
    expect(dialog).to_be_hidden()


def test_typing_into_the_sidebar_opens_it(visitor: Visitor) -> None:
    page = visitor.open("why.html").page
    page.get_by_placeholder("Search").first.focus()
    page.keyboard.type("gat")
    page.locator("dialog.search[open]").wait_for()
    page.keyboard.type("her")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_have_value("gather")
    expect(page.locator(CHOSEN)).to_contain_text("gather")


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_what_is_typed_while_it_is_loaded_is_kept(
    visitor: Visitor, screen: str
) -> None:
    page = visitor.open("why.html", screen=screen).page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/search-box*", hold)
    with page.expect_request("**/search-box*"):
        if screen == "phone":
            page.get_by_role("link", name="Search").click()
        else:
            page.keyboard.press("/")
    page.keyboard.type("dead")
    held.pop().continue_()
    page.locator("dialog.search[open]").wait_for()
    page.keyboard.type("lock")
    expect(page.get_by_role("combobox", name="Search")).to_have_value("deadlock")
    expect(page.locator(CHOSEN)).to_contain_text("Deadlock")


def test_a_phone_has_a_button_for_it(visitor: Visitor) -> None:
    visit = visitor.open("why.html", theme="dark", screen="phone")
    page = visit.page
    page.get_by_role("link", name="Search").click()
    page.keyboard.type("deadlock")
    expect(page.locator(CHOSEN)).to_contain_text("Deadlock")
    assert sideways(page) <= 0
    assert faults_by_axe(page) == []
    page.get_by_role("button", name="Close").click()
    expect(page.locator("dialog.search")).to_be_hidden()


def test_a_screen_reader_hears_how_many_there_are(visitor: Visitor) -> None:
    page = opened(visitor.open("why.html"), "semaphore")
    status = page.locator("dialog.search [role=status]")
    expect(status).to_have_text(re.compile(r"^(\d+ sections?|The best \d+)"))
    assert faults_by_axe(page) == []


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_pasted_traceback_leads_to_its_message(visitor: Visitor, screen: str) -> None:
    clipboard = ["clipboard-read", "clipboard-write"]
    visit = visitor.open("why.html", screen=screen, permissions=clipboard)
    page = opened(visit, "")
    page.evaluate("text => navigator.clipboard.writeText(text)", PASTE)
    page.keyboard.press("ControlOrMeta+v")
    # The cause, and then what it leads to: a coroutine that nothing awaits.
    expect(page.locator(OPTION).first).to_contain_text("cannot be called")
    expect(page.locator(OPTION).nth(1)).to_contain_text("was never awaited")
    assert visit.complaints == []


def test_nonsense_is_said_to_have_no_answer(visitor: Visitor) -> None:
    page = opened(visitor.open("why.html"), "zemapqorex")
    status = page.locator("dialog.search [role=status]")
    expect(status).to_contain_text("Nothing found")
    expect(status).to_contain_text("The nearest sections")
    assert page.locator(OPTION).count()


def test_the_page_of_the_search_answers_a_link(visitor: Visitor) -> None:
    visit = visitor.open("search.html?q=race+conditions")
    found = visit.page.locator("#search-results [role=option]").first
    expect(found).to_contain_text("Race conditions and locks")
    expect(found.locator(".search-line mark").first).to_be_visible()
    assert faults_by_axe(visit.page) == []
    assert visit.complaints == []


def test_without_scripts_the_field_leads_to_other_ways(visitor: Visitor) -> None:
    page = visitor.open("why.html", java_script_enabled=False).page
    page.get_by_placeholder("Search").first.fill("gather")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=gather")
    article = page.locator("article")
    expect(article).to_contain_text("needs JavaScript")
    expect(article.get_by_role("link", name="error messages")).to_be_visible()


def test_a_page_on_a_disk_has_it(visitor: Visitor) -> None:
    page = visitor.open("why.html").page
    page.goto((SITE / "web" / "push.html").as_uri())
    page.keyboard.press("/")
    page.locator("dialog.search[open]").wait_for()
    page.keyboard.type("race conditions")
    expect(page.locator(CHOSEN)).to_contain_text("Race conditions and locks")
    expect(page.locator(f"{CHOSEN} .search-line mark").first).to_be_visible()


def test_it_sends_nothing_before_a_key_and_little_after(visitor: Visitor) -> None:
    visit = visitor.open("why.html")
    before = list(visit.requested)
    assert not [url for url in before if "search" in url and "/search.js" not in url]
    page = opened(visit, "how to limit the number of concurrent requests")
    expect(page.locator(".search-line mark").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    sent = {url.removeprefix(visit.address) for url in visit.requested} - {
        url.removeprefix(visit.address) for url in before
    }
    assert len(sent) > 3
    weight = sum(compressed(path.partition("?")[0]) for path in sent)
    print(f"the first question sends {weight} bytes")
    assert weight <= FIRST_QUESTION


@pytest.mark.realtime
def test_a_key_is_answered_in_time(visitor: Visitor) -> None:
    page = opened(visitor.open("why.html"), "semaphore")
    expect(page.locator(CHOSEN)).to_contain_text("emaphore")
    ask = partial(page.evaluate, ANSWER)
    times = sorted(ask(text) for text in ("lock", "a task that hangs", PASTE) * 5)
    print("milliseconds from a key to its answer:", [round(time) for time in times])
    assert times[len(times) // 2] <= TIME
    assert ask(PASTE * 20) <= 5 * TIME


# A paste as long as what readers paste whole.
PASTE = """Traceback (most recent call last):
  File "/home/me/shop/app.py", line 12, in <module>
    asyncio.run(main())
RuntimeError: asyncio.run() cannot be called from a running event loop
sys:1: RuntimeWarning: coroutine 'main' was never awaited
"""
ANSWER = """question => new Promise(resolve => {
  const field = document.querySelector('.search-field');
  const list = document.querySelector('#search-list');
  const start = performance.now();
  new MutationObserver((_, own) => {
    own.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - start));
  }).observe(list, {childList: true});
  field.value = question;
  field.dispatchEvent(new Event('input'));
})"""
