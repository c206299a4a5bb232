"""What the `example` directive puts on a page, on tiny sites."""

import pytest

from cheatsheet.sphinxext import card
from looptape.recording import Piece
from tests.sphinxext.tiny import CHAPTER, GATHER, ONLY, SHOW, Site


@pytest.mark.parametrize("markup", ["rst", "md"])
def test_card_in_both_markups(tiny: Site, markup: str) -> None:
    tiny.write(f"index.{markup}", SHOW[markup].format(f"{CHAPTER}/gather"))

    app = tiny.build()

    assert tiny.warnings == []
    section = app.env.get_doctree("index")[0]
    assert (
        section[1].astext() == "Run say twice at once. Both start before either ends."
    )
    found = section[2]
    assert found["ids"] == ["example-gather"]
    header, code, run = found.children
    label, output, figure = run.children
    assert header.astext() == "gather.py (same on Python 3.11 to 3.13)"
    assert code.astext() == GATHER[GATHER.index("import") :].rstrip()
    assert code["highlight_args"] == {"linenostart": 9}
    assert label.astext() == "Output"
    assert output.astext() == "<A>\n<B>"
    assert output["rows"].count('class="example-row"') == 2
    assert figure["html"].startswith('<div class="tl-figure">')
    assert figure["table"] == ""  # This recording has no steps.


@pytest.mark.parametrize("markup", ["rst", "md"])
def test_only_shows_parts(tiny: Site, markup: str) -> None:
    text = SHOW[markup].format(f"{CHAPTER}/gather")
    text += "\n" + ONLY[markup].partition("\n\n")[2].format(
        f"{CHAPTER}/gather", "Silent, say"
    )
    text = text.replace(
        "Silent, say",
        "Silent, say\n   :no-output:"
        if markup == "rst"
        else "Silent, say\n:no-output:",
    )
    tiny.write(f"index.{markup}", text)

    app = tiny.build()

    assert tiny.warnings == []
    full, part = app.env.get_doctree("index").findall(card.example_card)
    blocks = list(part.findall(card.example_code))
    assert [block.astext().partition("\n")[0] for block in blocks] == [
        "class Silent:",
        "async def say(name):",
    ]
    assert [block["highlight_args"]["linenostart"] for block in blocks] == [17, 12]
    assert full["ids"]
    assert not part["ids"]
    assert list(full.findall(card.example_output))
    assert not list(part.findall(card.example_output))


def test_again_shows_the_card_that_links_do_not_lead_to(tiny: Site) -> None:
    again = f".. example:: {CHAPTER}/gather\n   :again:\n\n"
    tiny.write("index.rst", f"Title\n=====\n\n{again}:example:script:`gather`\n")
    tiny.write("other.rst", ":orphan:\n\n" + SHOW["rst"].format(f"{CHAPTER}/gather"))

    app = tiny.build()

    assert tiny.warnings == []
    section = app.env.get_doctree("index")[0]
    found = section[1]
    assert isinstance(found, card.example_card)
    assert found["runs"]
    assert not found["ids"]
    assert 'href="other.html#example-gather"' in tiny.html()


def test_a_part_is_not_the_whole(tiny: Site) -> None:
    tiny.write("index.rst", ONLY["rst"].format(f"{CHAPTER}/gather", "say"))
    tiny.build()
    assert "the example is on no page" in tiny.warnings[0]


def test_another_recording_for_one_python(tiny: Site) -> None:
    tiny.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    recording = tiny.script("gather", GATHER)
    recording.pythons = ["3.11"]
    recording.output[0].step = 5
    tiny.record("gather.py311", recording)
    text = tiny.build().env.get_doctree("index").astext()
    assert "Python 3.11 takes different steps but prints the same output." in text
    assert "Output on Python 3.11" not in text

    recording.output[0].text = "other\n"
    recording.output[0].step = None
    tiny.record("gather.py311", recording)
    text = tiny.build().env.get_doctree("index").astext()
    assert "Python 3.11 prints different lines." in text
    assert "Output on Python 3.11\n\nother" in text


def test_other_recordings_that_print_the_same_are_shown_once(tiny: Site) -> None:
    tiny.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    recording = tiny.script("gather", GATHER)
    first = recording.output[0].text
    for python, text in ("3.11", first), ("3.12", "x\n"), ("3.13", "y\n"):
        recording.output[0].text, recording.pythons = text, [python]
        tiny.record(f"gather.py{python.replace('.', '')}", recording)
    for python, text in ("3.14", "x\n"), ("3.15", first):
        recording.output[0].text, recording.pythons = text, [python]
        tiny.record(f"gather.py{python.replace('.', '')}", recording)
    text = tiny.build().env.get_doctree("index").astext()
    same = "take different steps but print the same output."
    assert f"Python 3.11 and 3.15 {same}" in text
    assert text.count("Output on Python") == 2
    assert "Python 3.12 and 3.14 print different lines." in text
    assert "Output on Python 3.12 and 3.14\n\nx" in text
    assert "Python 3.13 prints different lines." in text
    assert "Output on Python 3.13\n\ny" in text


def test_notes_and_ends(tiny: Site) -> None:
    source = GATHER.replace(
        "# ///\n",
        '# dependencies = ["aiohttp"]\n# [tool.looptape]\n# clock = "real"\n'
        '# because = "it starts a child process"\n'
        '# companions = ["server.py"]\n# ///\n',
        1,
    )
    tiny.script("server", GATHER)
    recording = tiny.script("gather", source)
    recording.programs.append("server.py")
    recording.output = [Piece("ready\n", 0, program=1, stream="err")]
    recording.simulated = ["threads"]
    recording.ended = "deadlock"
    recording.error = "A waits for B"
    tiny.record("gather", recording)
    tiny.write(
        "index.rst",
        SHOW["rst"].format(f"{CHAPTER}/gather") + f"\n.. example:: {CHAPTER}/server\n",
    )

    app = tiny.build()

    assert tiny.warnings == []
    shown = next(app.env.get_doctree("index").findall(card.example_card))
    texts = shown.astext().split("\n\n")
    assert texts[1:5] == [
        "Needs aiohttp: uv run gather.py installs what it needs.",
        "Recorded together with server.py.",
        (
            "This script was recorded on a real clock, with rounded times, because "
            "it starts a child process."
        ),
        "Recorded with simulated threads, in virtual time.",
    ]
    assert texts[-6:-1] == [
        "Output",
        "(prints nothing)",
        "Output of server.py",
        "ready",
        "Deadlock: A waits for B",
    ]
    assert 'data-who="stderr"' in tiny.html()
