"""How values are shown: as `repr` does, cut, and the same in each run."""

import re
import reprlib
from collections.abc import Sized
from typing import Any

LONGEST_VALUE = 80  # characters
LARGEST = 1000  # entries of a container that is shown by its first ones


def result(future: Any) -> str | None:
    """What came of a future, as `repr` shows it; None where that says nothing."""
    if future is None or not future.done() or future.cancelled():
        return None
    value = future.result()  # The task has just looked: it is not an error.
    nothing = isinstance(value, list) and all(one is None for one in value)
    return None if nothing else show(value)


def show(value: Any) -> str | None:
    """A value as `repr` shows it, cut, without addresses; None for None."""
    if value is None:
        return None
    try:
        large = isinstance(value, Sized) and len(value) > LARGEST
        text = reprlib.repr(value) if large else repr(value)
    except Exception:  # The program's own code, which is not part of the run.
        text = f"<{type(value).__name__}>"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
