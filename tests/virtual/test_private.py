"""The private names of CPython, on the Python that runs this."""

import re
import sys
from pathlib import Path

import pytest

from looptape import virtual
from looptape.virtual.private_names import NAMES, is_there

ROOT = Path(__file__).parents[2]
POLICIES_GONE = (3, 16)
# Ways in which a module reaches for a private name of another's object.
REACHES = re.compile(r"\b(?:asyncio|events|tasks|handle|future|task|atexit)\._[a-z]\w+")
SOURCES = [
    path
    for path in sorted(Path(virtual.__file__).parent.glob("*.py"))
    if path.stem not in {"private", "private_names"}
]
# A private name of something else than `self` or the class above.
REACH = re.compile(r"(?<!self)(?<!super\(\))\.(_[a-z]\w*)")
OWN = re.compile(r"(?:def |self\.)(_[a-z]\w*)")
NAMEDTUPLE = {"_replace"}  # public in all but its look


@pytest.mark.parametrize("path", NAMES)
def test_a_private_name_is_there(path: str) -> None:
    policy = path.startswith("policy()") or path.endswith("._event_loop_policy")
    if policy and sys.version_info >= POLICIES_GONE:
        pytest.skip("policies are gone, and nothing needs this any longer")
    version, (use, breaks) = "{}.{}".format(*sys.version_info), NAMES[path]
    assert is_there(path), (
        f"Python {version} has no `{path}` any more ({use}); without it: {breaks}"
    )


def test_a_name_that_is_gone_is_noticed() -> None:
    assert not is_there("sys._gone_with_3_99")
    assert not is_there("loop()._gone_with_3_99")


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "looptape" / "record").glob("*.py")),
        *sorted((ROOT / "cheatsheet").rglob("*.py")),
    ],
    ids=lambda path: path.stem,
)
def test_no_other_module_uses_one(path: Path) -> None:
    assert not REACHES.findall(path.read_text(encoding="utf-8"))


def test_no_module_beside_it_uses_one() -> None:
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
    assert private <= {path.rpartition(".")[2] for path in NAMES if is_there(path)}
    assert len(private) == 6
