"""Runs a program within this interpreter, from its first line to its last."""

import atexit
import builtins
import gc
import linecache
import sys
import types
from collections.abc import Callable
from typing import Any

from looptape.record import methods
from looptape.record.errors import Ending, Exited, LimitReached, NeedsRealClock
from looptape.record.frames import this_frame
from looptape.record.patch import replaced
from looptape.record.tracebacks import Tracebacks, leave_out_ours
from looptape.recording import NO_WAKER
from looptape.script import Script
from looptape.virtual import private
from looptape.virtual.loop import Deadlock

# Status by which shells know a program that Ctrl-C has ended.
INTERRUPTED = 130

# Bound here, because it is replaced while a program runs.
_register, _unregister = atexit.register, atexit.unregister


class Run:
    """One run of a program in this interpreter.

    Args:
        script: The program.
        arguments: Its command line arguments.
        ending: Tells whether the run was ended from within.
        tracebacks: Those of the program.
        join: Waits for simulated threads.
    """

    def __init__(
        self,
        script: Script,
        arguments: list[str],
        ending: Ending,
        tracebacks: Tracebacks,
        join: Callable[[], None],
    ) -> None:
        self._script = script
        self._arguments = arguments
        self._ending = ending
        self._tracebacks = tracebacks
        self._join = join
        # Where a traceback goes if the program loses its own standard error.
        self._stderr = sys.stderr
        self._at_exit: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = []
        self._hook = sys.excepthook
        # The program's module, which lives until all else has ended.
        self._modules: list[types.ModuleType] = []

    def to_its_end(self) -> tuple[str, str | None, int]:
        """Run the program.

        Returns:
            How it ended, in words, why, and its exit status.

        Raises:
            NeedsRealClock: It came to something that only the machine has, whatever
                it did about that.
        """

        def register(function: Any, *args: Any, **options: Any) -> Any:
            return self._register(function, *args, **options)

        def unregister(function: Any) -> None:
            self._at_exit = [each for each in self._at_exit if each[0] != function]
            _unregister(function)

        try:
            with (
                replaced(atexit, "register", register),
                replaced(atexit, "unregister", unregister),
            ):
                result = self._run()
                self._join()
                with private.ending_interpreter():
                    self._call_last()
            gc.collect()  # As Python does, before it lets go of the program's names.
        except (NeedsRealClock, Exited, LimitReached):
            pass  # They are in `ending`.
        finally:
            self._modules.clear()
        error = self._ending.error
        if error is not None:
            # Nothing of the program stays alive, to complain later.
            error.__traceback__ = error.__context__ = None
            gc.collect()
        if isinstance(error, Exited):
            return "returned", None, error.status
        self._ending.check()
        if self._ending.limit is not None:  # Whatever the program made of it.
            return "limit", self._ending.limit, 1
        return result

    def _register(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """Stand in for `atexit.register`: the end of the program is not ours."""
        if self._tracebacks.name(this_frame(2).f_code.co_filename) is None:
            return _register(function, *args, **kwargs)
        if not private.interpreter_ends():  # Else Python forgets it.
            self._at_exit.append((function, args, kwargs))
        return function

    def _call_last(self) -> None:
        """Call what the program left for the end, the last first."""
        while self._at_exit:
            function, args, kwargs = self._at_exit.pop()
            try:
                function(*args, **kwargs)
            except (NeedsRealClock, Exited, LimitReached):
                raise
            except BaseException as error:
                about = private.ignored_at_exit(function)
                self._print_last(f"{about}\n{self._tracebacks.text(error)}")

    def _run(self) -> tuple[str, str | None, int]:
        try:
            execute(self._script, self._arguments, self._modules)
        except SystemExit as stop:
            if stop.code is None or isinstance(stop.code, int):
                return "returned", None, stop.code or 0
            self._print_last(str(stop.code))
            return "returned", None, 1
        except (NeedsRealClock, Exited):
            raise
        except Deadlock as deadlock:
            # A server is no error, and neither is a loop that is never stopped.
            if str(deadlock).startswith(NO_WAKER):
                text = self._tracebacks.text(deadlock)
                # Of the recorder's modules a reader knows nothing.
                self._print_last(text.replace(f"{Deadlock.__module__}.", ""))
            return "deadlock", str(deadlock), 1
        except BaseException as error:
            if self._ending.limit is not None:
                return "limit", self._ending.limit, 1
            if sys.excepthook is self._hook:
                self._print_last(self._tracebacks.text(error, uncaught=True))
            else:
                self._hand_over(error)
            if isinstance(error, KeyboardInterrupt):
                why = f": {error}" if error.args else ""
                return "raised", f"KeyboardInterrupt{why}", INTERRUPTED
            return "raised", f"{type(error).__name__}: {error}", 1
        return "returned", None, 0

    def _hand_over(self, error: BaseException) -> None:
        """Hand the error that ends a program to its own `sys.excepthook`."""
        leave_out_ours(error)
        try:
            sys.excepthook(type(error), error, error.__traceback__)
        except Exception as problem:
            first: BaseException | None = problem
            while first is not None and first.__context__ is not error:
                first = first.__context__
            if first is not None:  # Python calls it when nothing is handled.
                first.__context__ = None
            texts = [
                self._tracebacks.text(one, uncaught=True) for one in (problem, error)
            ]
            self._print_last(
                f"Error in sys.excepthook:\n{texts[0]}\n\n"
                f"Original exception was:\n{texts[1]}"
            )

    def _print_last(self, text: str) -> None:
        """Print why a program ended, as Python does, wherever it sends its errors."""
        own = getattr(sys, "stderr", None)
        try:
            print(text, file=own or self._stderr)
        except Exception:  # The program's own stream does not work.
            print(text, file=self._stderr)


def execute(
    script: Script, arguments: list[str], modules: list[types.ModuleType]
) -> None:
    """Run a script as `python name.py` would, within this interpreter.

    Args:
        script: The script.
        arguments: Those of its command line.
        modules: Gets its module.
    """
    name, source = script.path.name, script.source.removeprefix("\ufeff")
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    module = types.ModuleType("__main__")
    module.__file__ = str(script.path)
    modules.append(module)
    folder = str(script.path.parent)
    # Not `mock.patch.dict`: it would forget what the program imports, and the next
    # program would import aiohttp again.
    # Builtins of its own: a program that deletes `len` shall not take it from the
    # recorder, or from the next program.
    own = types.ModuleType("builtins", builtins.__doc__)
    vars(own).update(vars(builtins))
    vars(module)["__builtins__"] = own
    before = {key: sys.modules[key] for key in ("__main__", "builtins")}
    sys.modules.update({"__main__": module, "builtins": own})
    try:
        with (
            replaced(sys, "argv", [name, *arguments]),
            replaced(sys, "path", [folder, *sys.path]),
        ):
            code = compile(source, name, "exec", dont_inherit=True)
            methods.learn(name, code)
            exec(code, module.__dict__)
    finally:
        sys.modules.update(before)
