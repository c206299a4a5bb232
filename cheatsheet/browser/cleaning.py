"""What a program may leave behind in an interpreter, and how it is taken back.

A browser's Python takes a second to load, so it runs one program after the other.
What is easily undone is undone; what else has changed is found, and then the
interpreter has to go.
"""

import atexit
import gc
import logging
import os
import shutil
import signal
import sys
import threading
import types
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
IMMUTABLE = 1 << 8  # Py_TPFLAGS_IMMUTABLETYPE


class State:
    """How an interpreter is before a program runs.

    Args:
        home: The folder of the programs' own files.
        places: Other folders, in which a program may leave files as well.
    """

    def __init__(self, home: Path, places: Sequence[Path]) -> None:
        self._home = home
        self._places = places
        self._modules: dict[str, dict[str, Any]] = {}
        self._classes: dict[type, dict[str, Any]] = {}
        self.keep()

    def keep(self) -> None:
        """Take how things are now for how they are before a program runs."""
        for name, module in list(sys.modules.items()):
            plain = isinstance(module, types.ModuleType)  # Not the host's.
            if plain and name not in self._modules and name != "__main__":
                self._keep_module(name, module)
        self._settings = settings()
        self._environment = dict(os.environ)
        self._path = sys.path[:]
        self._files = self._found()
        self._loggers = {
            name: (each, dict(vars(each), handlers=each.handlers[:]))
            for name, each in loggers().items()
        }

    def _keep_module(self, name: str, module: Any) -> None:
        values = self._modules[name] = dict(vars(module))
        for value in values.values():
            if isinstance(value, type) and not value.__flags__ & IMMUTABLE:
                self._classes.setdefault(value, dict(vars(value)))

    def restore(self) -> list[str]:
        """Take back what a program did.

        Returns:
            What it changed that can not be taken back, in words.
        """
        os.chdir("/")
        shutil.rmtree(self._home, ignore_errors=True)
        os.environ.clear()
        os.environ.update(self._environment)
        sys.path[:] = self._path
        self._restore_loggers()
        self._forget_modules()
        self._forget_names()
        gc.collect()
        found = self.changes()
        if not found:
            self.keep()
        return found

    def _found(self) -> set[str]:
        """Files and folders in the places that a program may have written to."""
        return {
            str(path)
            for place in self._places
            for path in place.iterdir()
            if path != self._home
        }

    def _restore_loggers(self) -> None:
        for name in loggers().keys() - self._loggers.keys():
            logging.Logger.manager.loggerDict.pop(name, None)
        for each, values in self._loggers.values():
            vars(each).update(values, handlers=values["handlers"][:])
            each._cache.clear()  # type: ignore[attr-defined]

    def _forget_modules(self) -> None:
        """Forget what the program imported, as it may have changed it."""
        known = {name.partition(".")[0] for name in self._modules}
        for name in list(sys.modules):
            # A part of a package that stays has to stay as well.
            if name.partition(".")[0] not in known | OWN:
                del sys.modules[name]
        folder = str(self._home)
        for place in list(sys.path_importer_cache):
            if place.startswith(folder):
                del sys.path_importer_cache[place]

    def _forget_names(self) -> None:
        """Forget the names that are new in a module."""
        for name, before in self._modules.items():
            now = vars(sys.modules.get(name, object))
            for key in list(now) if len(now) != len(before) else []:
                # An import sets a module in its package, and that stays.
                if key not in before and not isinstance(now[key], types.ModuleType):
                    delattr(sys.modules[name], key)

    def changes(self) -> list[str]:
        """What is not as it was, in words."""
        found = []
        now = settings()
        found += [key for key, value in self._settings.items() if now[key] != value]
        found += sorted(self._found() ^ self._files)
        for name, before in self._modules.items():
            module = sys.modules.get(name)
            if module is None:
                found.append(f"{name} is gone")
                continue
            found += [f"{name}.{key}" for key in differ(before, vars(module))]
        for owner, before in self._classes.items():
            found += [
                f"{owner.__module__}.{owner.__qualname__}.{key}"
                for key in differ(before, vars(owner))
            ]
        return found


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
        and not isinstance(now.get(key), types.ModuleType)
    ]


def loggers() -> dict[str, logging.Logger]:
    """All loggers by name."""
    named = logging.Logger.manager.loggerDict
    found = {name: each for name, each in named.items() if hasattr(each, "handlers")}
    return {**found, "": logging.root}  # type: ignore[dict-item]


def settings() -> dict[str, Any]:
    """Settings of the interpreter that are no module's attribute."""
    return {
        "sys.meta_path": sys.meta_path[:],
        "sys.path_hooks": sys.path_hooks[:],
        "sys.settrace": sys.gettrace(),
        "sys.setprofile": sys.getprofile(),
        "sys.setrecursionlimit": sys.getrecursionlimit(),
        "gc": (gc.isenabled(), gc.get_threshold(), gc.callbacks[:], gc.get_debug()),
        "warnings.filters": list(warnings.filters),
        "atexit": atexit._ncallbacks(),
        "threads": threading.active_count(),
        "logging": logging.Logger.manager.disable,
        "signals": [signal.getsignal(each) for each in sorted(signal.valid_signals())],
    }
