"""Makes the PDF of the cheat sheet: `python -m cheatsheet.sphinxext.pdf SITE`.

It is printed from the page of the built site.

It needs a Chromium, so the site is complete without it: the page has the link to
the file only when the file is there. The browser is the one that `$CHROMIUM` names,
or Playwright's own.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from cheatsheet.sphinxext.sheet import PDF_MARK

PAGE = "cheatsheet"
LINK = f', also <a class="sheet-pdf" href="{PAGE}.pdf">as a PDF</a>'


def printed(page: Path) -> bytes:
    """Print a page as its style sheet says.

    Args:
        page: The file.
    """
    # Chromium's sandbox does not work for root.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox"] if root else [],
        )
        opened = browser.new_page()
        opened.goto(page.resolve().as_uri())
        content = opened.pdf(prefer_css_page_size=True, tagged=True)
        browser.close()
    return content


def write(site: Path) -> Path:
    """Print the cheat sheet, and let its page link to the file.

    Args:
        site: Folder of the built site.

    Returns:
        The file.
    """
    page = site / f"{PAGE}.html"
    target = page.with_suffix(".pdf")
    target.write_bytes(printed(page))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(PDF_MARK, LINK), encoding="utf-8")
    return target


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
