"""Which names of asyncio each script uses, seen while it runs.

A script uses a function or method that a line of its own calls, an attribute that a
line of its own reads, and a method of asyncio's classes that it defines and asyncio
calls. This is seen at run time, by `sys.monitoring`, because no reading of the text
knows what a variable holds. A class, an exception or a constant is used where the
text names it. The result is kept in `recordings/api_uses.json`:

    python -m cheatsheet.store.uses write    run what has changed since, and keep it
"""

import argparse
import ast
import asyncio
import contextlib
import inspect
import io
import runpy
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from cheatsheet.store import api, surroundings
from cheatsheet.store.folder import VERSION, Stale, Store, is_probe
from cheatsheet.store.names import names
from cheatsheet.store.probes import BROWSER
from cheatsheet.store.project import PROJECT
from cheatsheet.store.recordings import chosen
from cheatsheet.store.used import Used, Uses, path_of, uses
from looptape.record.errors import NeedsRealClock
from looptape.record.patch import replaced
from looptape.record.recorder import record
from looptape.record.state import kept_state
from looptape.script import Script, ScriptError

# Free for tools that see what is called; debuggers and profilers have others.
TOOL = 4

# New in 3.12.
MONITORING: Any = getattr(sys, "monitoring", None)


class Watch:
    """Notes what the lines of one file use.

    Args:
        file: The name of the file, as its code has it.
        listed: Every name with an entry.
    """

    def __init__(self, file: str, listed: AbstractSet[str]) -> None:
        self.file = file
        self.names: set[str] = set()
        self._listed = listed
        self._classes = api.classes(listed)
        # By class and attribute. Methods of a loop may be those of another class.
        self._called: dict[tuple[type, str], str] = {}
        for owner, attribute, called in api.attributes(listed):
            name = next((one for one in called if one in listed), "")
            self._called[owner, attribute] = name

    def note(self, owner: type, attribute: str) -> None:
        """Note the use of an attribute, if it is public.

        Args:
            owner: The class of the object.
            attribute: What is called or read.
        """
        bases = [base for base in owner.__mro__ if base in self._classes]
        # The transport of a UDP socket is said to be one of these only; it is more.
        bases.sort(key=lambda base: base is not asyncio.DatagramTransport)
        called = (self._called.get((base, attribute)) for base in bases)
        if name := next(filter(None, called), None):
            # Its class is used, too; of an event loop, the program may not know which.
            self.names.update({name, self._classes[bases[0]]} & self._listed)

    def call(self, code: types.CodeType, _: int, it: Any, first: Any) -> object:
        """See a call. `sys.monitoring` gives the function and its first argument."""
        if code.co_filename != self.file:
            return MONITORING.DISABLE
        name = getattr(it, "__name__", "")
        bound = getattr(it, "__self__", None)
        if isinstance(it, type):
            return None  # The text names it.
        if bound is not None and not isinstance(bound, types.ModuleType):
            self.note(type(bound), name)
        elif f"asyncio.{name}" in self._listed and it is getattr(asyncio, name, None):
            self.names.add(f"asyncio.{name}")
        elif it is inspect.getattr_static(type(first), name, None):
            self.note(type(first), name)
        return None

    def start(self, code: types.CodeType, _: int) -> object:
        """See a method of the file's own that has a public name of a base."""
        if code.co_filename == self.file and code.co_argcount:
            first = type(sys._getframe(1).f_locals.get(code.co_varnames[0]))
            method = inspect.getattr_static(first, code.co_name, None)
            if getattr(method, "__code__", None) is code:
                self.note(first, code.co_name)
        return MONITORING.DISABLE

    def reading(self, owner: type) -> Callable[[Any, str], Any]:
        """Stand in for `__getattribute__` of a class: see its attributes read."""
        get: Any = owner.__getattribute__
        own = api.set_by_constructors(owner)  # No call tells whose these are.

        def __getattribute__(it: Any, attribute: str) -> Any:  # noqa: N807
            if sys._getframe(1).f_code.co_filename == self.file:
                value = get(it, attribute)
                if not callable(value) or attribute in own:
                    self.note(type(it), attribute)
                return value
            return get(it, attribute)

        return __getattribute__

    def writing(self, owner: type) -> Callable[[Any, str, Any], None]:
        """Stand in for `__setattr__` of a class: see its attributes written."""
        put: Any = owner.__setattr__

        def __setattr__(it: Any, attribute: str, value: Any) -> None:  # noqa: N807
            if sys._getframe(1).f_code.co_filename == self.file:
                self.note(type(it), attribute)
            put(it, attribute, value)

        return __setattr__

    def with_attributes(self) -> Iterator[type]:
        """The classes, written in Python, that have public attributes."""
        for owner, attribute in self._called:
            made = attribute in api.set_by_constructors(owner)
            own = attribute in vars(owner)
            if made or (own and not callable(api.found_in(owner, attribute))):
                yield owner


def named_in(tree: ast.Module) -> set[str]:
    """The names of asyncio that stand in a text, from the module on.

    Args:
        tree: The syntax tree of a script, which imports `asyncio` by that name.
    """
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found.add(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom):
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@contextlib.contextmanager
def watching(
    script: Script, listed: AbstractSet[str], file: str = ""
) -> Iterator[set[str]]:
    """Note the names that a script uses while it runs in this interpreter.

    Args:
        script: The script.
        listed: Every name with an entry.
        file: How its code calls its file, if not by the file's name.

    Yields:
        What is noted; complete at the end.
    """
    watch = Watch(file or script.path.name, listed)
    watch.names.update(named_in(script.tree) & listed)
    events = {
        MONITORING.events.CALL: watch.call,
        MONITORING.events.PY_START: watch.start,
    }
    with contextlib.ExitStack() as stack:
        for owner in set(watch.with_attributes()):
            if issubclass(owner, asyncio.AbstractEventLoop):
                stack.enter_context(
                    replaced(owner, "__setattr__", watch.writing(owner))
                )
            else:
                reading = watch.reading(owner)
                stack.enter_context(replaced(owner, "__getattribute__", reading))
        MONITORING.use_tool_id(TOOL, "uses")
        stack.callback(MONITORING.free_tool_id, TOOL)
        for event, seen in events.items():
            MONITORING.register_callback(TOOL, event, seen)
            stack.callback(MONITORING.register_callback, TOOL, event, None)
        MONITORING.set_events(TOOL, sum(events))
        stack.callback(MONITORING.set_events, TOOL, 0)
        MONITORING.restart_events()
        yield watch.names


def stale(store: Store, scripts: Iterable[Script]) -> list[str]:
    """The scripts whose uses are not known, or are those of another text."""
    kept = uses(store).scripts
    return [
        script.key
        for script in scripts
        if script.key not in kept or kept[script.key].digest != script.digest
    ]


def write(store: Store, keys: Sequence[str] = ()) -> Iterator[str]:
    """Run what has changed since it was run last, and keep what it uses.

    Args:
        store: Where scripts are.
        keys: Chapters and names of scripts that are run in any case.

    Yields:
        What was done with each script.
    """
    try:
        kept = uses(store)
    except Stale:
        kept = Uses()
    listed = names(store)
    kept.scripts = {key: it for key, it in kept.scripts.items() if key in store.files()}
    scripts = chosen(store, keys)
    if BROWSER:  # It has only the virtual clock, and other Pythons ask the probes.
        scripts = [one for one in scripts if one.settings.clock == "virtual"]
    elif not keys:
        scripts += store.probes()
    for script in scripts:
        old = kept.scripts.get(script.key)
        if old is not None and old.digest == script.digest and not keys:
            continue
        used = sorted(seen(script, listed))
        kept.scripts[script.key] = Used(script.digest, VERSION, used)
        # After each: some take long, and the next one may fail.
        store.save(path_of(store), kept.to_json())
        yield f"{VERSION} {script.key}: uses {len(used)} names"
    store.save(path_of(store), kept.to_json())


def seen(script: Script, listed: AbstractSet[str]) -> set[str]:
    """Run a script or a probe here, and see what it uses.

    Args:
        script: The script.
        listed: Every name with an entry.
    """
    if not is_probe(script.path):
        with watching(script, listed) as used:
            record(script)
        return used
    path = str(script.path)
    with (
        kept_state(script.path.parent),
        contextlib.redirect_stdout(io.StringIO()),
        watching(script, listed, path) as used,
    ):
        runpy.run_path(path, run_name="__main__")
    return used


def main(arguments: Sequence[str] | None = None, store: Store = PROJECT) -> int:
    """Write what scripts use; the exit status is 1 if that was not possible."""
    parser = argparse.ArgumentParser(prog="python -m cheatsheet.store.uses")
    parser.add_argument("command", choices=["write"])
    parser.add_argument("keys", nargs="*", metavar="CHAPTER/NAME")
    options = parser.parse_args(arguments)
    if MONITORING is None:
        parser.error("use Python 3.12 or newer: sys.monitoring is new in it")
    try:
        surroundings.clear()
        for done in write(store, options.keys):
            print(done, flush=True)
    except (ScriptError, ValueError, surroundings.Unsuitable) as error:
        parser.exit(1, f"{error}\n")
    except NeedsRealClock as error:
        parser.exit(1, f"{error}: {NeedsRealClock.remedy}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
