"""Watching changes nothing: programs do the same with and without the recorder.

Each runs by itself on Python's own loop, in an interpreter of its own, and then on
the recorder. Output and exit status have to be the same.
"""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from looptape.record.errors import NeedsRealClock
from looptape.record.limits import Limits
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script, ScriptError
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain as plain_words

# From name to text; none sleeps for long, because plain Python really does.
PROGRAMS = {
    "mock as callback": """
        from unittest.mock import Mock
        async def main():
            called = Mock()
            asyncio.get_running_loop().call_soon(called, 1)
            await asyncio.sleep(0.01)
            print("called:", called.mock_calls)
    """,
    "mock in thread": """
        from unittest.mock import Mock
        async def main():
            print(await asyncio.to_thread(Mock(return_value=3), 1))
    """,
    "callable with func": """
        class logged:
            def __init__(self, func):
                self.func = func
            def __call__(self, *args):
                return self.func(*args)
        @logged
        def crunch(n):
            return n * 2
        async def main():
            print(await asyncio.to_thread(crunch, 2))
            loop = asyncio.get_running_loop()
            print(await loop.run_in_executor(None, crunch, 4))
            loop.call_soon(logged(lambda: print("called")))
            await asyncio.sleep(0)
    """,
    "sleep for ever": """
        import math
        async def forever():
            try:
                await asyncio.sleep(math.inf)
            except asyncio.CancelledError:
                print("cancelled")
                raise
        async def main():
            task = asyncio.create_task(forever())
            await asyncio.sleep(0.01)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                print("main: it was cancelled")
    """,
    "sleep for no number": """
        import math
        async def main():
            try:
                await asyncio.sleep(math.nan)
            except ValueError as error:
                print(error)
    """,
    "class RequestHandler": """
        class RequestHandler:
            async def _handle_request(self, item):
                await asyncio.sleep(0)
                print("handled", item)
            async def start(self, port):
                await asyncio.sleep(0)
                print("started", port)
        async def main():
            await asyncio.create_task(RequestHandler()._handle_request(1))
            await asyncio.create_task(RequestHandler().start(80))
    """,
    "odd yield": """
        import types
        @types.coroutine
        def bad(value):
            yield value
        async def main():
            for value in (5, [], "text"):
                try:
                    await bad(value)
                except RuntimeError as error:
                    print(str(error)[-20:])
    """,
    "repr raises": """
        class Odd(int):
            def __repr__(self):
                raise ValueError("no repr")
            __str__ = __repr__
        async def work(n):
            await asyncio.sleep(0)
            print("ok")
        async def main():
            await asyncio.create_task(work(Odd(3)))
            await asyncio.to_thread(lambda n: None, Odd(3))
    """,
    "coroutine": """
        async def work():
            await asyncio.sleep(0)
        async def main():
            coroutine = work()
            task = asyncio.create_task(coroutine)
            print(task.get_coro() is coroutine, type(task), type(task) is asyncio.Task)
            print(task.get_coro(), repr(task).split(" coro=")[0])
            await task
    """.replace("print(task.get_coro(), ", "print("),
    "loop": """
        async def main():
            loop = asyncio.get_running_loop()
            print(repr(loop), type(loop), isinstance(loop, asyncio.SelectorEventLoop))
    """,
    "where a task was made": """
        async def work():
            print(asyncio.current_task())
        async def main():
            loop = asyncio.get_running_loop()
            loop.set_debug(True)
            task = asyncio.create_task(work())
            handle = loop.call_soon(print, 3)
            print(str(task).partition("created at")[2].split("/")[-1].strip())
            print(str(handle).partition("created at")[2].split("/")[-1].strip())
            await task
    """.replace("print(asyncio.current_task())", "pass"),
    "traceback": """
        import traceback
        async def fail():
            await asyncio.sleep(0)
            raise ValueError("wrong")
        async def main():
            try:
                await asyncio.create_task(fail())
            except ValueError:
                text = traceback.format_exc()
            print([line.split(", ")[1:] for line in text.splitlines() if '"' in line])
            stack = traceback.extract_stack()
            print([frame.name for frame in stack][-1])
    """,
    "own factory": """
        def factory(loop, coro, **options):
            print("made of", coro.__name__, type(coro).__name__)
            return asyncio.Task(coro, loop=loop, **options)
        async def work():
            return 3
        async def main():
            loop = asyncio.get_running_loop()
            loop.set_task_factory(factory)
            print(loop.get_task_factory() is factory)
            print(await asyncio.create_task(work()))
    """,
    "eager factory": """
        async def work():
            print("work")
        async def main():
            loop = asyncio.get_running_loop()
            factory = getattr(asyncio, "eager_task_factory", None)
            loop.set_task_factory(factory)
            print(loop.get_task_factory() is factory)
            task = asyncio.create_task(work())
            print("main")
            await task
    """,
    "thread ends before a call from elsewhere": """
        import time
        async def say(text):
            print(text)
        async def wait():
            await asyncio.to_thread(time.sleep, 0.01)
            print("the thread has ended")
        async def main():
            task = asyncio.create_task(wait())
            await asyncio.sleep(0)
            time.sleep(0.1)
            loop = asyncio.get_running_loop()
            loop.call_soon_threadsafe(loop.create_task, say("called"))
            await task
            await asyncio.sleep(0.01)
    """,
    "exit": """
        import os
        async def main():
            print("before", flush=True)
            try:
                os._exit(3)
            except BaseException:
                print("caught")
            finally:
                print("finally")
    """,
    "deep": """
        async def down(n):
            return n if n == 0 else await down(n - 1)
        async def main():
            print(await down(200))
    """,
}
# The same, without `asyncio.run(main())` at the end.
WHOLE = {
    "names after servers": """
        import asyncio
        async def tell():
            print(asyncio.current_task().get_name())
        async def serve(reader, writer):
            writer.close()
        async def main():
            for host in ("127.0.0.1", ["127.0.0.1", "localhost"]):
                server = await asyncio.start_server(serve, host, 0)
                await asyncio.create_task(tell())
                server.close()
        asyncio.run(main())
    """,
    "own stack": """
        import asyncio, inspect
        def inner():
            print([one.function for one in inspect.stack()])
            print(inspect.currentframe().f_back.f_code.co_name)
        async def main():
            inner()
        inner()
        asyncio.run(main())
    """,
    "stacks of others": """
        import asyncio, sys, traceback, warnings
        def name(file):
            return file.rsplit("/", 1)[-1]
        def deep(depth):
            try:
                return sys._getframe(depth).f_code.co_name
            except ValueError as error:
                return str(error)
        def careful(message, category, file, line, *rest):
            print(message, category.__name__, name(file))
        warnings.showwarning = careful
        warnings.simplefilter("always")
        def warn():
            for level in range(12):
                warnings.warn(str(level), UserWarning, stacklevel=level)
            traceback.print_stack(limit=3, file=sys.stderr)
        async def wait():
            await asyncio.sleep(0.01)
        async def fail():
            raise ValueError
        async def numbers():
            try:
                yield 1
            finally:
                raise ValueError
        async def main():
            print([deep(depth) for depth in range(12)])
            warn()
            tasks = [asyncio.create_task(each) for each in (wait(), fail())]
            await asyncio.sleep(0)
            for task in (*tasks, asyncio.current_task()):
                for limit in (None, 0, 1, 3):
                    print([each.f_code.co_name for each in task.get_stack(limit=limit)])
            asyncio.get_running_loop().call_soon(warn)
            await asyncio.gather(*tasks, return_exceptions=True)
            left = numbers()
            await anext(left)
            def report(loop, context):
                print(repr(context["future"]).partition("coro=")[2][:30])
            asyncio.get_running_loop().set_exception_handler(report)
            del left
            await asyncio.sleep(0.01)
        print(deep(1), deep(2))
        warn()
        asyncio.run(main())
    """,
    "names": """
        import asyncio, atexit, os, queue, sys, threading, time
        print([each for each in (queue.SimpleQueue, type(queue.SimpleQueue()))])
        for each in (time.sleep, atexit.register, os._exit, threading.Thread.start,
                     asyncio.Event.set, asyncio.Lock.acquire, sys._getframe):
            print(each.__name__, each.__qualname__, each.__module__)
        async def tell():
            return asyncio.current_task().get_name()
        async def main():
            for name in ("A", None, "Task-9", 5, None):
                print(await asyncio.create_task(tell(), name=name))
            task = asyncio.create_task(tell())
            task.set_name("later")
            print(await task, await asyncio.create_task(tell()))
        asyncio.run(main())
    """,
    "end": """
        import asyncio, atexit, sys
        class Loud:
            def __init__(self, name):
                self.name = name
            def __del__(self):
                print("gone", self.name)
        def fail(text):
            raise ValueError(text)
        def leave():
            raise SystemExit(5)
        def twice():
            atexit.register(print, "registered too late")
            atexit.unregister(unwanted)
            print("beyond:", deep())
        def deep():
            try:
                return sys._getframe(2)
            except ValueError:
                return None
        def unwanted():
            print("unregistered")
        def hook(kind, error, trace):
            print("hook", kind.__name__, error, trace.tb_frame.f_code.co_name)
        atexit.register(unwanted)
        for function in (twice, leave):
            atexit.register(function)
        atexit.register(fail, "at the end")
        atexit.register(print, "keeps", Loud("in the arguments").name)
        async def main():
            try:
                await asyncio.create_task(cycle())
            except ValueError as error:
                error.itself = error
        async def cycle():
            raise ValueError(Loud("in a cycle"))
        named = Loud("in the module")
        sys.excepthook = hook
        asyncio.run(main())
        fail("uncaught")
    """,
    "second run": """
        import asyncio, sys
        async def main():
            name = asyncio.current_task().get_name()
            print(name, sys.getprofile(), sys.gettrace())
            async def inner():
                return asyncio.current_task().get_name()
            return await asyncio.create_task(inner())
        print(asyncio.run(main()), asyncio.run(main()))
        with asyncio.Runner() as runner:
            print(runner.run(main()), runner.run(main()))
        print(asyncio.run(main()))
    """,
    "streams": """
        import asyncio, faulthandler, os, sys
        out, err = sys.stdout, sys.stderr
        print(type(out), type(err), out.name, err.name, out.mode)
        print(out.encoding, err.errors, out.closed, out.newlines)
        print(out.isatty(), out.readable(), out.writable(), out.fileno(), err.fileno())
        out.writelines(["one ", "two\\n"])
        out.flush()
        out.buffer.write("caf\\u00e9\\n".encode())
        out.buffer.flush()
        out.reconfigure(line_buffering=True)
        for wrong in (3, b"x", None):
            try:
                out.write(wrong)
            except TypeError as error:
                print(error)
        faulthandler.enable()
        faulthandler.disable()
        async def main():
            for part in (b"\\xe2", b"\\x82", b"\\xac\\n"):
                out.buffer.write(part)
                out.buffer.flush()
                await asyncio.sleep(0)
        asyncio.run(main())
    """,
    "policy": """
        import asyncio, warnings
        warnings.simplefilter("ignore")
        async def main():
            print("ok")
        if hasattr(asyncio, "get_event_loop_policy"):
            loop = asyncio.get_event_loop_policy().new_event_loop()
            loop.run_until_complete(main())
            loop.close()
    """,
    "own policy": """
        import asyncio, warnings
        warnings.simplefilter("ignore")
        async def main():
            print(asyncio.get_running_loop().get_debug())
        if hasattr(asyncio, "DefaultEventLoopPolicy"):
            class Policy(asyncio.DefaultEventLoopPolicy):
                def new_event_loop(self):
                    loop = super().new_event_loop()
                    loop.set_debug(True)
                    loop.slow_callback_duration = 1000  # Say nothing of a busy machine.
                    return loop
            asyncio.set_event_loop_policy(Policy())
        asyncio.run(main())
    """,
    "loop factory": """
        import asyncio
        async def main():
            print("ok", type(asyncio.get_running_loop()))
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(main())
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            runner.run(main())
    """,
    "own loop": """
        import asyncio
        class Loop(asyncio.SelectorEventLoop):
            def __init__(self, name):
                super().__init__()
                self.name = name
            def call_soon(self, callback, *args, **options):
                self.calls = getattr(self, "calls", 0) + 1
                return super().call_soon(callback, *args, **options)
        async def main():
            loop = asyncio.get_running_loop()
            print(loop.name, loop.calls, type(loop).__name__, isinstance(loop, Loop))
        with asyncio.Runner(loop_factory=lambda: Loop("mine")) as runner:
            runner.run(main())
    """,
    "own selector": """
        import asyncio, selectors
        async def main():
            await asyncio.sleep(0.01)
            print("ok")
        loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
        loop.run_until_complete(main())
        loop.close()
    """,
    "current loop": """
        import asyncio, warnings
        warnings.simplefilter("ignore")
        async def main():
            print("ok")
        try:
            loop = asyncio.get_event_loop()
        except RuntimeError as error:
            print(error)
        else:
            loop.run_until_complete(main())
            loop.close()
    """,
    "where it was made": """
        import asyncio, os, re, sys, warnings
        def show(text):
            print(re.sub(r"(File .|at ).*[/\\\\]", r"\\1", str(text)))
        warnings.showwarning = lambda message, *about, **options: show(message)
        async def work():
            pass
        async def main():
            loop = asyncio.get_running_loop()
            print(sys.get_coroutine_origin_tracking_depth())
            work()
            async def inner():
                work()
                print(len(asyncio.create_task(work()).get_stack()))
            await inner()
            for timer in (
                loop.call_later(0.01, work),
                loop.call_at(loop.time() + 0.01, work),
                loop.call_soon(work),
            ):
                show(repr(timer).partition("created")[2])
                timer.cancel()
            sys.set_coroutine_origin_tracking_depth(3)
            print(sys.get_coroutine_origin_tracking_depth())
            work()
            kept = work()
            sys.set_coroutine_origin_tracking_depth(0)
            work()
            return kept
        kept = asyncio.run(main(), debug=True)
        del kept
        print(sys.get_coroutine_origin_tracking_depth())
        sys.set_coroutine_origin_tracking_depth(5)
        work()
    """,
    "frames of an error": """
        import asyncio, inspect, sys, traceback
        def walk(trace):
            while trace is not None:
                yield trace.tb_frame.f_code.co_name
                trace = trace.tb_next
        def hook(kind, error, trace):
            print(*walk(trace))
            print(*walk(error.__traceback__))
        async def fail():
            await asyncio.sleep(0)
            raise ValueError
        async def main():
            try:
                await asyncio.create_task(fail())
            except ValueError as error:
                trace = error.__traceback__
                print(*[one.name for one in traceback.extract_tb(trace)])
                print(*[one.function for one in inspect.getinnerframes(trace)])
                print(*[one.function for one in inspect.trace()])
            await asyncio.create_task(fail())
        sys.excepthook = hook
        asyncio.run(main())
    """,
    "frames of an error, one by one": """
        import asyncio
        def show(error):
            trace, names = error.__traceback__, []
            while trace is not None:
                names.append(trace.tb_frame.f_code.co_name)
                trace = trace.tb_next
            print(type(error).__name__, *names)
        async def inner(error):
            await asyncio.sleep(0.01)
            raise error
        async def outer(error):
            try:
                await inner(error)
            except BaseException as caught:
                show(caught)
                raise
        async def waits(lock):
            try:
                await lock.acquire()
            except asyncio.CancelledError as error:
                show(error)
                raise
        class Twice:
            def __await__(self):
                yield
                raise KeyError
        def breaks():
            raise IndexError
        async def tried(wait):
            try:
                await wait
            except Exception as error:
                show(error)
                for part in getattr(error, "exceptions", ()):
                    show(part)
        async def group():
            async with asyncio.TaskGroup() as group:
                group.create_task(outer(OSError()))
        async def main():
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda loop, about: show(about["exception"]))
            task = asyncio.create_task(outer(ValueError()))
            await tried(task)
            show(task.exception())
            await tried(outer(LookupError()))
            await tried(Twice())
            await tried(asyncio.wait_for(asyncio.Event().wait(), 0.01))
            await tried(asyncio.gather(outer(EOFError()), asyncio.sleep(0.02)))
            await tried(group())
            lock, queue = asyncio.Lock(), asyncio.Queue()
            for call in (lock.release, queue.get_nowait, asyncio.Condition().notify):
                try:
                    call()
                except Exception as error:
                    show(error)
            await lock.acquire()
            task = asyncio.create_task(waits(lock))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            loop.call_soon(breaks)
            barrier = asyncio.Barrier(2)
            task = asyncio.create_task(barrier.wait())
            await asyncio.sleep(0)
            await barrier.abort()
            await tried(task)
            raise OverflowError
        try:
            asyncio.run(main())
        except OverflowError as error:
            show(error)
        loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(outer(ValueError()))
        except ValueError as error:
            show(error)
        loop.close()
    """,
    "garbage": """
        import gc, timeit
        print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.isenabled())
        timeit.timeit("1", number=1)
        print(gc.isenabled(), gc.isenabled.__name__, gc.enable.__doc__)
        gc.disable()
    """,
    "a value that answers nothing": """
        import asyncio
        class Lazy:  # As what Django has for its settings.
            def answer(self, *about):
                raise LookupError("not configured")
            __class__ = property(answer)
            __getattr__ = answer
            def __call__(self, *args):
                print("called", len(args))
        settings = Lazy()
        async def give():
            return settings
        async def main():
            inner = Lazy()
            print(await asyncio.create_task(give()) is settings)
            loop = asyncio.get_running_loop()
            loop.call_soon(settings)
            loop.call_later(0.01, settings, 1)
            await asyncio.sleep(0.02)
            future = loop.create_future()
            future.add_done_callback(settings)
            future.set_result(settings)
            await asyncio.to_thread(settings, 1, 2)
            await loop.run_in_executor(None, settings, 1, 2, 3)
            lock = asyncio.Lock()
            async with lock:
                await asyncio.sleep(0)
            try:
                await asyncio.open_connection("127.0.0.1", 9)
            except OSError as error:
                print(type(error).__name__)
        asyncio.run(main())
    """,
    "eager exit": """
        import asyncio, gc, sys, weakref
        tasks = weakref.WeakSet()
        class Task(asyncio.Task):
            def __init__(self, *args, **options):
                tasks.add(self)
                super().__init__(*args, **options)
        async def leave(error, waits):
            if waits:
                await asyncio.sleep(0)
            raise error
        async def main():
            if sys.version_info >= (3, 12):
                loop = asyncio.get_running_loop()
                for factory in (
                    asyncio.eager_task_factory,
                    asyncio.create_eager_task_factory(Task),
                ):
                    loop.set_task_factory(factory)
                    for error in (SystemExit, KeyboardInterrupt):
                        try:
                            asyncio.create_task(leave(error(3), False))
                        except BaseException as caught:
                            print(repr(caught), caught.__cause__, caught.__context__)
                        print(len(asyncio.all_tasks()), len(tasks))
                        future = loop.create_future()
                        future.set_result(3)
                        print(await future)
            await asyncio.create_task(leave(SystemExit(4), True))
        asyncio.run(main())
    """,
    "second file": """
        import beside
        try:
            beside.fail()
        except ValueError:
            import traceback
            print(traceback.format_exc().count("beside.py"))
        beside.fail()
    """,
}
BESIDE = "def fail():\n    raise ValueError('beside')\n"


def plain(path: Path, **environment: str) -> tuple[str, str, int]:
    """What a program writes, and its exit status, without the recorder."""
    done = subprocess.run(
        [sys.executable, path.name],
        cwd=path.parent,
        env={**os.environ, "PYTHONHASHSEED": "0", **environment},
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
    return done.stdout, done.stderr, done.returncode


def write(folder: Path, name: str) -> Script:
    text = textwrap.dedent(WHOLE.get(name, "")).strip() or (
        f"import asyncio\n{textwrap.dedent(PROGRAMS[name]).strip()}\n"
        "asyncio.run(main())"
    )
    (folder / "beside.py").write_text(BESIDE)
    path = folder / "program.py"
    path.write_text(f"{text}\n")
    return Script.read(path)


def told(recording: Recording, stream: str) -> str:
    return "".join(x.text for x in recording.output if x.stream == stream)


@pytest.mark.parametrize("clock", ["virtual", "real"])
@pytest.mark.parametrize("name", [*PROGRAMS, *WHOLE])
def test_a_program_does_the_same(tmp_path: Path, name: str, clock: str) -> None:
    if name == "exit" and clock == "real":
        pytest.skip("os._exit really ends the interpreter on the real clock")
    script = write(tmp_path, name)
    out, err, status = plain(script.path)
    recording = record(script, clock=clock)
    assert told(recording, "out") == out
    assert recording.status == status
    # Debug mode on the real clock also notes each step that a busy machine made slow.
    errors = re.sub(r"Executing <.* took [\d.]+ seconds\n", "", told(recording, "err"))
    assert (errors == "") == (err == "")
    # And it can be shown.
    figure = Figure(recording)
    assert figure.html() and figure.table() is not None


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfprint('caf\xc3\xa9')\n",
        b"# coding: latin-1\nprint('caf\xe9')\n",
        b"#!/usr/bin/env python3\n# -*- coding: cp1252 -*-\nprint('\x80')\n",
    ],
)
def test_a_file_is_read_as_python_reads_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "program.py"
    path.write_bytes(data)
    script = Script.read(path)
    out, _, _ = plain(path, PYTHONIOENCODING="utf-8")
    for each in (script, Script(path, f"\ufeff{script.source}")):
        recording = record(each)
        assert (told(recording, "out"), recording.error) == (out, None)


@pytest.mark.parametrize(
    "data", [b"# coding: no-such-one\n", b"print('\xe9')\n", b"# coding: utf-8\n\xff"]
)
def test_a_file_that_python_cannot_read_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "program.py"
    path.write_bytes(data)
    with pytest.raises(ScriptError, match=r"program\.py: cannot be read"):
        Script.read(path)


@pytest.mark.parametrize("name", ["random", "queue", "json", "os", "time", "program"])
def test_a_file_named_like_a_module_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.py").write_text("WORD = 'beside'\n")
    path = tmp_path / "program.py"
    path.write_text(
        f"import {name}, sys\nprint(getattr({name}, 'WORD', 'of Python'), __name__)\n"
    )
    out, _, _ = plain(path)
    before = sys.modules.get(name)
    assert told(record(Script.read(path)), "out") == out
    assert sys.modules.get(name) is before


def test_a_traceback_keeps_the_second_file(tmp_path: Path) -> None:
    recording = record(write(tmp_path, "second file"))
    assert told(recording, "err") == textwrap.dedent("""\
        Traceback (most recent call last):
          File "program.py", line 7, in <module>
            beside.fail()
          File "beside.py", line 2, in fail
            raise ValueError('beside')
        ValueError: beside
    """)


THREADS = {
    "answer": """
        async def answer():
            return 42
        def work(loop):
            return asyncio.run_coroutine_threadsafe(answer(), loop).result()
        async def main():
            print(await asyncio.to_thread(work, asyncio.get_running_loop()))
    """,
    "queue": """
        import queue
        async def main():
            q = queue.Queue()
            task = asyncio.create_task(asyncio.to_thread(q.get))
            await asyncio.sleep(0)
            q.put("item")
            print(await task)
    """,
    "simple queue": """
        import queue
        async def main():
            q = queue.SimpleQueue()
            task = asyncio.create_task(asyncio.to_thread(q.get))
            await asyncio.sleep(0)
            q.put("item")
            print(await task)
    """,
    "lock": """
        import threading
        lock = threading.Lock()
        def work():
            with lock:
                return "got it"
        async def main():
            lock.acquire()
            task = asyncio.create_task(asyncio.to_thread(work))
            await asyncio.sleep(0)
            lock.release()
            print(await task)
    """,
}


@pytest.mark.parametrize("name", THREADS)
@pytest.mark.parametrize("catch", ["except Exception", "except BaseException"])
def test_a_thread_that_waits_is_refused(tmp_path: Path, name: str, catch: str) -> None:
    body = textwrap.dedent(THREADS[name]).strip()
    path = tmp_path / "program.py"
    path.write_text(
        f"import asyncio\n{body}\n"
        f"try:\n    asyncio.run(main())\n{catch}:\n    print('caught')\n"
    )
    with pytest.raises(NeedsRealClock, match="one of its threads waits for another"):
        record(Script.read(path))
    recording = record(Script.read(path), clock="real")
    assert (told(recording, "out"), told(recording, "err")) == (
        {"answer": "42\n", "lock": "got it\n"}.get(name, "item\n"),
        "",
    )


def test_locks_of_threads_work_where_nothing_waits(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
        import queue, threading
        lock = threading.Lock()
        with lock:
            print(lock.locked(), lock.acquire(False), lock.acquire(timeout=0))
        print(lock.locked(), lock.acquire(), type(lock).__name__)
        lock.release()
        for wrong in ({"blocking": False, "timeout": 1}, {"timeout": -2}):
            try:
                lock.acquire(**wrong)
            except ValueError as error:
                print(error)
        for make in (queue.Queue, queue.SimpleQueue):
            q = make()
            q.put(1)
            print(q.get(), q.empty())
            try:
                q.get_nowait()
            except queue.Empty:
                print("empty")
    """)
    )
    out, err, status = plain(path)
    recording = record(Script.read(path))
    assert (told(recording, "out"), told(recording, "err")) == (out, err)
    assert recording.status == status == 0


@pytest.mark.parametrize(
    "body",
    [
        "try: subprocess.run(['true'])\n    except BaseException: pass",
        "await asyncio.gather(child(), return_exceptions=True)",
        "task = asyncio.create_task(child()); await asyncio.wait([task])",
        (
            "while True:\n        try: await child()\n        except BaseException:\n"
            "            open(__file__ + '.turns', 'a').write('.')\n"
            "            await asyncio.sleep(0)"
        ),
    ],
)
def test_no_program_swallows_a_refusal(tmp_path: Path, body: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, subprocess\n"
        "async def child():\n    await asyncio.create_subprocess_exec('true')\n"
        f"async def main():\n    {body}\n    print('goes on')\n"
        "asyncio.run(main())\nprint('end')\n"
    )
    printed: list[str] = []
    with pytest.raises(NeedsRealClock, match="it starts a child process") as refused:
        record(Script.read(path), echo=lambda stream, text: printed.append(text))
    assert refused.value.needs == "subprocess"
    assert not printed
    turns = tmp_path / "program.py.turns"
    assert not turns.exists() or turns.read_text() == "."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            (
                "class Loop(asyncio.SelectorEventLoop):\n"
                "    def time(self): return 0.0\n"
                "Loop()"
            ),
            "its Loop has a clock of its own",
        ),
        (
            (
                "class Own(selectors.SelectSelector): pass\n"
                "asyncio.SelectorEventLoop(Own())"
            ),
            "its event loop has a selector of its own, Own",
        ),
        (
            (
                "class Loop(asyncio.AbstractEventLoop):\n"
                "    def get_debug(self): return False\n"
                "    def is_running(self): return False\n"
                "    def call_soon(self, *args, **options): pass\n"
                "async def main(): pass\n"
                "asyncio.Task(main(), loop=Loop())"
            ),
            "its Loop is not one of asyncio's event loops",
        ),
    ],
)
def test_a_loop_is_refused_with_the_reason(tmp_path, text: str, reason: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(f"import asyncio, selectors\n{text}\n")
    with pytest.raises(NeedsRealClock) as refused:
        record(Script.read(path))
    assert str(refused.value) == reason


def test_no_repr_of_the_program_s_own_is_called(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text(
        "class Beside:\n    def __repr__(self):\n        print('asked')\n"
        "        return 'B'\n"
    )
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
        import asyncio, dataclasses, fractions
        from beside import Beside
        class Own:
            def __repr__(self):
                print("asked")
                return "O"
        @dataclasses.dataclass
        class Pair:
            left: object
        class Plain:
            pass
        async def give(value):
            return value
        async def main():
            for value in (Own(), [Own()], {1: [Beside()]}, Pair(Own()), Pair(3),
                          ValueError(Own()), Plain(), fractions.Fraction(1, 2)):
                await asyncio.create_task(give(value))
        asyncio.run(main())
        """)
    )
    recording = record(Script.read(path))
    assert not recording.output and recording.error is None
    assert [step.value for step in recording.steps if step.lane] == [
        "<Own>",
        "<list>",
        "<dict>",
        "<Pair>",
        "Pair(left=3)",
        "<ValueError>",
        "<__main__.Plain object>",
        "Fraction(1, 2)",
    ]


def test_a_class_named_as_a_library_s_has_lanes_of_its_own(tmp_path: Path) -> None:
    recording = record(write(tmp_path, "class RequestHandler"))
    lanes = [(lane.kind, lane.name) for lane in recording.lanes]
    assert lanes == [("task", "main"), ("task", "_handle_request"), ("task", "start")]
    table = Figure(recording).table()
    assert "library" not in table and "finishes its response" not in table


def test_computing_is_named_where_it_takes_no_time(tmp_path) -> None:
    path = tmp_path / "program.py"

    def recorded(body: str) -> Recording:
        path.write_text(
            f"import asyncio, time\nasync def work():\n    {body}\n"
            "async def main():\n    await asyncio.sleep(1)\n    await work()\n"
            "asyncio.run(main())\n"
        )
        return record(Script.read(path))

    def simulated(body: str) -> list[str]:
        return recorded(body).simulated

    # The virtual clock leaves this one alone.
    until = "end = time.thread_time() + {}\n    while time.thread_time() < end: pass"
    busy = recorded(until.format(0.6))
    assert busy.simulated == ["work"]
    first, second = busy.steps
    assert not first.worked and 0.6 <= second.worked < 2
    assert "which the virtual clock does not count. The program ends." in (
        plain_words(Figure(busy).rows()[1].what)
    )
    assert simulated(until.format(0.1)) == []
    # Here it is the recorder that works.
    tasks = "tasks = [asyncio.create_task(asyncio.sleep(0)) for n in range(20_000)]"
    assert simulated(f"{tasks}; await asyncio.wait(tasks)") == []


def test_what_no_stream_takes_is_an_error(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text("print('\\ud83d')")
    error = record(Script.read(path)).error
    assert error is not None and error.startswith("UnicodeEncodeError: 'utf-8' codec")
    path.write_text("import sys\nprint('\\ud83d', file=sys.stderr)")
    recording = record(Script.read(path))
    assert [piece.text for piece in recording.output] == ["\\ud83d\n"]
    path.write_text("import sys\nsys.stdout.close()\nprint('x')")
    assert (
        record(Script.read(path)).error == "ValueError: I/O operation on closed file."
    )


def test_a_thread_without_an_end_is_named(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "def forever():\n    while True: time.sleep(1)\n"
        "asyncio.run(asyncio.to_thread(forever))\n"
    )
    recording = record(Script.read(path))
    within = "stopped at 60 s of virtual time within forever()"
    assert (recording.ended, recording.error) == ("limit", within)


def test_a_limit_is_met_where_it_was_met_first(tmp_path) -> None:
    """Not in the thread that cleans up, and meets the next one."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "def forever():\n    while True: time.sleep(1)\n"
        "async def main():\n"
        "    try: await asyncio.sleep(61)\n"
        "    finally: await asyncio.to_thread(forever)\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    usual = "stopped at 60 s of virtual time"
    assert (recording.ended, recording.error) == ("limit", usual)


def test_os_exit_raises_nothing(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, os\nasync def main():\n    os._exit(7)\nasyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert [(step.end, step.value, step.line) for step in recording.steps] == [
        ("returns", None, 3)
    ]
    assert recording.status == 7


def test_a_timer_for_no_time_is_refused_as_by_asyncio(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    try: asyncio.get_running_loop().call_at(None, print)\n"
        "    except TypeError as error: print(error)\n"
        "asyncio.run(main())\n"
    )
    assert told(record(Script.read(path)), "out") == plain(path)[0]


def test_a_loop_of_sleeps_of_no_time_ends(tmp_path) -> None:
    path = tmp_path / "program.py"
    path.write_text("import time\nwhile True: time.sleep(0)\n")
    recording = record(Script.read(path), limits=Limits(time=SECOND))
    assert (recording.ended, recording.until) == ("limit", SECOND)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_catches_its_own_end_ends(tmp_path) -> None:
    """It prints on while it is closed: little of that is shown, and nothing kept."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    while True:\n"
        "        try: await asyncio.sleep(1)\n"
        "        except BaseException: print('again')\n"
        "asyncio.run(main())\n"
    )
    shown: list[str] = []
    recording = record(
        Script.read(path),
        limits=Limits(lines=1000),
        echo=lambda stream, text: shown.append(text),
    )
    usual = "stopped at 60 s of virtual time"
    assert (recording.ended, recording.error) == ("limit", usual)
    assert "".join(shown).count("again") < 1200 and not recording.output
    # It has ended within the run: later, nothing would stop it.
    assert "".join(shown).count("again") > 100
