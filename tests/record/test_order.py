"""Steps are told in the order in which things happened.

The judge here is `sys.monitoring`: it sees what each program calls, and knows
nothing of the recorder. What it logs is compared with the recording, and with the
words of every step.
"""

import asyncio
import functools
import gc
import inspect
import re
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from cheatsheet.store.project import all_scripts
from looptape.record.limits import Limits
from looptape.record.observer import Observer
from looptape.record.recorder import LIMITS, record
from looptape.recording import Recording
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from looptape.timeline.prose.sentences import Sentences
from looptape.timeline.prose.table import row_of
from tests.record.watched import PROGRAMS, write
from tests.record.watched_wholes import WHOLE

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="sys.monitoring is new in Python 3.12"
)

SCRIPTS = [
    script
    for script in all_scripts()
    if script.settings.clock == "virtual" and script.oldest <= sys.version_info
]
TOOL = 3
HERE = str(Path(record.__code__.co_filename).parents[1])
ASYNCIO = str(Path(asyncio.__file__).parent)

# What a loop runs when the program has ended, as tasks of its own.
ENDS = {
    asyncio.BaseEventLoop.shutdown_asyncgens.__qualname__,
    asyncio.BaseEventLoop.shutdown_default_executor.__qualname__,
}
# What returns when a deed is done, by its code.
DONE = {
    asyncio.Event.set.__code__: "sets",
    asyncio.Event.clear.__code__: "clears",
    asyncio.Condition.notify.__code__: "notifies",
    asyncio.Lock.release.__code__: "releases",
    asyncio.Semaphore.release.__code__: "releases",
    asyncio.Lock.acquire.__code__: "takes",
    asyncio.Semaphore.acquire.__code__: "takes",
    asyncio.Queue.put_nowait.__code__: "puts",
    asyncio.Queue.get_nowait.__code__: "gets",
    asyncio.Queue.task_done.__code__: "finishes",
    asyncio.StreamWriter.write.__code__: "writes",
    asyncio.StreamWriter.write_eof.__code__: "ends",
    asyncio.StreamWriter.close.__code__: "closes",
    asyncio.Server.close.__code__: "closes",
}
with suppress(ImportError):  # What a program sends by aiohttp.
    from aiohttp import ClientWebSocketResponse, web

    for kind in web.WebSocketResponse, ClientWebSocketResponse:
        for send in kind.send_str, kind.send_bytes, kind.send_json:
            DONE[send.__code__] = "sends"
    DONE[web.StreamResponse.write.__code__] = "writes"

# What starts when the program hands a callback to the loop.
SCHEDULES = {
    asyncio.BaseEventLoop.call_soon.__code__,
    asyncio.BaseEventLoop.call_later.__code__,
    asyncio.BaseEventLoop.call_at.__code__,
}
CREATE = asyncio.BaseEventLoop.create_task.__code__
# A program may call the factory of eager tasks itself.
FACTORY = getattr(getattr(asyncio, "eager_task_factory", None), "__code__", None)
# By what a program's own call may come there.
DOORS = {
    "_ContextManagerMixin.__aenter__",
    "_ContextManagerMixin.__aexit__",
    "Condition.notify_all",
    "Condition.wait",
    "Condition.wait_for",
    "Queue.get",
    "Queue.put",
}
FUTURE = {"set_result": "resolves", "set_exception": "fails", "cancel": "cancels"}

# How each of them is told.
WORDS = {
    "makes": "creates",
    "calls": "calls",
    "prints": "prints",
    "cancels": "cancels",
    "sets": "sets",
    "clears": "clears",
    "notifies": "notifies",
    "releases": "releases",
    "takes": "acquires",
    "puts": "puts",
    "gets": "takes",
    "finishes": "marks",
    "resolves": "sets the result",
    "fails": "sets an exception",
    "writes": "writes",
    "sends": "sends",
    "ends": "ends its output",
    "closes": "closes",
    "schedules": "schedules",
}
WORD = re.compile(
    r"\b(creates|acquires|calls|prints|cancels|clears|notifies|releases|takes|puts"
    r"|marks|sends|writes|ends its output|closes|schedules|sets the result"
    r"|sets an exception|sets)\b"
)

Event = tuple[int, int, str, str]  # task, moment in ns, verb, text printed


class Judge:
    """Logs what a program does.

    Args:
        files: The names of its files.
    """

    def __init__(self, files: set[str]) -> None:
        self.files = files
        self.log: list[Event] = []
        self.inside: list[str] = []
        # Nothing of a run is kept alive: what it forgot complains at its end.
        self.tasks: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self.number = 0
        self.collecting = False

    def collects(self, phase: str, info: dict[str, int]) -> None:
        """Python begins or ends to collect garbage."""
        self.collecting = phase == "start"

    def note(self, verb: str, text: str = "") -> None:
        """Log one thing, if a task does it."""
        if self.collecting and verb != "prints":
            return  # A coroutine does it that is thrown away, and not this task.
        try:
            task = asyncio.current_task()
        except RuntimeError:
            return
        if task is None or getattr(task.get_coro(), "__qualname__", "") in ENDS:
            return
        if task not in self.tasks:
            self.tasks[task] = self.number
            self.number += 1
        now = round(task.get_loop().time() * 1e9)
        self.log.append((self.tasks[task], now, verb, text))

    def echo(self, stream: str, text: str) -> None:
        """Log what is printed."""
        if not text:
            return
        frame: Any = sys._getframe()
        while frame is not None and frame.f_code not in DONE:
            frame = frame.f_back
        # What a deed prints, such as a warning, is told after it.
        if frame is not None and self.by_program(frame.f_back):
            self.inside.append(text)
        else:
            self.note("prints", text)

    def by_program(self, frame: Any, makes: bool = False) -> bool:
        """Whether the program makes a call, itself or by a plain door of asyncio."""
        while frame is not None:
            code = frame.f_code
            if code.co_filename in self.files:
                return True
            door = makes or code.co_qualname in DOORS
            known = door if code.co_filename.startswith(ASYNCIO) else False
            ours = code.co_filename.startswith(HERE)
            if (
                not known
                and not ours
                and not code.co_filename.endswith("contextlib.py")
            ):
                return False
            frame = frame.f_back
        return False

    def call(self, code: Any, offset: int, function: Any, first: Any) -> Any:
        """The program calls a function."""
        # Groups cancel their tasks, a runner its main task at Ctrl-C, and `wait_for`
        # what it has no time for at all.
        cancels = code.co_filename.startswith(ASYNCIO) and (
            code.co_filename.endswith(("taskgroups.py", "runners.py"))
            or code.co_name == "_cancel_and_wait"
        )
        if code.co_filename not in self.files and not cancels:
            return sys.monitoring.DISABLE
        name = getattr(function, "__name__", "")
        owner = getattr(function, "__self__", None)
        future = first if isinstance(first, asyncio.Future) else owner
        if name in FUTURE and isinstance(future, asyncio.Future) and not future.done():
            # A task refuses to be set, and asyncio's own futures are its business.
            task = isinstance(future, asyncio.Task)
            if task if cancels else (name == "cancel" or not task):
                self.note(FUTURE[name])
        elif name == "sleep" and getattr(function, "__module__", "") == "time":
            self.note("calls")
        return None

    def is_own(self, callback: Any) -> bool:
        """Whether a callback is the program's, or one of asyncio that it hands on."""
        while isinstance(callback, functools.partial):
            callback = callback.func
        inner = getattr(callback, "__func__", callback)
        code = getattr(inner, "__code__", None) if inspect.isfunction(inner) else None
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, asyncio.Event):
            return callback.__name__ == "set"
        if isinstance(owner, asyncio.Task):
            return getattr(callback, "__name__", "") == "cancel"
        if code is not None:
            return code.co_filename in self.files
        known = isinstance(owner, asyncio.Future) and not isinstance(
            owner, asyncio.Task
        )
        return callback is print or (known and callback.__name__ in FUTURE)

    def start(self, code: Any, offset: int) -> Any:
        """A function starts."""
        if code not in {CREATE, FACTORY, *SCHEDULES}:
            return sys.monitoring.DISABLE
        frame = sys._getframe(1)
        if code in SCHEDULES:
            about = frame.f_locals
            # A future that is done calls those that wait for it by itself.
            done = any(
                isinstance(one, asyncio.Future) and one.done() for one in about["args"]
            )
            own = self.is_own(about["callback"]) and not done
            if own and self.by_program(frame.f_back):
                self.note("schedules")
            return None
        if code is FACTORY and frame.f_back and frame.f_back.f_code is CREATE:
            return None
        made = frame.f_locals["coro"]
        inner = getattr(made, "cr_code", None)
        file = "" if inner is None else inner.co_filename
        private = file.startswith(ASYNCIO) and inner.co_name.startswith("_")
        # A step of a generator counts as a coroutine, and has no code of its own.
        own = inner or type(made).__name__ == "async_generator_asend"
        if own and not private and self.by_program(frame.f_back, makes=True):
            self.note("makes")
        return None

    def returns(self, code: Any, offset: int, value: Any) -> Any:
        """A function returns."""
        if code not in DONE:
            return sys.monitoring.DISABLE
        if self.by_program(sys._getframe(1).f_back):
            self.note(DONE[code])
            for text in self.inside:
                self.note("prints", text)
            self.inside.clear()
        return None


@contextmanager
def judged(judge: Judge) -> Iterator[None]:
    monitoring = sys.monitoring
    events = monitoring.events
    monitoring.use_tool_id(TOOL, "judge")
    callbacks = {
        events.CALL: judge.call,
        events.PY_START: judge.start,
        events.PY_RETURN: judge.returns,
    }
    for event, callback in callbacks.items():
        monitoring.register_callback(TOOL, event, callback)
    monitoring.set_events(TOOL, events.CALL | events.PY_START | events.PY_RETURN)
    gc.callbacks.append(judge.collects)
    try:
        yield
    finally:
        gc.callbacks.remove(judge.collects)
        monitoring.set_events(TOOL, 0)
        monitoring.restart_events()
        monitoring.free_tool_id(TOOL)


def merged(events: list[Event]) -> list[Event]:
    """Text that is printed bit by bit, put together."""
    found: list[Event] = []
    for event in events:
        last = found[-1] if found else None
        if last and event[2] == last[2] == "prints" and event[:2] == last[:2]:
            found[-1] = (*last[:3], last[3] + event[3])
        else:
            found.append(event)
    return found


def deeds(recording: Recording) -> list[tuple[int, Event]]:
    """What the recording says that tasks did, in order, each with its step."""
    lanes: list[int] = []
    events = []
    for number, step in enumerate(recording.steps):
        if recording.lanes[step.lane].kind not in {"task", "library"}:
            continue
        for deed in step.deeds:
            kinds = {recording.lanes[lane].kind for lane in deed.lanes}
            verb = deed.verb
            if deed.kind == "stream" and verb == "finishes":
                verb = "ends"
            if deed.kind == "message":
                verb = "sends"
            if verb not in WORDS:
                continue
            own = recording.lanes[step.lane].kind == "task"
            if deed.verb == "makes" and (kinds == {"library"} or not own):
                continue
            if step.lane not in lanes:
                lanes.append(step.lane)
            text = "" if deed.piece is None else recording.output[deed.piece].text
            events.append((number, (lanes.index(step.lane), deed.at, verb, text)))
    return events


def differences(script: Script) -> list[str]:
    """Where the order told is not the order logged."""
    return judged_recording(script)[1]


def judged_recording(
    script: Script, limits: Limits = LIMITS
) -> tuple[Recording, list[str]]:
    """Record a script, and find where the order told is not the order logged."""
    files = {one.path.name for one in (script, *script.companions)}
    judge = Judge(files)
    write = Observer.write

    def noted(observer: Observer, stream: str, text: str) -> None:
        # When it is written: what a thread writes is shown later.
        judge.echo(stream, text)
        write(observer, stream, text)

    with mock.patch.object(Observer, "write", noted), judged(judge):
        recording = record(script, limits=limits)
    told = deeds(recording)
    known = merged([event for _, event in told])
    logged = merged(judge.log)
    if recording.ended == "deadlock":
        # What follows is cleaning up, and not told.
        logged = logged[: len(known)]
        last = known[-1:]
        if last and logged and last[0][2] == "prints" == logged[-1][2]:
            cut = logged[-1][3][: len(last[0][3])]
            logged[-1] = (*logged[-1][:3], cut)
    if known != logged:
        place = next(
            (i for i, (a, b) in enumerate(zip(known, logged, strict=False)) if a != b),
            min(len(known), len(logged)),
        )
        text = f"event {place}: {known[place:][:3]}, logged {logged[place:][:3]}"
        return recording, [text]
    return recording, _words(recording, told)


def _words(recording: Recording, told: list[tuple[int, Event]]) -> list[str]:
    """Where the words of a step are in another order."""
    figure = Figure(recording)
    by_step = {
        number: [event for _, event in group]
        for number, group in groupby(told, key=lambda entry: entry[0])
    }
    wrong = []
    sentences = Sentences(figure.view)
    for number in range(len(figure.view.steps)):
        row = row_of(sentences, number)
        index = figure.view._original[row.number - 1]
        if not row.task or recording.lanes[row.lane].kind != "task":
            continue
        sentence = plain(row.what)
        sentence = re.split(r" (?:Its TaskGroup|That) cancels| Meanwhile, ", sentence)[
            0
        ]
        quotes = re.findall(r"“([^”]*)”", sentence)
        sentence = re.sub(r"“[^”]*”", "“”", sentence)
        # What is written is no quotation, and may say anything as well.
        words = WORD.findall(
            re.sub(r"""\b(b|sends )(['"]).*?(\2|…)""", r"\1", sentence)
        )
        wanted = [WORDS[verb] for _, _, verb, _ in by_step.get(index, [])]
        wanted = [word for word, _ in groupby(wanted)]
        words = [word for word, _ in groupby(words)]
        if "more things" in sentence:
            wanted = wanted[: len(words)]
        lines = [
            line.strip()
            for _, _, verb, text in by_step.get(index, [])
            if verb == "prints"
            for line in text.removesuffix("\n").split("\n")
        ]
        left = iter(lines)
        quoted = all(
            any(line.startswith(quote.removesuffix("…")) for line in left)
            for quote in quotes
        )
        if words != wanted or not quoted:
            wrong.append(f"step {row.number}: {sentence!r}, logged {wanted} {lines}")
    return wrong


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_the_order_told_is_the_order_logged(script: Script) -> None:
    assert not differences(script)


# In its factory the program prints before the task is there, and asyncio's own
# function, which the judge sees, has begun before.
OWN_FACTORY = "own factory"


@pytest.mark.parametrize("name", sorted({*PROGRAMS, *WHOLE} - {OWN_FACTORY}))
def test_small_programs_are_told_in_their_order(tmp_path: Path, name: str) -> None:
    """They are made to be odd, for a test that knows nothing of words."""
    assert not differences(write(tmp_path, name))


def test_the_judge_finds_a_wrong_order(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "async def main():\n"
        "    print('first')\n"
        "    time.sleep(1)\n"
        "asyncio.run(main())\n"
    )
    script = Script.read(path)
    assert not differences(script)
    real = Sentences.step

    def swapped(self: Sentences, number: int) -> Any:
        told = real(self, number)
        text = plain(told.parts).replace("prints “first”", "X")
        text = text.replace("calls time.sleep(1)", "prints “first”")
        text = text.replace("X", "calls time.sleep(1)")
        return replace(told, parts=[(text, "")])

    monkeypatch.setattr(Sentences, "step", swapped)
    assert differences(script)
