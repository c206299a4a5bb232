"""Makes the PDF of the cheat sheet: `python -m cheatsheet.sphinxext.pdf SITE`.

It is printed from the page of the built site, with letters that `package.json` pins:
on any machine each line breaks at the same word.

It needs a Chromium, so the site is complete without it: the page has the link to
the file only when the file is there. The browser is the one that `$CHROMIUM` names,
or Playwright's own.
"""

import base64
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from cheatsheet.sphinxext.sheet import PDF_MARK
from cheatsheet.store.project import ROOT

PAGE = "cheatsheet"
LINK = f', also <a class="sheet-pdf" href="{PAGE}.pdf">as a PDF</a>'

# Families, weights and files of the letters. Arimo and Cousine are as narrow as Arial
# and Courier New. What they lack, such as a few signs, comes from DejaVu.
GOOGLE = "@expo-google-fonts"
FACES = [
    ("Arimo", 400, f"{GOOGLE}/arimo/400Regular/Arimo_400Regular.ttf"),
    ("Arimo", 700, f"{GOOGLE}/arimo/700Bold/Arimo_700Bold.ttf"),
    ("Cousine", 400, f"{GOOGLE}/cousine/400Regular/Cousine_400Regular.ttf"),
    ("Cousine", 700, f"{GOOGLE}/cousine/700Bold/Cousine_700Bold.ttf"),
    ("DejaVu Sans", 400, "dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    ("DejaVu Sans Mono", 400, "dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf"),
]


def letters() -> str:
    """A style sheet that has the fonts in itself, and lets a page use no other.

    Raises:
        FileNotFoundError: A package is not installed.
    """
    rules = []
    for family, weight, file in FACES:
        content = base64.b64encode((ROOT / "node_modules" / file).read_bytes()).decode()
        rules.append(
            f'@font-face {{font-family: "{family}"; font-weight: {weight}; '
            f"src: url(data:font/ttf;base64,{content})}}"
        )
    rules.append(
        'body {--font-stack: "Arimo", "DejaVu Sans"; '
        '--font-stack--monospace: "Cousine", "DejaVu Sans Mono"}'
    )
    return "\n".join(rules)


def printed(page: Path, browser: Browser) -> bytes:
    """Print a page as its style sheet says, in our letters.

    Args:
        page: The file.
        browser: Prints it.
    """
    # The page's security policy allows none but its own styles.
    with browser.new_context(bypass_csp=True) as context:
        opened = context.new_page()
        opened.goto(page.resolve().as_uri())
        opened.add_style_tag(content=letters())
        # A face is loaded when a text needs it: those of paper are needed from here on.
        opened.emulate_media(media="print")
        opened.evaluate("document.fonts.ready.then(() => true)")
        return opened.pdf(prefer_css_page_size=True, tagged=True)


def write(site: Path, browser: Browser) -> Path:
    """Print the cheat sheet, and let its page link to the file.

    Args:
        site: Folder of the built site.
        browser: Prints it.

    Returns:
        The file.
    """
    page = site / f"{PAGE}.html"
    target = page.with_suffix(".pdf")
    target.write_bytes(printed(page, browser))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(PDF_MARK, LINK), encoding="utf-8")
    return target


def main(site: Path) -> None:
    """Start the browser, write the file, and say where it is."""
    # Chromium's sandbox does not work for root.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox"] if root else [],
        )
        print(write(site, browser))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
