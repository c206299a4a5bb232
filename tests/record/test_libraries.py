"""What is known of the inside of libraries, on the Python that runs this."""

import importlib
import inspect
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from looptape.record.libraries import INNER, Inner, place, role
from looptape.record.waits import WAITS

FOLDERS = {"asyncio": "asyncio", "aiohttp": "aiohttp", "record": "looptape.record"}
# Roles that say what a function is for, and not what a task waits for.
OTHERS = {"handler", "reports", "shield", "shutdown", "end of threads"}


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and all that are within it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from codes(inner)


def found(inner: Inner) -> bool:
    """Whether a library has a function."""
    folder, _, file = inner.file.partition("/")
    module = importlib.import_module(f"{FOLDERS[folder]}.{file.removesuffix('.py')}")
    path = inspect.getsourcefile(module)
    assert path is not None
    whole = compile(Path(path).read_text(encoding="utf-8"), path, "exec")
    return any(
        code.co_qualname == inner.name and role(code) == inner.role
        for code in codes(whole)
    )


@pytest.mark.parametrize("inner", INNER, ids=lambda inner: f"{inner.file}:{inner.name}")
def test_a_function_of_a_library_is_there(inner: Inner) -> None:
    if inner.is_here:
        assert found(inner), f"{inner.file} has no {inner.name} on this Python"
    else:
        assert not found(inner), f"{inner.file} has {inner.name} on this Python"


def test_every_role_is_of_use() -> None:
    assert {inner.role for inner in INNER} == WAITS.keys() | OTHERS


@pytest.mark.parametrize(
    ("file", "known"),
    [
        ("/usr/lib/python3.13/asyncio/locks.py", True),
        (r"C:\Python313\Lib\asyncio\locks.py", True),
        ("locks.py", False),
        ("/home/reader/locks.py", False),
    ],
)
def test_a_file_is_known_by_its_folder(file: str, known: bool) -> None:
    assert (place(file, "Event.wait") is not None) is known
    assert place(file, "Event.waits") is None
