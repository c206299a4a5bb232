"""What the recorder refuses, and that no program swallows it."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.errors import NeedsRealClock
from looptape.record.recorder import record
from looptape.script import Script
from tests.record.watched import plain, told

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


@pytest.mark.parametrize(
    "use",
    [
        "await asyncio.open_connection(sock=one)",
        "await loop.sock_recv(one, 1)",
        "await asyncio.create_task(loop.sock_sendall(one, b'x'))",
    ],
)
def test_a_real_connection_is_refused(tmp_path: Path, use: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, socket\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    one, other = socket.socketpair()\n"
        "    one.setblocking(False)\n"
        "    other.send(b'hello')\n"
        f"    try:\n        {use}\n"
        "    except NotImplementedError:\n        print('swallowed')\n"
        "    finally:\n        one.close()\n        other.close()\n"
        "asyncio.run(main())\n"
    )
    with pytest.raises(NeedsRealClock, match="it uses a real connection"):
        record(Script.read(path))
    assert record(Script.read(path), clock="real").status == 0


@pytest.mark.parametrize("host", ["'a.example'", "b'a.example'"])
def test_a_name_of_the_real_network_is_refused(tmp_path: Path, host: str) -> None:
    # AnyIO gives the loop a name as bytes.
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        f"asyncio.run(asyncio.wait_for(asyncio.open_connection({host}, 80), 1))\n"
    )
    with pytest.raises(NeedsRealClock) as refused:
        record(Script.read(path))
    assert str(refused.value) == "it connects to a.example"
    assert refused.value.needs == "a connection to `a.example`"
