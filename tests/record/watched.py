"""Programs that run with and without the recorder, and how they are run."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from looptape.recording import Recording
from looptape.script import Script
from tests.record.watched_wholes import WHOLE

BESIDE = "def fail():\n    raise ValueError('beside')\n"
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
            time.sleep(0.5)
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
