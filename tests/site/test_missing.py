"""The page for an address that is not there, at any depth, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.site.visitor import Visitor


@pytest.mark.parametrize(
    ("path", "words", "nearest"),
    [
        ("tasks/backgroud.html", "tasks backgroud", "tasks/background.html"),
        ("cancelation/", "cancelation", "cancellation/index.html"),
        ("en/latest/locks_and_queues/queue", "locks and queues queue", "queues.html"),
        ("a/b/c/event-loop.html", "a b c event loop", "event_loop.html"),
        ("glossary", "glossary", "glossary.html"),
    ],
)
def test_it_names_what_may_have_been_meant(
    visitor: Visitor, path: str, words: str, nearest: str
) -> None:
    visit = visitor.open(path)
    page = visit.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    expect(page.locator(".missing input")).to_have_value(words)
    # All that it loads is found, however deep the address is.
    answered, said = sorted(visit.complaints)
    assert "status of 404" in said
    assert answered == f"404 {visitor.address}/{path}"
    links = page.locator(".nearest a")
    assert 1 <= links.count() <= 5
    links.first.click()
    expect(page).to_have_url(re.compile(re.escape(nearest)))
    assert page.locator("h1").inner_text() != "Page not found"


def test_its_words_are_searched_for(visitor: Visitor) -> None:
    page = visitor.open("no/such/semaphore.html").page
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/search\.html\?q=no\+such\+semaphore"))


def test_nothing_alike_names_no_page(visitor: Visitor) -> None:
    page = visitor.open("xyzzy/%E0%A4%A").page
    expect(page.locator(".missing input")).to_have_value(re.compile("^xyzzy"))
    expect(page.locator(".nearest")).to_be_hidden()


def test_without_scripts_its_links_lead_on(visitor: Visitor) -> None:
    page = visitor.open("very/deep/page.html", java_script_enabled=False).page
    links = page.locator("article a:visible:not(.back-to-top)")
    hrefs = links.evaluate_all("all => all.map(it => it.href)")
    names = ["index.html", "errors.html", "search.html", "example-index.html"]
    assert hrefs == [f"{visitor.address}/{name}" for name in names]
    links.first.click()
    expect(page).to_have_url(f"{visitor.address}/index.html")
