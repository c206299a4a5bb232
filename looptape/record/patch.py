"""Other values in the place of attributes, for a while.

`unittest.mock` has the same; it takes longer to import than all of the recorder.
"""

import contextlib
import functools
import types
from collections.abc import Iterator
from typing import Any

ABSENT = object()


def name_as(stand_in: type, original: type) -> None:
    """Give a class the names of what it stands in for, as programs print them.

    Args:
        stand_in: The class.
        original: What programs know.
    """
    stand_in.__module__ = original.__module__
    stand_in.__name__ = original.__name__
    stand_in.__qualname__ = original.__qualname__


@contextlib.contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Give an attribute another value, and its own one back at the end.

    A function gets the name, module and text of what it stands in for, as programs
    print them.

    Args:
        owner: A module, class or object.
        name: The attribute; for a class it may be an inherited one.
        value: What it is meanwhile.
    """
    own = vars(owner).get(name, ABSENT) if hasattr(owner, "__dict__") else ABSENT
    if own is ABSENT and not isinstance(owner, type):
        own = getattr(owner, name)
    original = getattr(owner, name, None)
    if isinstance(value, types.FunctionType) and callable(original):
        functools.update_wrapper(value, original)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if own is ABSENT:
            with contextlib.suppress(AttributeError):  # It is gone already.
                delattr(owner, name)
        else:
            setattr(owner, name, own)
