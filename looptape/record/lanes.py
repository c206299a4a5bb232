"""The rows of the timeline, and what the program calls its tasks and its locks."""

import contextlib
import contextvars
import types
import weakref
from collections import Counter
from collections.abc import Callable
from typing import Any

from looptape.record import libraries
from looptape.record.frames import (
    ASYNCIO,
    call_text,
    chain,
    code_of,
    made_by_program,
    own_frames,
)
from looptape.record.names import name_of
from looptape.recording import Lane, Recording, Wait
from looptape.text.labels import CLEANUP, LIBRARY
from looptape.text.words import series
from looptape.virtual import private

# The index of the program that the running code belongs to. A context variable,
# so that it follows tasks and callbacks as asyncio copies contexts.
program: contextvars.ContextVar[int] = contextvars.ContextVar("program", default=0)

# What the loop runs to close a generator that nothing has read to its end.
CLOSING = "async_generator_athrow"

MOST_NAMES = 4

# Roles of what a library makes a task of and only runs something else.
RUNS = {"awaits", "calls", "wraps"}


class Lanes:
    """The lanes of a run, their tasks and coroutines, and names for all of them.

    Args:
        recording: Gets the lanes.
        belongs: Whether a file belongs to the program, given its name.

    Attributes:
        tasks: How many tasks there were.
        unnamed: How many of them asyncio gave a number in their name.
        of_task: The lane of each task.
        known: Futures whose wait is known from where they were made.
        coroutines: What each lane runs.
        belongs: Whether a file belongs to the program, given its name.
    """

    def __init__(self, recording: Recording, belongs: Callable[[str], bool]) -> None:
        self.tasks = self.unnamed = 0
        self.of_task: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self.known: weakref.WeakKeyDictionary[Any, Wait] = weakref.WeakKeyDictionary()
        self.coroutines: weakref.WeakValueDictionary[int, Any] = (
            weakref.WeakValueDictionary()
        )
        self._files, self.belongs = recording.programs, belongs
        self._lanes = recording.lanes
        self._names: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()
        self._callbacks: dict[int, int] = {}

    def __getitem__(self, index: int) -> Lane:
        return self._lanes[index]

    def add(self, lane: Lane) -> int:
        """Note a new row of the timeline and give its index."""
        self._lanes.append(lane)
        return len(self._lanes) - 1

    def of_callbacks(self, index: int, now: int) -> int:
        """The lane of the callbacks of one program, which is made if there is none.

        Args:
            index: Index of the program.
            now: The time, in ns.
        """
        if index not in self._callbacks:
            lane = Lane("callbacks", "callbacks", "", index, made_at=now)
            self._callbacks[index] = self.add(lane)
        return self._callbacks[index]

    def rename(self, lane: int, name: str) -> None:
        """Use the name that the program gave to a task."""
        frame = next(chain(self.coroutines.get(lane)), None)
        runs = frame is not None and libraries.role(frame.f_code) in RUNS
        if runs and name.endswith(f".{self._lanes[lane].name}"):
            return  # A library named it, by its function.
        self._lanes[lane].name = name
        self._lanes[lane].named = True

    def of(self, task: Any) -> int | None:
        """The lane of a task, or of what runs in a thread; None for anything else."""
        try:
            lane, known = self.of_task.get(task), self.known.get(task)
        except TypeError:  # It is not hashable, or has no weak references.
            return None
        return known.lanes[0] if lane is None and known and known.lanes else lane

    def is_call(self, future: Any) -> bool:
        """Whether a future is that of a call in a thread or process."""
        try:
            wait = self.known.get(future)
        except TypeError:  # As above.
            return False
        return wait is not None and wait.kind == "thread"

    def described(self, coroutine: Any) -> tuple[str, str, str, str]:
        """Kind, name, call and role of the lane of a new task.

        A task that a library made for its own ends is of the kind `library`.
        """
        own_call = self._run_by_library(coroutine)
        if own_call is not None:
            return own_call
        # A program may well have a function of that name.
        closing = type(coroutine).__name__ == CLOSING
        qualname = getattr(coroutine, "__qualname__", type(coroutine).__name__)
        name = "aclose" if closing else qualname.rpartition(".")[2]
        frame = next(chain(coroutine), None)
        role = None if frame is None else libraries.role(frame.f_code)
        if role == "connection":
            name = role
        # A generator without a frame that is closed is some library's, and at its end.
        call, own = f"{name}()", not closing
        if frame is not None:
            code = frame.f_code
            values = private.local_values(frame)
            call = call_text(code, values)
            if closing:
                name = f"{CLEANUP}{code.co_name}"
            if role == "handler":
                request = values["request"]
                name = f"{request.method} {request.path_qs}"
                call = ""
            inner = code.co_filename.startswith(ASYNCIO)
            # The program may well make a task of `asyncio.sleep` itself.
            public = inner and name[0] != "_"
            own = self.belongs(code.co_filename) or public or role == "handler"
            if not own:  # Its arguments are another Python's or release's own.
                call = f"{code.co_name}()"
                own = not inner and made_by_program(self.belongs)
                if role == "request":  # What the program called: `get` or so.
                    name = str(values.get("method")).lower()
                    call = f"{name}()"
            # Another library's, whose name says something else in asyncio.
            if not own and role is None and code.co_name in LIBRARY:
                call = f"{frame.f_globals.get('__name__')}.{code.co_qualname}()"
        known = {"connection": "connection", "handler": "request"}
        kind = "task" if own else "library"
        return kind, name, call, known.get(role or "", "")

    def _run_by_library(self, coroutine: Any) -> tuple[str, str, str, str] | None:
        """The same of what a library's coroutine only runs, if it is the program's."""
        frame = next(chain(coroutine), None)
        role = None if frame is None else libraries.role(frame.f_code)
        if frame is None or role not in RUNS:
            return None
        values = private.local_values(frame)
        if role == "awaits":
            described = self.described(private.handled_coroutine(values["self"]))
            return described if described[0] == "task" else None
        wrapped = type(values["awaitable"]) if role == "wraps" else None
        code = code_of(wrapped.__await__ if wrapped else values["func"])
        if code is None or not self.belongs(code.co_filename):
            return None
        if wrapped:
            return "task", wrapped.__name__, f"{wrapped.__name__}()", ""
        call = call_text(
            code, dict(zip(code.co_varnames, values["args"], strict=False))
        )
        return "task", code.co_name, call, ""

    def name_of(self, thing: Any, lane: int, own: list[types.FrameType]) -> str | None:
        """The program's name for an object, in the outermost scope that has it.

        Args:
            thing: The object.
            lane: Index of the lane of a task that uses it.
            own: Frames of the program in which that task stands.
        """
        known = self.known_as(thing)
        if known is None:
            known = name_of(thing, [*self._makers_frames(lane), *own])
            if known is not None:
                with contextlib.suppress(TypeError):  # As above.
                    self._names[thing] = known
        return known

    def known_as(self, thing: Any) -> str | None:
        """The name of an object that was asked for before, or None."""
        try:
            return self._names.get(thing)
        except TypeError:  # As above.
            return None

    def _makers_frames(self, lane: int) -> list[types.FrameType]:
        """Where the tasks stand that made one, the first of them first."""
        frames: list[types.FrameType] = []
        maker = self._lanes[lane].parent
        while maker is not None:
            coroutine = self.coroutines.get(maker)
            frames[:0] = own_frames(chain(coroutine), self._files)
            maker = self._lanes[maker].parent
        return frames

    def number(self) -> None:
        """Number lanes of the same name, when all are known."""
        for lane, name in zip(self._lanes, self.numbered(), strict=True):
            lane.name = name

    def numbered(self) -> list[str]:
        """The names of all lanes, with a number where several have the same one."""
        keys = [
            None if lane.named else (lane.program, lane.name) for lane in self._lanes
        ]
        counts, numbers = Counter(keys), Counter[tuple[int, str] | None]()
        names = []
        for lane, key in zip(self._lanes, keys, strict=True):
            numbers[key] += 1
            several = key is not None and counts[key] > 1
            names.append(f"{lane.name} {numbers[key]}" if several else lane.name)
        return names

    def names(self, indexes: list[int]) -> str:
        """Several lanes in words: `A, B and C`."""
        numbered = self.numbered()
        names = [numbered[index] for index in indexes]
        if len(names) > MOST_NAMES:
            return f"{len(names)} tasks"
        return series(names)
