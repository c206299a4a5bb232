"""The private names of CPython that the virtual loop depends on."""

import re
import sys
from pathlib import Path

import pytest

from looptape import virtual
from looptape.virtual.private import NAMES, Name

SOURCES = [
    path
    for path in sorted(Path(virtual.__file__).parent.glob("*.py"))
    if path.name != "private.py"
]
# A private name of something else than `self` or the class above.
REACH = re.compile(r"(?<!self)(?<!super\(\))\.(_[a-z]\w*)")
OWN = re.compile(r"(?:def |self\.)(_[a-z]\w*)")
NAMEDTUPLE = {"_replace"}  # public in all but its look


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.name)
def test_a_private_name_is_there(name: Name) -> None:
    version = "{}.{}".format(*sys.version_info)
    assert name.is_there(), (
        f"Python {version} has no `{name.name}` any more ({name.use}); "
        f"without it: {name.breaks}"
    )


def test_a_name_that_is_gone_is_noticed() -> None:
    assert not Name(lambda: sys, "_gone_with_3_99", "nothing", "nothing").is_there()


def test_no_other_module_uses_one() -> None:
    """What modules reach for in others' objects is this package's own."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in SOURCES}
    own = set().union(*(OWN.findall(text) for text in texts.values())) | NAMEDTUPLE
    assert {name: set(REACH.findall(text)) - own for name, text in texts.items()} == {
        name: set() for name in texts
    }


def test_overridden_methods_are_listed() -> None:
    """So are all private methods of asyncio's loop that this one has its own of."""
    classes = virtual.VirtualLoop.__mro__
    theirs = {
        n for c in classes if c.__module__.startswith("asyncio.") for n in vars(c)
    }
    ours = {n for c in classes if c.__module__.startswith("looptape.") for n in vars(c)}
    private = {n for n in ours & theirs if n[0] == "_" and n[1] != "_"}
    assert (
        private
        == {name.name for name in NAMES if hasattr(name.owner(), name.name)} & private
    )
    assert len(private) == 6
