"""The calls of worker threads and processes, in words."""

import contextvars
import functools
import sys
import types
from typing import Any

from looptape.record.frames import call_text, code_of
from looptape.record.values import show
from looptape.text.words import cut_value

LONGEST = 24  # characters of an argument

# What has a name of its own and makes nothing up.
FUNCTIONS = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.MethodWrapperType,
    type,
)


def label(
    function: Any, args: tuple[Any, ...], options: dict[str, Any] | None = None
) -> str:
    """The call that a thread makes, such as `crunch(3)` or `time.sleep(2)`.

    Args:
        function: What it calls.
        args: With what.
        options: With what by name.
    """
    options = options or {}
    while issubclass(type(function), functools.partial):  # As `to_thread` makes it.
        args = (*function.args, *args)
        options = {**function.keywords, **options}
        function = function.func
    builtin = issubclass(type(function), types.BuiltinFunctionType)
    if builtin and type(function.__self__) is contextvars.Context and args:  # `run`
        return label(args[0], args[1:], options)
    code = code_of(function)
    if issubclass(type(function), FUNCTIONS):
        name, module = function.__name__, _module_of(function)
    else:
        # An object that can be called may make up whatever it is asked for.
        name, module = type(function).__name__, None
    if code is not None and module == "__main__":
        names = code.co_varnames[: code.co_argcount]
        if isinstance(function, types.MethodType):
            args = (function.__self__, *args)
        return call_text(code, {**dict(zip(names, args, strict=False)), **options})
    if module not in (None, "builtins", "__main__"):
        # `pathlib`, not the `_local` in it, and `socket`, not `_socket`.
        public = module.partition("._")[0].lstrip("_")
        public = "os" if public in {"posix", "nt"} else public
        name = f"{_class_of(function) or public}.{name}"
    values = [cut_value(show(arg) or "None", LONGEST) for arg in args]
    return f"{name}({', '.join(values)})"


def _module_of(function: Any) -> str | None:
    """The module that a program knows a function from: never one of the recorder."""
    for base in _classes(function):
        own = vars(base).get(function.__name__)
        # A method written in C has none, and our classes go by asyncio's name.
        module = str(getattr(own, "__module__", None) or base.__module__)
        if own is not None and not module.startswith("looptape."):
            return module
    return getattr(function, "__module__", None)


def _class_of(method: Any) -> str | None:
    """The class that a program knows a method from, or None of a function."""
    known = None
    for base in _classes(method):
        module = sys.modules.get(base.__module__.partition("._")[0])
        # Not one of the recorder, and not `PathBase`, which is the library's own.
        public = hasattr(module, base.__name__) and base.__name__[0] != "_"
        if public and not base.__module__.startswith("looptape."):
            known = base.__name__
        if known is not None and method.__name__ in vars(base):
            break
    return known


def _classes(function: Any) -> tuple[type, ...]:
    """The classes among which a method was found; none for a function."""
    if not isinstance(function, types.MethodType):
        return ()
    owner: Any = function.__self__
    # Not `isinstance`, which asks the object.
    kind: type = owner if issubclass(type(owner), type) else type(owner)
    return kind.__mro__
