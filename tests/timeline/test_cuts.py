"""Values that are cut, as `repr` would show them."""

import ast

import pytest

from looptape.text.words import cut_call, cut_middle, cut_value

VALUES = [
    "it's a long text with 'quotes' and \"more\" of them, and a \\ backslash \\\\",
    b"bytes with \x00 and ' in them, and some more of them at the end",
    ["one (of", "several] texts", {"a key": ("deep", "deeper than all the others")}],
    "a text that ends with a quote'",
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_cut_value_closes_what_it_opens(value: object) -> None:
    """Python itself reads it, but where the cut is between two texts."""
    whole = repr(value)
    read = 0
    for longest in range(8, len(whole)):
        shown = cut_value(whole, longest)
        assert len(shown) <= longest
        kept = shown[: shown.index("…")]
        assert whole.startswith(kept)
        try:
            ast.literal_eval(shown.replace("…", "?"))
        except SyntaxError:
            assert kept.rstrip()[-1:] in "'\"[(,{:"
        else:
            read += 1
    assert read > len(whole) // 3
    assert cut_value(whole, len(whole)) == whole


def test_an_exception_that_is_cut_keeps_its_bracket() -> None:
    whole = repr(RuntimeError("anext(): asynchronous generator is already running"))
    shown = "RuntimeError('anext(): asynchronous gene…')"
    assert cut_value(whole, len(shown)) == shown
    # What is cut already, by the recorder.
    assert cut_value(f"{whole[:40]}…", 60) == f"{whole[:40]}…')"


@pytest.mark.parametrize("value", [[*"abcdef"], [("a", 1), ("b", 2)]])
def test_a_member_that_is_missing_is_not_hidden(value: list[object]) -> None:
    whole = repr(value)
    for longest in range(8, len(whole)):
        shown = cut_value(whole, longest)
        # Python reads what is left, without the mark.
        members = ast.literal_eval(shown.replace(", …", "").replace("…", ""))
        marked = shown[:-1].endswith(" …")
        assert len(members) == 1 or marked or len(members) == len(value)


def test_of_what_is_cut_already_only_whole_members_are_sure() -> None:
    assert cut_value("[('a', 1), ('b', [2, 'text…", 60) == "[('a', 1), …]"
    assert cut_value("[('a', 'tex…", 60) == "[('a', …)]"
    assert cut_value("{'a': [1, 2], 'b…", 60) == "{'a': [1, 2], …}"


def test_a_text_that_is_cut_already_has_one_mark_only() -> None:
    call = "socket.getaddrinfo('localhost', 1, 0, <SocketKind.SOCK_STREA…>, 0, 0)"
    assert cut_middle(call, 15) == "socke…>, 0, 0)"
    assert cut_middle("begins… and goes on", 18) == "begins…and goes on"


def test_a_call_keeps_the_arguments_that_tell_it_from_others() -> None:
    assert cut_call("fetch('a.example')", 15) == "f…('a.example')"
    assert cut_call("fetch('ab.example')", 15) == "…('ab.example')"
    assert cut_call("fetch('bad')", 15) == "fetch('bad')"
    # Without room for them it is cut like any other text.
    assert cut_call("visit('news.html', group)", 15) == "visit…', group)"
