"""What a reader has written in a card: downloaded, or shared by a link."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from cheatsheet.store.project import ROOT
from tests.site.pressing import CARD, GATHER, Desk, desk, edit
from tests.site.visitor import Visitor


def test_edited_program_is_what_is_downloaded(visitor: Visitor) -> None:
    it = edit(desk(visitor))
    it.page.keyboard.press("ControlOrMeta+End")
    it.page.keyboard.type("# mine")
    with it.page.expect_download() as waiting:
        it.place.locator("a[download]").click()
    original = (ROOT / "examples/many_at_once/gather.py").read_text("utf-8")
    assert waiting.value.path().read_text("utf-8") == original + "# mine"
    assert waiting.value.suggested_filename == "gather.py"


def test_share_copies_a_link_that_opens_the_program(visitor: Visitor) -> None:
    page = visitor.open(GATHER, permissions=["clipboard-read", "clipboard-write"]).page
    it = Desk(page, page.locator(CARD))
    button = it.place.get_by_role("button", name="Share")
    button.click()
    expect(it.place.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    expect(button).to_have_text("Share")
    assert urlsplit(link).path == "/playground.html"
    page.goto(link)
    original = (ROOT / "examples/many_at_once/gather.py").read_text("utf-8")
    expect(page.locator(".playground-messages").first).to_contain_text(
        "This program came from a link"
    )
    assert Desk(page, page.locator(".playground")).text.rstrip() == original.rstrip()
    page.wait_for_timeout(500)
    expect(page.locator(".example-status > span").first).to_have_text("")


def test_share_without_a_clipboard_shows_the_link(visitor: Visitor) -> None:
    it = desk(visitor)
    it.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject('no'); }"
    )
    it.place.get_by_role("button", name="Share").click()
    field = it.place.get_by_label("Link to this program")
    expect(field).to_be_focused()
    assert "/playground.html#program=" in field.input_value()
    chosen = field.evaluate("it => [it.selectionStart, it.selectionEnd]")
    assert chosen == [0, len(field.input_value())]


def test_share_of_a_long_program_says_so(visitor: Visitor) -> None:
    noise = "".join(f"x{number} = {hash((number, 'x'))}\n" for number in range(2000))
    it = edit(desk(visitor), noise)
    it.place.get_by_role("button", name="Share").click()
    expect(it.message).to_have_text(
        re.compile(r"Too long for a link \(\d+ KB\). Download it instead.")
    )
