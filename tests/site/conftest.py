"""Servers for the built site, and one browser for each set of fonts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.site.fonts import FONTS
from tests.site.visitor import PAGES, SITE, Handler, Plain, Visitor, launch, served

Launch = Callable[..., Browser]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the site is served as its `_headers` says."""
    assert PAGES, f"there is no site in {SITE}: run `nox -s site`"
    with served(Handler) as found:
        yield found


@pytest.fixture(scope="session")
def plain_address() -> Iterator[str]:
    """Where the site is served by a host that does not read `_headers`."""
    with served(Plain) as found:
        yield found


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launch]:
    """Gives the browser with a set of fonts: the only place that starts one.

    Fonts and how code is compiled belong to a process, so there are several, and each
    starts when it is asked for.
    """
    running: dict[tuple[str, bool], Browser] = {}
    with sync_playwright() as playwright:

        def get(fonts: str, *, compiled_once: bool = True) -> Browser:
            key = fonts, compiled_once
            if key not in running:
                folder = tmp_path_factory.mktemp(fonts)
                running[key] = launch(
                    playwright, fonts, folder, compiled_once=compiled_once
                )
            return running[key]

        yield get
        for browser in running.values():
            browser.close()


@pytest.fixture(scope="session")
def browser(browsers: Launch) -> Browser:
    """A browser with wide letters, where a fault of the layout shows first."""
    return browsers("wide")


@pytest.fixture(params=FONTS)
def fonts(request: pytest.FixtureRequest) -> str:
    """Each set of fonts, for a test of what depends on the width of letters."""
    return str(request.param)


@pytest.fixture
def visitor(request: pytest.FixtureRequest, address: str) -> Iterator[Visitor]:
    """A reader, who has both sets of fonts in turn if the test asks for `fonts`."""
    both = "fonts" in request.fixturenames
    name = request.getfixturevalue("fonts") if both else "wide"
    opener = Visitor(request.getfixturevalue("browsers")(name), address)
    yield opener
    opener.close()
