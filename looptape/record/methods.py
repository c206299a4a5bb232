"""What functions of a program are called in the words: by their class, if need be."""

import inspect
import types
from collections import Counter
from collections.abc import Iterator

# By file, the names of methods that several of its classes define.
_shared: dict[str, set[str]] = {}


def learn(file: str, code: types.CodeType) -> None:
    """Look for methods of one name in a program, before it runs.

    Args:
        file: The name of its file, as its code objects carry it.
        code: That of its module.
    """
    methods = {
        (one.co_qualname, one.co_name)
        for one in _functions(code)
        if _class_of(one) is not None
    }
    names = Counter(name for _, name in methods)
    _shared[file] = {name for name, classes in names.items() if classes > 1}


def called(code: types.CodeType) -> str:
    """A call of a function, such as `ring()`, or `Client.data_received()`.

    Args:
        code: The function's. A method has its class if others have one of that name.
    """
    shared = code.co_name in _shared.get(code.co_filename, ())
    owner = _class_of(code) if shared else None
    return f"{owner}.{code.co_name}()" if owner else f"{code.co_name}()"


def _class_of(code: types.CodeType) -> str | None:
    """The name of the class that a method stands in; None for another function."""
    owner = code.co_qualname.rpartition(".")[0].rpartition(".")[2]
    return None if owner in {"", "<locals>"} else owner


def _functions(code: types.CodeType) -> Iterator[types.CodeType]:
    """All functions within a module, a class or a function."""
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            if one.co_flags & inspect.CO_OPTIMIZED:  # The body of a class is not.
                yield one
            yield from _functions(one)
