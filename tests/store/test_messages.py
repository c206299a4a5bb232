"""Templates of messages: what they find in a line, and in recordings."""

import pytest

from cheatsheet.store.messages import Template, idiom, texts
from cheatsheet.store.project import PROJECT

AWAITED = "coroutine '{name}' was never awaited"
FUTURE = "{task} got Future {future} attached to another"
BOUND = "{object} is bound to a different event loop"


@pytest.mark.parametrize(
    ("template", "line", "text"),
    [
        (AWAITED, "coroutine 'price' was never awaited", None),
        (
            AWAITED,
            "shop.py:3: RuntimeWarning: coroutine 'price' was never awaited",
            "RuntimeWarning: coroutine 'price' was never awaited",
        ),
        (AWAITED, "  log: coroutine 'a.b' was never awaited, says Python", "..."),
        (AWAITED, "coroutine 'price' was never awaitedly", ""),
        (AWAITED, "a subcoroutine 'price' was never awaited", ""),
        (FUTURE, "RuntimeError: Task <a b> got Future <c> attached to another", None),
        (FUTURE, "RuntimeError: Task <a b> got Future attached to another", ""),
        (BOUND, "main: <Lock [locked]> is bound to a different event loop", "<Lock"),
        (
            BOUND,
            "| RuntimeError: <Lock at 0x1: x> is bound to a different event loop",
            "RuntimeError: <Lock at 0x1: x>",
        ),
        ("got {value}", "ValueError: got <function main>", None),
        ("TimeoutError", "asyncio.exceptions.TimeoutError", "TimeoutError"),
    ],
)
def test_a_template_finds_its_message(
    template: str, line: str, text: str | None
) -> None:
    found = Template(template).find(line)
    if text == "":
        assert found is None
    elif text is None:
        assert found == line
    else:
        assert found is not None and found in line
        assert found.startswith(text.rstrip(".")) or text == "..."


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{what}", "no words that are always the same"),
        ("'{what}'", "no words that are always the same"),
        ("got {one}{two}", "two parts that vary side by side"),
    ],
)
def test_a_template_has_to_say_something(template: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Template(template).parts  # noqa: B018


def test_the_source_with_most_pythons_says_it_first() -> None:
    keys = ["coroutines/forgotten_await_broken", "old_and_new/probe_tasks"]
    [text] = texts(PROJECT, keys, Template(AWAITED))
    assert text.text == "RuntimeWarning: coroutine 'fetch' was never awaited"
    assert text.key == keys[1]
    assert [text.pythons[0], text.pythons[-1]] == ["3.6", "3.15"]
    [text] = texts(PROJECT, keys[:1], Template(AWAITED))
    assert text.text == "coroutine 'price' was never awaited"
    assert text.pythons == ["3.11", "3.12", "3.13", "3.14", "3.15"]


def test_texts_that_differ_are_all_there() -> None:
    template = Template("There is no current event loop in thread '{thread}'.")
    said = texts(PROJECT, ["old_and_new/probe_loop"], template)
    assert {text.text.partition(":")[0] for text in said} >= {"RuntimeError"}
    assert idiom(PROJECT, "old_and_new/probe_loop", [template])


def test_what_no_recording_has_is_not_found() -> None:
    keys = ["coroutines/forgotten_await_broken", "old_and_new/probe_tasks"]
    assert texts(PROJECT, keys, Template("the disk is full")) == []
    assert idiom(PROJECT, keys[1], [Template("the disk is full")]) == ""
