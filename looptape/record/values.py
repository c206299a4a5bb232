"""How values are shown: as `repr` does, cut, and the same in each run."""

import dataclasses
import itertools
import os
import re
import reprlib
import sys
from collections.abc import Sized
from pathlib import Path
from typing import Any

from looptape.record.frames import PLAIN, code_of
from looptape.recording import LONGEST_VALUE

LARGEST = 1000  # entries of a container that is shown by its first ones


def result(future: Any) -> str | None:
    """What came of a future, as `repr` shows it; None where that says nothing."""
    if future is None or not future.done() or future.cancelled():
        return None
    value = future.result()  # The task has just looked: it is not an error.
    # Not `isinstance`, which asks the value itself, as some classes let it.
    nothing = issubclass(type(value), list) and all(one is None for one in value)
    return None if nothing else show(value)


def show(value: Any) -> str | None:
    """A value as `repr` shows it, cut, without addresses; None for None."""
    if value is None:
        return None
    try:
        if not _is_quiet(value):
            return f"<{type(value).__name__}>"
        large = isinstance(value, Sized) and len(value) > LARGEST
        if large and type(value) in {str, bytes}:
            value, large = value[:LONGEST_VALUE], False  # More than is kept.
        text = reprlib.repr(value) if large else repr(value)
    except Exception:  # The program's own code, which is not part of the run.
        text = f"<{type(value).__name__}>"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _is_quiet(value: Any, depth: int = 3) -> bool:
    """Whether `repr` of a value runs nothing that the program itself has written.

    Args:
        value: The value.
        depth: How far to look into containers within containers.
    """
    kind = type(value)
    if kind in PLAIN:
        return True
    if kind in (list, tuple, set, frozenset, dict):
        inner = [*value, *value.values()] if kind is dict else value
    elif isinstance(value, BaseException) and code_of(kind.__repr__) is None:
        inner = value.args
    elif dataclasses.is_dataclass(value) and hasattr(kind.__repr__, "__wrapped__"):
        inner = [vars(value)[each.name] for each in dataclasses.fields(value)]
    else:
        code = code_of(kind.__repr__)
        return code is None or not _is_own(code.co_filename)
    return depth > 0 and all(
        _is_quiet(each, depth - 1) for each in itertools.islice(inner, LARGEST)
    )


def _is_own(file: str) -> bool:
    """Whether a file is the program's, which has a bare name, or beside it."""
    beside = file.startswith(sys.path[0] + os.sep) and "site-packages" not in file
    return beside or not (Path(file).is_absolute() or file.startswith("<"))
