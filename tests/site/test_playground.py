"""The playground: examples, files, links, and a program of the reader's own."""

import base64
import io
import json
import re
import zipfile
import zlib

import pytest
from playwright.sync_api import Page, expect

from cheatsheet.store.project import all_scripts
from tests.site.asking import faults_by_axe, sideways
from tests.site.pressing import PATIENCE, Desk
from tests.site.visitor import MODES, Visitor, undrawn

NAME = "playground.html"


def fragment(text: str) -> str:
    """A fragment as Share makes it, of any text."""
    packed = zlib.compress(text.encode())
    return "#program=" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def program(*files: tuple[str, str]) -> str:
    """A fragment of a program."""
    named = [{"name": name, "text": text} for name, text in files]
    return fragment(json.dumps({"v": 1, "files": named}))


def playground(visitor: Visitor, link: str = "", **how: str) -> Desk:
    page = visitor.open(NAME + link, **how).page
    page.locator(".cm-content:visible").wait_for()
    return Desk(page, page.locator(".playground"))


def choose(page: Page, title: str) -> None:
    label = title.replace("`", "")
    page.get_by_label("Program to start from").select_option(label=label)


def test_every_example_is_there_and_loads(visitor: Visitor) -> None:
    it = playground(visitor)
    options = it.page.get_by_label("Program to start from").locator("option")
    titles = options.all_text_contents()[1:]
    assert titles == [script.title.replace("`", "") for script in all_scripts()]
    with undrawn(it.page):  # To draw each of them is half of it.
        for script in all_scripts():
            choose(it.page, script.title)
            names = [one.path.name for one in [script, *script.companions]]
            expect(it.place.get_by_role("tab")).to_have_text(names)
            assert it.text.splitlines()[0] == script.source.splitlines()[0]


def test_client_and_server_run_and_are_walked_through(visitor: Visitor) -> None:
    it = playground(visitor)
    choose(it.page, "Get the news, all stories concurrently")
    expect(it.place.get_by_role("tab")).to_have_count(2)
    assert it.press()["ended"] == "returned"
    expect(it.place.locator("svg.tl")).to_be_visible()
    tabs = it.place.get_by_role("tab")
    forward = it.place.get_by_role("button", name="Step forward")
    fronts = set()
    for _ in range(12):
        forward.click()
        fronts.add(it.place.locator("[role=tab][aria-selected=true]").inner_text())
        marks = it.place.locator(".cm-line.step-end:visible")
        if marks.count():
            expect(marks).to_be_in_viewport()
    assert fronts == set(tabs.all_text_contents())


def test_own_program_runs(visitor: Visitor) -> None:
    it = playground(visitor)
    assert it.press()["ended"] == "returned"
    expect(it.status).to_have_text(re.compile("^✓ Done in "))
    expect(it.place.locator("svg.tl")).to_be_visible()
    assert it.rows == ["one", "two"]


def test_files_are_added_renamed_and_removed_by_keyboard(visitor: Visitor) -> None:
    it = playground(visitor)
    keys = it.page.keyboard
    it.write("import greet\ngreet.hello()\n")
    it.place.get_by_role("button", name="New file").focus()
    keys.press("Enter")
    expect(it.page.get_by_label("File name")).to_be_focused()
    keys.type("greet")
    keys.press("Enter")
    tabs = it.place.get_by_role("tab")
    expect(tabs).to_have_text(["main.py", "greet.py"])
    expect(tabs.last).to_be_focused()
    it.write("def hello():\n    print('hello')\n")
    it.press()
    assert it.rows == ["hello"]
    tabs.last.focus()
    keys.press("ArrowLeft")
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    keys.press("ArrowRight")
    keys.press("F2")
    keys.type("main")
    keys.press("Enter")
    expect(it.message).to_have_text("There is already a main.py.")
    keys.press("F2")
    keys.press("ControlOrMeta+a")
    keys.type("no name")
    keys.press("Enter")
    expect(it.message).to_contain_text("letters, digits and _, and ends in .py")
    expect(tabs).to_have_text(["main.py", "greet.py"])
    it.place.get_by_role("button", name="Remove this file").click()
    expect(tabs).to_have_text(["main.py"])
    expect(tabs).to_be_focused()


def test_changes_are_not_lost_without_a_question(visitor: Visitor) -> None:
    it = playground(visitor)
    it.write("print('mine')\n")
    choose(it.page, "Get the news, one story after another")
    expect(it.message).to_contain_text("Discard your changes?")
    it.message.get_by_role("button", name="Keep").click()
    expect(it.place.locator(".cm-content")).to_be_focused()
    assert it.text.strip() == "print('mine')"
    expect(it.message).to_have_count(0)
    choose(it.page, "Get the news, one story after another")
    it.message.get_by_role("button", name="Discard").click()
    expect(it.place.get_by_role("tab")).to_have_count(2)
    expect(it.message).to_have_count(0)
    select = it.page.get_by_label("Program to start from")
    expect(select.locator("option:checked")).to_contain_text("one story after another")


def test_a_link_with_other_line_ends_is_no_change(visitor: Visitor) -> None:
    it = playground(visitor, program(("main.py", "print('a')\r\nprint('b')\r\n")))
    choose(it.page, "Get the news, one story after another")
    expect(it.place.get_by_role("tab")).to_have_count(2)
    expect(it.message).to_have_count(0)


def test_reset_asks_and_brings_back_what_was_loaded(visitor: Visitor) -> None:
    it = playground(visitor)
    before = it.text
    it.write("print('mine')\n")
    it.place.get_by_role("button", name="Reset").click()
    it.message.get_by_role("button", name="Discard").click()
    assert it.text == before


def test_download_of_several_files_is_an_archive(visitor: Visitor) -> None:
    files = [("client.py", "import server\n"), ("server.py", "print('é')\n")]
    it = playground(visitor, program(*files))
    with it.page.expect_download() as waiting:
        it.place.get_by_role("button", name="Download").click()
    assert waiting.value.suggested_filename == "client.zip"
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as archive:
        assert archive.testzip() is None
        assert {
            name: archive.read(name).decode() for name in archive.namelist()
        } == dict(files)


def test_a_link_is_not_run_by_itself(visitor: Visitor) -> None:
    it = playground(visitor, program(("own.py", "print('from a link')\n")))
    expect(it.message).to_have_text(
        "This program came from a link. Read it before you press Run."
    )
    it.page.wait_for_timeout(1_000)
    assert it.page.evaluate("runs.length") == 0
    assert it.rows == []
    it.press()
    assert it.rows == ["from a link"]


GOOD = program(("own.py", "print('from a link')\n" * 30))
BAD = {
    "cut": (GOOD[:-20], "cut off or changed"),
    "changed": (GOOD[:40] + "AAAA" + GOOD[44:], "cut off or changed"),
    "not base64": ("#program=%%%", "cut off or changed"),
    "empty": ("#program=", "cut off or changed"),
    "no JSON": (fragment("print(1)"), "does not contain a program"),
    "null": (fragment("null"), "does not contain a program"),
    "a number": (fragment("7"), "does not contain a program"),
    "no files": (fragment('{"v": 1, "files": []}'), "does not contain a program"),
    "a path": (program(("../own.py", "")), "does not contain a program"),
    "a name twice": (program(("a.py", ""), ("a.py", "")), "does not contain a program"),
    "no text": (
        fragment('{"v":1,"files":[{"name":"a.py"}]}'),
        "does not contain a program",
    ),
    "another version": (fragment('{"v": 2, "files": []}'), "another version"),
    "a bomb": (fragment("x" * 60_000_000), "too large"),
    "something else": ("#/home", "does not contain a program"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_link_is_told_in_one_line(visitor: Visitor, name: str) -> None:
    link, words = BAD[name]
    visit = visitor.open(NAME + link)
    it = Desk(visit.page, visit.page.locator(".playground"))
    expect(it.message).to_contain_text(words)
    assert visit.complaints == []
    # The page lives: it takes another program, and runs it.
    it.write("print('alive')\n")
    assert it.text.strip() == "print('alive')"
    it.run.click()
    expect(it.run).to_have_text("Stop")


def test_a_link_opened_in_the_same_tab_asks_first(visitor: Visitor) -> None:
    it = playground(visitor)
    it.write("print('mine')\n")
    it.page.evaluate("hash => { location.hash = hash }", program(("new.py", "1\n")))
    expect(it.message).to_contain_text("Discard your changes?")
    it.message.get_by_role("button", name="Discard").click()
    expect(it.place.get_by_role("tab")).to_have_text(["new.py"])
    expect(it.message).to_contain_text("from a link")


def test_without_scripts_the_page_lists_the_examples(visitor: Visitor) -> None:
    page = visitor.open(NAME, java_script_enabled=False).page
    expect(page.locator(".playground")).to_contain_text("needs JavaScript")
    links = page.locator(".playground a")
    assert links.count() == len(list(all_scripts()))
    links.first.click()
    expect(page.locator(".example").first).to_be_visible()


@pytest.mark.parametrize(("theme", "screen"), MODES)
def test_is_open_to_all(visitor: Visitor, theme: str, screen: str) -> None:
    it = playground(visitor, theme=theme, screen=screen)
    assert faults_by_axe(it.page) == []
    it.press()
    expect(it.place.locator("svg.tl")).to_be_visible(timeout=PATIENCE)
    assert faults_by_axe(it.page) == []
    it.write("print(1)\n")
    it.place.get_by_role("button", name="Reset").click()
    assert faults_by_axe(it.page) == []
    assert sideways(it.page) <= 0, "the page scrolls sideways"


def test_editor_and_picture_stand_side_by_side_where_there_is_room(
    visitor: Visitor,
) -> None:
    it = playground(visitor)
    left, right = (
        it.place.locator(selector).bounding_box()
        for selector in (".playground-code", ".playground-shown")
    )
    assert left and right and abs(left["y"] - right["y"]) < 2
    assert right["x"] > left["x"]
    it.page.set_viewport_size({"width": 800, "height": 900})
    left, right = (
        it.place.locator(selector).bounding_box()
        for selector in (".playground-code", ".playground-shown")
    )
    assert left and right and right["y"] > left["y"] + left["height"] - 2


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_the_program_that_it_begins_with_fits_its_pane(
    visitor: Visitor, screen: str
) -> None:
    it = playground(visitor, screen=screen)
    wider = it.page.locator(".cm-scroller:visible").evaluate(
        "it => it.scrollWidth - it.clientWidth"
    )
    assert wider <= 0


def test_every_example_of_the_site_is_in_its_chapter(visitor: Visitor) -> None:
    it = playground(visitor)
    groups = it.page.locator("optgroup").evaluate_all(
        "them => them.map(it => it.label)"
    )
    folders = {script.path.parent.name for script in all_scripts()}
    assert len(groups) == len(set(groups)) == len(folders)
