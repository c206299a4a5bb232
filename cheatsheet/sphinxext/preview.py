"""Makes the picture that chats show where a page is linked: `nox -s preview`.

It is drawn from `docs/static/gather.svg`, the run that `nox -s record` renews. The
name of the picture has the digest of that file, so that a test sees when it is old and
no chat shows the one that it has kept.
"""

import base64
import hashlib
import os
from pathlib import Path

from cheatsheet.store.project import ROOT

WIDTH, HEIGHT = 1200, 630  # Pixels; what chats and networks ask for.
RUN = "gather.svg"

PAGE = """<!doctype html>
<style>
{letters}
body {{
  align-items: center;
  background: #fff;
  box-sizing: border-box;
  color: #16181d;
  display: flex;
  flex-direction: column;
  font: 30px var(--font-stack);
  gap: 28px;
  height: {height}px;
  justify-content: center;
  margin: 0;
  width: {width}px;
}}
h1 {{ font-size: 64px; margin: 0; }}
p {{ color: #50545e; margin: 0; }}
img {{ width: 1080px; }}
</style>
<h1>asyncio cheat sheet</h1>
<p>Learn Python's asyncio from scripts that run.</p>
<img src="data:image/svg+xml;base64,{run}">
"""


def path_of(docs: Path) -> Path | None:
    """Where the picture of the run is, or nothing if there is no run.

    Args:
        docs: Folder of the pages.
    """
    run = docs / "static" / RUN
    if not run.exists():
        return None
    digest = hashlib.sha256(run.read_bytes()).hexdigest()[:8]
    return run.with_name(f"preview-{digest}.png")


def main(docs: Path) -> None:
    """Draw the picture, and take the old one away.

    Args:
        docs: Folder of the pages.
    """
    # Only this needs them, not a build of the site.
    from playwright.sync_api import sync_playwright

    from cheatsheet.sphinxext.pdf import letters

    path = path_of(docs)
    assert path is not None
    run = base64.b64encode((docs / "static" / RUN).read_bytes()).decode()
    text = PAGE.format(letters=letters(), run=run, width=WIDTH, height=HEIGHT)
    # Chromium's sandbox does not work for root.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox"] if root else [],
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(text)
        page.evaluate("document.fonts.ready.then(() => true)")
        for old in path.parent.glob("preview-*.png"):
            old.unlink()
        page.screenshot(path=path)
        browser.close()
    print(path)


if __name__ == "__main__":
    main(ROOT / "docs")
