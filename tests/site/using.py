"""What a reader does on any page by keyboard: open what is folded, copy, download."""

from urllib.parse import urljoin

from playwright.sync_api import Page

from cheatsheet.store.project import ROOT

OPEN = "them => them.map(it => it.open)"
FOCUS = "it => it.focus()"
# The text of each block of code that has a button to copy it.
COPYABLE = """() => [...document.querySelectorAll('div.highlight')]
  .filter(it => it.querySelector('button.copybtn'))
  .map(it => [...it.querySelectorAll('pre')].map(pre => pre.textContent).join())"""
# What is on the clipboard when a button says so, which it does in a few turns.
COPIED = """async it => {
  for (let turn = 0; turn < 1000; turn++) {
    if (it.classList.contains('success')) return navigator.clipboard.readText();
    await new Promise(done => setTimeout(done, 5));
  }
  return 'the button does not say that it has copied';
}"""
# The same of several, after a click on each: for each key, one waits for the browser.
ALL_COPIED = f"""async them => {{
  const found = [];
  for (const it of them) {{
    it.click();
    found.push(await ({COPIED})(it));
  }}
  return found;
}}"""


def check_folds(page: Page) -> None:
    """Each folded part opens by keyboard, and each open one closes."""
    folded = page.locator("details")
    before = folded.evaluate_all(OPEN)
    for summary in page.query_selector_all("summary"):
        summary.evaluate(FOCUS)
        page.keyboard.press("Enter")
    assert folded.evaluate_all(OPEN) == [not one for one in before]


def check_copies(page: Page, *, by_key: bool) -> int:
    """Each copy button copies the code of its block; how many there are."""
    blocks = page.evaluate(COPYABLE)
    buttons = page.query_selector_all("div.highlight button.copybtn")
    if by_key:
        copied = []
        for button in buttons:
            button.evaluate(FOCUS)
            page.keyboard.press("Enter")
            copied.append(button.evaluate(COPIED))
    else:
        copied = page.evaluate(ALL_COPIED, buttons)
    assert [it.rstrip() for it in copied] == [it.rstrip() for it in blocks]
    return len(blocks)


def check_downloads(page: Page, name: str) -> None:
    """Each download gives the script itself, under its name.

    Args:
        page: The page.
        name: Its path in the site, which has our folders.
    """
    for link in page.query_selector_all("a[download]"):
        link.evaluate(FOCUS)
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        script = ROOT / urljoin(name, str(link.get_attribute("href")))
        assert waiting.value.path().read_bytes() == script.read_bytes()
        assert waiting.value.suggested_filename == script.name
