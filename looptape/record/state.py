"""What a program may leave behind in an interpreter, and how it is taken back.

One interpreter records many programs, and none of them may notice the one before.
`record` uses this around each program. A host that runs the programs of strangers
is `thorough`: it forgets every module that a program imported, and looks at its
own modules and those of installed packages as well.

What cannot be taken back is named: threads that go on, and calls at the end of the
interpreter that a library has registered.
"""

import contextlib
import gc
import locale
import logging
import os
import random
import signal
import sys
import threading
import time
import tracemalloc
import types
import warnings
from collections.abc import Callable, Iterator
from importlib.machinery import BuiltinImporter, FrozenImporter
from pathlib import Path
from typing import Any, NamedTuple

from looptape.virtual import private

# Where the recorder is installed.
HERE = str(Path(__file__).parents[1])
# Names that Python itself writes into a module or class at any time.
UNTOLD = {
    "__warningregistry__",
    "__annotations__",
    "__annotations_cache__",
    "__annotate_func__",
    "__abstractmethods__",
    "__doc__",
}
# What the recorder imports for some programs only, and the programs themselves.
OWN = {"__main__", "tomllib", "js", "pyodide_js"}
IMMUTABLE = 1 << 8  # Py_TPFLAGS_IMMUTABLETYPE of CPython's C interface


class Setting(NamedTuple):
    """Something of the interpreter that is no module's attribute.

    Attributes:
        name: What it is called where it cannot be taken back.
        read: Returns its value, which compares as equal if nothing has changed.
        write: Sets it to such a value; None if there is no way.
    """

    name: str
    read: Callable[[], Any]
    write: Callable[[Any], object] | None = None


def _environment(values: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(values)
    if hasattr(time, "tzset"):  # Windows does without.
        time.tzset()


def _folder() -> str | None:
    try:
        return os.getcwd()  # noqa: PTH109, a path object takes longer
    except FileNotFoundError:
        return None


def _enter(folder: str | None) -> None:
    if folder is not None:
        os.chdir(folder)


def _list(owner: Any, name: str) -> Setting:
    """The setting for a list, which keeps its identity."""

    def write(value: list[Any]) -> None:
        getattr(owner, name)[:] = value

    return Setting(
        f"{owner.__name__}.{name}", lambda: list(getattr(owner, name)), write
    )


def _signals() -> dict[int, Any]:
    return {each: signal.getsignal(each) for each in signal.valid_signals()}


def _set_signals(handlers: dict[int, Any]) -> None:
    for each, handler in handlers.items():
        # None is a handler that was not set from Python.
        if handler is not None and signal.getsignal(each) is not handler:
            signal.signal(each, handler)


def _collect(enabled: bool) -> None:
    (gc.enable if enabled else gc.disable)()


def _traced() -> int:
    """How many frames of each allocation are kept; none if they are not traced."""
    return tracemalloc.get_traceback_limit() if tracemalloc.is_tracing() else 0


def _trace(frames: int) -> None:
    tracemalloc.stop()
    if frames:
        tracemalloc.start(frames)


# Bound here, because a program can replace what the modules have.
SETTINGS = (
    Setting("os.environ", lambda: dict(os.environ), _environment),
    Setting("the working directory", _folder, _enter),
    _list(sys, "path"),
    _list(sys, "meta_path"),
    _list(sys, "path_hooks"),
    Setting("sys.settrace", sys.gettrace, sys.settrace),
    Setting("tracemalloc", _traced, _trace),
    Setting("sys.setprofile", sys.getprofile, sys.setprofile),
    Setting("sys.setrecursionlimit", sys.getrecursionlimit, sys.setrecursionlimit),
    Setting("sys.setswitchinterval", sys.getswitchinterval, sys.setswitchinterval),
    Setting(
        "sys.set_int_max_str_digits",
        sys.get_int_max_str_digits,
        sys.set_int_max_str_digits,
    ),
    Setting("gc", gc.isenabled, _collect),
    Setting("gc.threshold", gc.get_threshold, lambda each: gc.set_threshold(*each)),
    Setting("gc.set_debug", gc.get_debug, gc.set_debug),
    _list(gc, "callbacks"),
    Setting("random.seed", random.getstate, random.setstate),
    Setting(
        "locale.setlocale",
        lambda: locale.setlocale(locale.LC_ALL),
        lambda each: locale.setlocale(locale.LC_ALL, each),
    ),
    Setting("signal.signal", _signals, _set_signals),
    Setting("logging.disable", lambda: logging.root.manager.disable, logging.disable),
    Setting("warnings.filters", lambda: list(warnings.filters)),
    Setting("atexit", private.functions_at_exit),
    Setting("threads", threading.active_count),
)


class State:
    """How an interpreter is before a program runs.

    Args:
        home: The folder of the program, whose modules are forgotten.
        thorough: Whether to forget all that the program imports, and to look at
            modules that are not Python's own.
    """

    def __init__(self, home: Path, *, thorough: bool = False) -> None:
        self._home = home
        self._thorough = thorough
        self._modules: dict[str, tuple[Any, dict[str, Any]]] = {}
        self._classes: dict[type, dict[str, Any]] = {}
        self.keep()

    def keep(self) -> None:
        """Take how things are now for how they are before a program runs."""
        for name, module in list(sys.modules.items()):
            plain = isinstance(module, types.ModuleType)  # Not the host's.
            if plain and name not in self._modules and name != "__main__":
                own = name.partition(".")[0] in sys.stdlib_module_names
                if own or self._thorough:
                    self._keep_module(name, module)
        self._names = set(sys.modules)
        self._settings = [setting.read() for setting in SETTINGS]
        self._loggers = {
            name: (each, dict(vars(each), handlers=each.handlers[:]))
            for name, each in loggers().items()
        }

    def _keep_module(self, name: str, module: Any) -> None:
        values = dict(vars(module))
        self._modules[name] = module, values
        for value in values.values():
            # Not `isinstance`, which asks the value: one of Django's raises.
            if issubclass(type(value), type) and not value.__flags__ & IMMUTABLE:
                self._classes.setdefault(value, dict(vars(value)))

    def restore(self) -> None:
        """Take back what a program did; `changes` tells what is left of it."""
        self._restore_names()
        self._restore_loggers()
        self._forget_modules()
        for setting, value in zip(SETTINGS, self._settings, strict=True):
            if setting.write is not None and setting.read() != value:
                with contextlib.suppress(Exception):  # `changes` names it.
                    setting.write(value)
                if setting.write is _environment:
                    # Another time zone has set names in `time`.
                    self._restore_names()

    def _restore_names(self) -> None:
        """Give modules and classes their names back, with what these were."""
        for name, (module, before) in self._modules.items():
            sys.modules[name] = module
            names = vars(module)
            for key in differ(before, names):
                if key in before:
                    names[key] = before[key]
                else:
                    del names[key]
        for owner, before in self._classes.items():
            for key in differ(before, vars(owner)):
                # Not `setattr`, which some metaclasses refuse.
                if key in before:
                    type.__setattr__(owner, key, before[key])
                else:
                    type.__delattr__(owner, key)

    def _restore_loggers(self) -> None:
        named = logging.Logger.manager.loggerDict
        for name, each in loggers().items():
            before = self._loggers.get(name)
            if before is not None:
                vars(each).update(before[1], handlers=before[1]["handlers"][:])
            elif type(each).__module__ == "__main__":
                del named[name]
            else:
                # A module that stays may hold it, so it becomes as a new one is.
                each.setLevel(logging.NOTSET)
                each.handlers, each.filters = [], []
                each.propagate, each.disabled = True, False
        private.forget_levels(each for each in loggers().values())

    def _forget_modules(self) -> None:
        """Forget the modules of the program itself, or all that it imported."""
        known = {name.partition(".")[0] for name in self._modules}
        folder = str(self._home)
        for name in sys.modules.keys() - self._names:
            if self._thorough:
                # A part of a package that stays has to stay as well.
                forgotten = name.partition(".")[0] not in known | OWN
            else:
                forgotten = _of_program(sys.modules[name], folder)
            if forgotten:
                del sys.modules[name]
        for place in list(sys.path_importer_cache):
            if place.startswith(folder):
                del sys.path_importer_cache[place]

    def changes(self) -> list[str]:
        """What is not as it was, in words."""
        found = [
            setting.name
            for setting, value in zip(SETTINGS, self._settings, strict=True)
            if setting.read() != value
        ]
        for name, (module, before) in self._modules.items():
            found += [f"{name}.{key}" for key in differ(before, vars(module))]
        return found


def _of_program(module: Any, folder: str) -> bool:
    """Whether a module lies in a folder, or holds a value of the program.

    Args:
        module: The module, which the program imported.
        folder: The folder of the program.
    """
    try:
        values = vars(module)
        file = str(values.get("__file__"))
        within = file.startswith(folder + os.sep) and "site-packages" not in file
        return (within and not file.startswith(HERE)) or any(
            getattr(value, "__module__", None) == "__main__"
            for value in list(values.values())
        )
    except Exception:  # Not a module at all, or values that answer in odd ways.
        return True


def forget_hidden(home: Path) -> None:
    """Forget the modules of Python that files beside a program hide by their names.

    An interpreter that has just started finds those files, so the program does, too.

    Args:
        home: The folder of the program.
    """
    names = {
        path.stem
        for path in home.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    for name in names & sys.stdlib_module_names & sys.modules.keys():
        # Built-in and frozen ones are found before any file.
        if BuiltinImporter.find_spec(name) or FrozenImporter.find_spec(name):
            continue
        for part in list(sys.modules):
            if part == name or part.startswith(f"{name}."):
                del sys.modules[part]


@contextlib.contextmanager
def kept_state(home: Path) -> Iterator[None]:
    """Take back what happens to the interpreter meanwhile.

    Args:
        home: The folder of the program that runs.
    """
    state = State(home)
    try:
        yield
    finally:
        state.restore()


def differ(before: dict[str, Any], now: Any) -> list[str]:
    """Names that have another value, are new, or are gone.

    Args:
        before: The values by name.
        now: The same, later.
    """
    same = all(now.get(key) is value for key, value in before.items())
    if same and len(before) == len(now):
        return []
    return [
        key
        for key in {**before, **now}
        if key not in UNTOLD
        and not key.startswith("_cached_")
        and (key not in before or now.get(key) is not before[key])
        # An import sets a module in its package.
        and not (key not in before and isinstance(now[key], types.ModuleType))
    ]


def loggers() -> dict[str, logging.Logger]:
    """All loggers by name."""
    named = logging.Logger.manager.loggerDict
    found = {name: each for name, each in named.items() if hasattr(each, "handlers")}
    return {**found, "": logging.root}  # type: ignore[dict-item]
