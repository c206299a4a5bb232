"""What the `example` directive warns about, on tiny sites."""

import pytest

from tests.sphinxext.tiny import CHAPTER, GATHER, ONLY, SHOW, Site


def stale(tiny: Site) -> None:
    tiny.write(f"examples/{CHAPTER}/gather.py", GATHER.replace("<", "["))


def missing(tiny: Site) -> None:
    (tiny.folder / f"recordings/{CHAPTER}/gather.json").unlink()


def unreadable(tiny: Site) -> None:
    tiny.write(f"recordings/{CHAPTER}/gather.json", '{"schema": 0}')


def broken_metadata(tiny: Site) -> None:
    text = GATHER.replace("# ///\n", '# [tool.looptape]\n# clock = "slow"\n# ///\n', 1)
    tiny.write(f"examples/{CHAPTER}/gather.py", text)


def no_companion(tiny: Site) -> None:
    text = GATHER.replace(
        "# ///\n", '# [tool.looptape]\n# companions = ["server.py"]\n# ///\n', 1
    )
    tiny.write(f"examples/{CHAPTER}/gather.py", text)


def nothing(tiny: Site) -> None:
    pass


FAULTS = {
    "stale": (
        stale,
        "gather",
        None,
        ["gather.json was made", "`nox -s record`"],
    ),
    "missing": (missing, "gather", None, ["gather.json is missing", "`nox -s record`"]),
    "unreadable": (
        unreadable,
        "gather",
        None,
        ["gather.json cannot", "`nox -s record`"],
    ),
    "metadata": (broken_metadata, "gather", None, ["gather.py: clock has to be"]),
    "companion": (no_companion, "gather", None, ["server.py: cannot be read"]),
    "script": (nothing, "scatter", None, ["scatter.py: cannot be read"]),
    "name": (
        nothing,
        "gather",
        "tell",
        ["gather.py: has no function or class 'tell'; it has say, Silent, main"],
    ),
}


@pytest.mark.parametrize("markup", ["rst", "md"])
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_warned_about(tiny: Site, markup: str, fault: str) -> None:
    spoil, name, only, expected = FAULTS[fault]
    spoil(tiny)
    text = SHOW if only is None else ONLY
    tiny.write(f"index.{markup}", text[markup].format(f"{CHAPTER}/{name}", only))

    tiny.build()

    place = f"{tiny.folder}/index.{markup}:{4 if markup == 'rst' else 3}"
    assert any(
        line.startswith(place) and all(words in line for words in expected)
        for line in tiny.warnings
    ), tiny.warnings
    assert "Title" in tiny.html()


@pytest.mark.parametrize("markup", ["rst", "md"])
def test_a_wrong_option_is_warned_about(tiny: Site, markup: str) -> None:
    text = ONLY[markup].format(f"{CHAPTER}/gather", "say,,main")
    tiny.write(f"index.{markup}", text)

    tiny.build()

    warnings = "\n".join(tiny.warnings)
    assert f"{tiny.folder}/index.{markup}:4: " in warnings
    assert "names of functions or classes, with commas between them" in warnings


def test_example_without_page(tiny: Site) -> None:
    tiny.write("index.rst", SHOW["rst"].format(f"{CHAPTER}/gather"))
    tiny.build()
    assert tiny.warnings == []

    # Nothing that Sphinx watches has changed: the new file is found all the same.
    tiny.script("wait", GATHER)
    tiny.build()
    warnings = "\n".join(tiny.warnings)

    assert (
        f"examples/{CHAPTER}/wait.py:1: WARNING: the example is on no page" in warnings
    )
    assert f".. example:: {CHAPTER}/wait" in warnings


@pytest.mark.parametrize("page", ["index", "other"])
def test_example_shown_twice(tiny: Site, page: str) -> None:
    show = f".. example:: {CHAPTER}/gather\n"
    text = "Title\n=====\n\n.. toctree::\n\n   other\n\n"
    tiny.write("index.rst", text + (2 if page == "index" else 1) * f"{show}\n")
    tiny.write("other.rst", "Other\n=====\n\n" + (show if page == "other" else ""))

    tiny.build()

    assert len(tiny.warnings) == 1
    assert f"'{CHAPTER}/gather' is already on page 'index'" in tiny.warnings[0]
    assert f"{tiny.folder}/{page}.rst" in tiny.warnings[0]
