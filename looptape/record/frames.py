"""Where a suspended coroutine stands: the chain of what it awaits."""

import gc
import types
from collections.abc import Iterator
from typing import Any

# Objects of these types stand between an `await` and the coroutine or
# generator behind it, and have no public attribute that leads there.
BETWEEN = {
    "coroutine_wrapper",
    "async_generator_asend",
    "async_generator_athrow",
    "anext_awaitable",
}


def chain(awaitable: Any) -> Iterator[types.FrameType]:
    """The frames of a coroutine and of all that it awaits, outermost first.

    Args:
        awaitable: A coroutine, generator or asynchronous generator.
    """
    while awaitable is not None:
        if type(awaitable).__name__ in BETWEEN:
            awaitable = next(
                (
                    item
                    for item in gc.get_referents(awaitable)
                    if hasattr(item, "ag_frame") or hasattr(item, "cr_frame")
                ),
                None,
            )
            continue
        for prefix, awaits in (
            ("cr", "cr_await"),
            ("ag", "ag_await"),
            ("gi", "gi_yieldfrom"),
        ):
            if hasattr(awaitable, f"{prefix}_frame"):
                frame = getattr(awaitable, f"{prefix}_frame")
                if frame is not None:
                    yield frame
                awaitable = getattr(awaitable, awaits)
                break
        else:
            return


def call_text(code: types.CodeType, values: dict[str, Any]) -> str:
    """A call as a reader would write it, such as `say('A', 3)`.

    Only short plain values are shown; anything else stands as its name.

    Args:
        code: The code of the function.
        values: Its local variables.
    """
    shown = []
    for name in code.co_varnames[: code.co_argcount]:
        value = values.get(name)
        plain = value is None or isinstance(value, bool | int | float | str | bytes)
        text = repr(value) if plain else name
        shown.append(text if len(text) <= 24 else name)
    return f"{code.co_name}({', '.join(shown)})"
