"""The security policy: what hosts send, and what a page does where none is sent."""

import base64
import hashlib
import urllib.request

from playwright.sync_api import Browser, expect

from cheatsheet.sphinxext import hosting
from tests.site.visitor import PAGES, SITE, Visitor, soup

WITH_CARD = "many_at_once.html"


def hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_policy_has_the_hash_of_all_that_is_inline_and_no_other() -> None:
    found: dict[str, set[str]] = {"script-src": set(), "style-src": set()}
    for name in PAGES:
        page = soup(name)
        for script in page.select("script:not([src])"):
            found["script-src"].add(hashed(script.string or ""))
        for style in page.select("style"):
            found["style-src"].add(hashed(style.string or ""))
        for element in page.select("[style]"):
            found["style-src"].add(hashed(str(element["style"])))
        handlers = [
            f"{name}: {attribute} of <{element.name}>"
            for element in page.find_all(True)
            for attribute in element.attrs
            if attribute.startswith("on")
        ]
        assert not handlers, "no policy allows these"
    allowed = {
        name: {source for source in hosting.POLICY[name] if "sha256-" in source}
        for name in found
    }
    assert allowed == found, (
        "the hashes in cheatsheet/sphinxext/hosting.py (left) are not those of "
        "the pages (right): "
        "see what became different in the theme, and take over its hash"
    )


def test_every_page_brings_the_same_policy() -> None:
    policies = {
        str([one["content"] for one in soup(name).select("meta[http-equiv]")])
        for name in PAGES
    }
    assert len(policies) == 1 and "worker-src" in policies.pop()


def test_headers_fit_the_hosts_that_read_them() -> None:
    lines = (SITE / "_headers").read_text("utf-8").splitlines()
    assert len([line for line in lines if line.startswith("/")]) <= 100  # Cloudflare
    assert max(map(len, lines)) <= 2000  # Cloudflare


def test_worker_gets_the_policy_too_and_is_kept(address: str) -> None:
    [worker] = SITE.glob("_static/browser/worker-*.js")
    with urllib.request.urlopen(f"{address}/_static/browser/{worker.name}") as answer:
        sent = answer.headers
    assert sent["Content-Security-Policy"] == hosting.header()
    assert "immutable" in sent["Cache-Control"]


def test_what_keeps_its_name_is_asked_for_again(address: str) -> None:
    for path in ("index.html", "_static/browser/card.js"):
        with urllib.request.urlopen(f"{address}/{path}") as answer:
            assert "immutable" not in (answer.headers["Cache-Control"] or "")


def test_page_reads_well_from_a_disk(browser: Browser) -> None:
    visitor = Visitor(browser, SITE.as_uri())
    visit = visitor.open(WITH_CARD)
    page = visit.page
    assert not [one for one in visit.complaints if "Security Policy" in one]
    expect(page.locator("button.copybtn").first).to_be_attached()
    for part in (".example-output", ".tl-figure svg"):
        expect(page.locator(part).first).to_be_visible()
    code = page.locator(".example pre").first
    assert code.evaluate("it => getComputedStyle(it).fontFamily.includes('mono')")
    assert code.evaluate("it => getComputedStyle(it).whiteSpace") == "pre"
    # Chromium loads no module from a disk: what would need one is not there.
    assert page.locator(".example button:visible:not(.copybtn)").count() == 0
    visitor.close()
