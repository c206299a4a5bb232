"""Where long names may break in headings, tables and terms."""

import pytest

from cheatsheet.sphinxext.breaks import with_breaks

NAME = "asyncio.WindowsSelectorEventLoopPolicy"
BROKEN = "asyncio.<wbr>Windows<wbr>Selector<wbr>Event<wbr>Loop<wbr>Policy"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (f"<h2>{NAME}</h2>", f"<h2>{BROKEN}</h2>"),
        (f"<td><p>{NAME}</p></td>", f"<td><p>{BROKEN}</p></td>"),
        ("<td><p>a</p>\n<p>call_soon_threadsafe()</p></td>",
         "<td><p>a</p>\n<p>call_<wbr>soon_<wbr>threadsafe()</p></td>"),
        (f"<dt><code>f({NAME})</code></dt>", f"<dt><code>f(<wbr>{BROKEN})</code></dt>"),
        (f"<p><code>{NAME}</code></p>", f"<p><code>{BROKEN}</code></p>"),
        ("<h3>asyncio.__aiter__</h3>", "<h3>asyncio.__aiter__</h3>"),
    ],
)  # fmt: skip
def test_a_long_name_may_break_behind_its_parts(written: str, shown: str) -> None:
    assert with_breaks(f"<p>{NAME}</p>{written}{NAME}") == f"<p>{NAME}</p>{shown}{NAME}"


def test_an_option_does_not_break_behind_its_hyphen() -> None:
    words = '<code><span class="pre{}">-I</span> <span class="pre">a.py</span></code>'
    assert with_breaks(words.format("")) == words.format(" whole")


def test_a_long_option_does_not_break_behind_its_first_hyphens() -> None:
    words = '<code><span class="pre">{}-graceful-shutdown</span></code>'
    whole = '<span class="whole">--timeout</span>'
    assert with_breaks(words.format("--timeout")) == words.format(whole)


def test_a_number_stays_with_its_unit() -> None:
    said = "<p>It takes {} and {}: <code>2 sheets</code>.</p><pre>2 s</pre>"
    whole = '<span class="whole">{}</span>'
    shown = said.format(whole.format("2.5 s"), whole.format("64 KiB"))
    assert with_breaks(said.format("2.5 s", "64 KiB")) == shown


@pytest.mark.parametrize(
    "html",
    [
        "<h2>create_task(), in words</h2>",  # Short enough for any line.
        "<h2>Call it with asyncio.to_thread</h2>",
        f'<h2 id="{NAME}">Title<a href="#{NAME}">¶</a></h2>',
        f'<dt class="sig">{NAME}</dt>',
        "<p><code>asyncio.run_coroutine_threadsafe()</code></p>",  # Fits a line.
        f"<td>{NAME}</td>",  # In a table of steps.
        f"<p>{NAME}</p><pre>{NAME}</pre>",
    ],
)
def test_all_else_stays_as_it_is(html: str) -> None:
    assert with_breaks(html) == html
