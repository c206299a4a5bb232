"""The private names of CPython, on the Python that runs this."""

import re
import sys
from pathlib import Path

import pytest

from looptape.virtual.private import NAMES, Name

ROOT = Path(__file__).parents[2]
POLICIES_GONE = (3, 16)
# Ways in which a module reaches for a private name of another's object.
REACHES = re.compile(r"\b(?:asyncio|events|tasks|handle|future|task|atexit)\._[a-z]\w+")


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.name)
def test_a_private_name_is_there(name: Name) -> None:
    if name.name == "_event_loop_policy" and sys.version_info >= POLICIES_GONE:
        pytest.skip("policies are gone, and nothing needs this any longer")
    version = "{}.{}".format(*sys.version_info)
    assert name.is_there(), (
        f"Python {version} has no `{name.name}` any more ({name.use}); "
        f"without it: {name.breaks}"
    )


def test_a_name_that_is_gone_is_noticed() -> None:
    assert not Name(lambda: sys, "_gone_with_3_99", "nothing", "nothing").is_there()


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
