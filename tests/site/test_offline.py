"""The site without a network after one visit, and a new build beside an old one."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from cheatsheet.store.project import ROOT
from tests.site.conftest import Launch
from tests.site.visitor import SITE, Plain, Visit, Visitor

FOLDER = "asyncio"  # As on GitHub Pages, where a project has a folder of the host.
RUNS = "why/three_waits_fixed"

# Resolves when this build of the site is kept and answers for the page.
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller)
    await new Promise(go => navigator.serviceWorker.oncontrollerchange = go);
}"""
# Looks for a new build, as a browser does at each visit, and waits until it is kept.
UPDATED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const taken = new Promise(go => navigator.serviceWorker.oncontrollerchange = go);
  await registration.update();
  await taken;
}"""
# Looks for a new build, and waits for what becomes of it.
REFUSED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const settled = new Promise(go => registration.onupdatefound = () => {
    const worker = registration.installing;
    worker.onstatechange = () => go(worker.state);
  });
  await registration.update();
  return settled;
}"""
SCRIPT = f"() => fetch('examples/{RUNS}.py').then(answer => answer.text())"
BUILDS = "() => caches.keys().then(all => all.filter(name => name.startsWith('build')))"


class Host:
    """A host of a copy of the site, which can be changed and cut off.

    Attributes:
        site: Folder of the copy.
        address: Where it is served.
    """

    def __init__(self, folder: Path) -> None:
        self.site = folder / FOLDER
        # Links, as nothing is written into a file that is there.
        shutil.copytree(SITE, self.site, copy_function=os.link)
        host = self
        host.down = False

        class Cut(Plain):
            def do_GET(self) -> None:  # noqa: N802 - the name that the server calls
                if host.down:  # The connection ends without an answer.
                    self.close_connection = True
                else:
                    super().do_GET()

            def send_error(self, code: int, *_: object, **__: object) -> None:
                self.send_response(code)
                self.send_header("Content-Length", "0")
                self.end_headers()

        handler = partial(Cut, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/{FOLDER}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def change(self, name: str, old: str, new: str) -> None:
        path = self.site / name
        text = path.read_text("utf-8")
        assert old in text
        path.unlink()
        path.write_text(text.replace(old, new), "utf-8")

    def deploy(self) -> None:
        """Let the service worker be that of the changed files."""
        (self.site / "offline.js").unlink()
        command = ["node", "browser/build/offline.mjs", str(self.site)]
        subprocess.run(command, cwd=ROOT, check=True, timeout=600)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    found = Host(tmp_path)
    yield found
    found.close()


@pytest.fixture
def reader(browsers: Launch, host: Host) -> Iterator[Visitor]:
    found = Visitor(browsers("wide"), host.address)
    yield found
    found.close()


def visit(reader: Visitor, name: str) -> Visit:
    """Open a page, and wait until the site is kept."""
    found = reader.open(name, service_workers="allow")
    found.page.evaluate(KEPT)
    return found


def run(page: Page) -> None:
    """Run the first example of a page; it does what was recorded."""
    card = page.locator(".example[data-run]").first
    card.get_by_role("button", name=re.compile("^Run ")).click()
    said = card.get_by_role("status").filter(has_text="the same as recorded")
    expect(said).to_be_attached(timeout=60_000)


def test_all_pages_search_and_runs_work_without_a_network(
    host: Host, reader: Visitor
) -> None:
    visited = visit(reader, "index.html")
    page = visited.page
    run(page)
    host.down = True
    assert not page.evaluate("fetch('objects.inv').then(() => true, () => false)")
    visited.complaints.clear()
    for name in ("", "glossary.html", "locks_and_queues/index.html", "why"):
        page.goto(f"{host.address}/{name}")
        assert page.locator("h1").count() == 1, name
    page.goto(f"{host.address}/many_at_once.html")
    run(page)
    page.goto(f"{host.address}/search.html?q=semaphore")
    expect(page.locator("#search-results [role=option]").first).to_be_visible()
    assert visited.complaints == []
    answer = page.goto(f"{host.address}/no/such/page.html")
    assert answer is not None and answer.status == 404
    assert page.locator("h1").inner_text() == "Page not found"


def test_a_new_build_is_for_pages_that_are_opened_from_then_on(
    host: Host, reader: Visitor
) -> None:
    page = visit(reader, "why.html").page
    page.reload()  # From here on the page is of the build that is kept.
    old = page.evaluate(SCRIPT)
    host.change("glossary.html", "<h1>Glossary", "<h1>New glossary")
    host.change(f"examples/{RUNS}.py", "import asyncio", "import asyncio  # New")
    host.deploy()
    page.evaluate(UPDATED)
    # The page that is open has a script of its own time; a new one has the new script.
    assert "# New" not in old and page.evaluate(SCRIPT) == old
    assert len(page.evaluate(BUILDS)) == 2
    other = page.context.new_page()
    other.goto(f"{host.address}/glossary.html")
    assert other.locator("h1").inner_text().startswith("New glossary")
    other.goto(f"{host.address}/why.html")
    assert "# New" in other.evaluate(SCRIPT)
    page.close()
    # What no page is of is taken away.
    host.change("glossary.html", "<h1>New glossary", "<h1>Newest glossary")
    host.deploy()
    other.evaluate(UPDATED)
    host.down = True
    other.goto(f"{host.address}/glossary.html")
    assert other.locator("h1").inner_text().startswith("Newest glossary")
    other.reload()
    other.wait_for_function(f"async () => (await ({BUILDS})()).length === 1")


def test_files_of_two_builds_are_never_kept_together(
    host: Host, reader: Visitor
) -> None:
    page = visit(reader, "why.html").page
    before = page.evaluate(BUILDS)
    host.change("glossary.html", "<h1>Glossary", "<h1>New glossary")
    host.change("tasks.html", "<h1>Tasks", "<h1>Second tasks")
    host.deploy()
    # Half of a third build has arrived at the host when the second one is fetched.
    host.change("tasks.html", "<h1>Second tasks", "<h1>Third tasks")
    assert page.evaluate(REFUSED) == "redundant"
    assert page.evaluate(BUILDS) == before
    page.goto(f"{host.address}/glossary.html")
    assert page.locator("h1").inner_text().startswith("Glossary")


def test_policy_allows_it(browsers: Launch, address: str) -> None:
    visitor = Visitor(browsers("wide"), address)
    visited = visit(visitor, "glossary.html")
    assert visited.complaints == []
    assert visited.page.evaluate(BUILDS)
    visitor.close()
