"""The recorder, on programs of a few lines."""

import gc
import logging
import textwrap
import time
from itertools import pairwise
from pathlib import Path

import pytest

from looptape.record.errors import NeedsRealClock
from looptape.record.limits import Limits
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script, ScriptError
from looptape.text.labels import label
from looptape.text.lines import lines_of
from looptape.timeline import View


@pytest.fixture
def run(tmp_path: Path):
    def run(source: str, **options: object) -> Recording:
        path = tmp_path / "program.py"
        path.write_text(textwrap.dedent(source))
        return record(Script.read(path), **options)

    return run


def lines(recording: Recording) -> list[tuple[float, str]]:
    return [(line.at / SECOND, line.text) for line in lines_of(recording.output)]


def errors(recording: Recording) -> str:
    return "\n".join(
        line.text for line in lines_of(recording.output) if line.stream == "err"
    )


def test_steps_of_a_sleep(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            print("a")
            await asyncio.sleep(1.5)
            return 7
        asyncio.run(main())
    """)
    first, second = recording.steps
    assert (first.cause, first.end, first.line) == ("start", "waits", 5)
    assert first.wait.kind == "sleep" and first.wait.until == 3 * SECOND // 2
    assert (second.at, second.cause, second.woken_by) == (
        3 * SECOND // 2,
        "timer",
        None,
    )
    assert (second.end, second.value, second.line) == ("returns", "7", 6)
    assert recording.until == 3 * SECOND // 2
    assert lines(recording) == [(0, "a")]


def test_ten_sleeps_of_a_tenth_end_at_one(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            for _ in range(10):
                await asyncio.sleep(0.1)
            print(asyncio.get_running_loop().time())
        asyncio.run(main())
    """)
    assert lines(recording) == [(1.0, "1.0")]


def test_the_time_module_follows_the_clock_and_is_given_back(run) -> None:
    before = time.time, time.sleep, time.monotonic
    recording = run("""
        import asyncio, time
        from time import sleep
        async def main():
            start = time.perf_counter(), time.monotonic(), time.time()
            sleep(2)
            await asyncio.sleep(1)
            print([now - then for now, then in zip(
                (time.perf_counter(), time.monotonic(), time.time()), start)])
        asyncio.run(main())
    """)
    assert lines(recording) == [(3, "[3.0, 3.0, 3.0]")]
    (block,) = recording.steps[0].blocks
    assert (block.name, block.at, block.until, block.line) == (
        "time.sleep(2)",
        0,
        2 * SECOND,
        6,
    )
    assert before == (time.time, time.sleep, time.monotonic)


def test_time_sleep_refuses_what_the_real_one_does(run) -> None:
    assert "sleep length must be non-negative" in errors(
        run("import time; time.sleep(-1)")
    )


def test_who_woke_whom(run) -> None:
    recording = run("""
        import asyncio
        async def waiter(event):
            await event.wait()
        async def main():
            event = asyncio.Event()
            task = asyncio.create_task(waiter(event), name="W")
            await asyncio.sleep(1)
            event.set()
            await task
        asyncio.run(main())
    """)
    _made, waits, sets, woken, ends = recording.steps
    assert [step.lane for step in recording.steps] == [0, 1, 0, 1, 0]
    assert (waits.wait.kind, waits.wait.name) == ("event", "the event")
    assert (sets.wait.kind, sets.wait.lanes) == ("task", [1])
    assert (woken.cause, woken.woken_by) == ("step", 2)
    assert (ends.cause, ends.woken_by) == ("step", 3)
    assert recording.lanes[1].parent == 0 and recording.lanes[1].made_in == 0


def test_a_timeout_is_a_mark_of_its_own(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            try:
                async with asyncio.timeout(2):
                    await asyncio.Queue().get()
            except TimeoutError:
                print("late")
        asyncio.run(main())
    """)
    mark, woken = recording.steps[1:]
    assert (mark.timeout, mark.cancels) == (2 * SECOND, [0])
    assert (woken.cause, woken.woken_by, woken.end) == ("cancel", 1, "returns")


def test_siblings_are_cancelled_in_the_order_of_making(run) -> None:
    recording = run("""
        import asyncio
        async def wait():
            await asyncio.sleep(9)
        async def fail():
            await asyncio.sleep(1)
            raise ValueError("no news")
        async def main():
            async with asyncio.TaskGroup() as group:
                for _ in range(8):
                    group.create_task(wait())
                group.create_task(fail())
        asyncio.run(main())
    """)
    cancelled = [step.lane for step in recording.steps if step.end == "cancelled"]
    assert cancelled == list(range(1, 9))
    assert recording.ended == "raised" and recording.status == 1
    assert recording.error.startswith("ExceptionGroup: ")
    (raised,) = (s for s in recording.steps if s.value == "ValueError('no news')")
    assert (raised.end, raised.line) == ("raises", 7)


def test_a_dead_lock_is_reported_at_once(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            lock = asyncio.Lock()
            await lock.acquire()
            try:
                await lock.acquire()
            finally:
                print("not part of the story")
        asyncio.run(main())
    """)
    assert recording.ended == "deadlock" and recording.status == 1
    assert "main waits for the lock, held by main" in recording.error
    assert recording.output == [] and len(recording.steps) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("await asyncio.sleep(1)", "stopped at 60 s of virtual time"),
        ("await asyncio.sleep(0)", "stopped after 2,000 steps"),
        ("time.sleep(1)", "stopped at 60 s of virtual time"),
        (
            "await asyncio.gather(*[asyncio.sleep(1) for _ in range(10)])",
            "stopped at 60 s of virtual time",
        ),
    ],
)
def test_endless_programs_end(run, body: str, reason: str) -> None:
    source = f"""
        import asyncio, time
        async def main():
            while True:
                try:
                    {body}
                except Exception:
                    pass
        asyncio.run(main())
    """
    recording = run(source, limits=Limits(steps=2_000))
    assert (recording.ended, recording.error) == ("limit", reason)
    assert recording.until <= 60 * SECOND


def test_a_program_that_will_not_be_cancelled_ends_as_well(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            while True:
                try:
                    await asyncio.sleep(1)
                except asyncio.CancelledError:
                    pass
        asyncio.run(main())
    """)
    assert recording.ended == "limit" and recording.until == 60 * SECOND


def test_what_a_thread_prints_comes_at_its_time(run) -> None:
    """Echoed in order of time, and told between what causes it and what follows."""
    shown: list[str] = []
    recording = run(
        """
        import asyncio, time
        def work(n):
            print("begins", n)
            time.sleep(1)
            print("ends", n)
        async def tick():
            for _ in range(3):
                await asyncio.sleep(1)
                print("tick")
        async def main():
            ticks = asyncio.create_task(tick())
            for n in range(2):
                await asyncio.to_thread(work, n)
                print("has", n)
            await asyncio.to_thread(print, "quick")
            await ticks
        asyncio.run(main())
        """,
        echo=lambda stream, text: shown.append(text),
    )
    assert "".join(shown) == recording.stdout()
    order = recording.stdout().split("\n")
    for before, after in pairwise(
        ["begins 0", "ends 0", "has 0", "begins 1", "ends 1", "has 1", "quick"]
    ):
        assert order.index(before) < order.index(after)
    # What a picture and a table tell, and after which step.
    view = View(recording)
    aside = [(n, line.text) for n in view.aside for line in view.aside[n]]
    handing = [
        n
        for n, step in enumerate(view.steps)
        if any(deed.verb == "hands" for deed in step.deeds)
    ]
    going_on = [n for n, step in enumerate(view.steps) if step.cause == "thread"]
    assert len(handing) == len(going_on) == 3
    first, second, third = zip(handing, going_on, strict=True)
    assert aside[0] == (first[0], "begins 0")
    assert aside[1][1] == "ends 0" and first[0] <= aside[1][0] < first[1]
    assert aside[2] == (second[0], "begins 1")
    assert aside[3][1] == "ends 1" and second[0] <= aside[3][0] < second[1]
    assert aside[4] == (third[0], "quick")


def test_threads_are_simulated(run) -> None:
    recording = run("""
        import asyncio, time
        def work(name):
            print(name, "begins")
            time.sleep(2)
            print(name, "ends")
            return name
        async def tick():
            for _ in range(3):
                await asyncio.sleep(0.75)
                print("tick")
        async def main():
            results = await asyncio.gather(
                tick(), asyncio.to_thread(work, "A"), asyncio.to_thread(work, "B"))
            print(results)
        asyncio.run(main())
    """)
    assert lines(recording) == [
        (0, "A begins"),
        (0, "B begins"),
        (0.75, "tick"),
        (1.5, "tick"),
        (2, "A ends"),
        (2, "B ends"),
        (2.25, "tick"),
        (2.25, "[None, 'A', 'B']"),
    ]
    assert recording.simulated == ["threads"]
    assert [(bar.text, bar.at, bar.until) for bar in recording.bars] == [
        ("work('A')", 0, 2 * SECOND),
        ("work('B')", 0, 2 * SECOND),
    ]
    assert not any(step.blocks for step in recording.steps)


def test_a_small_pool_makes_work_wait(run) -> None:
    recording = run("""
        import asyncio, time
        from concurrent.futures import ThreadPoolExecutor
        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(2) as pool:
                await asyncio.gather(
                    *[loop.run_in_executor(pool, time.sleep, 1) for _ in range(5)])
        asyncio.run(main())
    """)
    spans = [(bar.at // SECOND, bar.until // SECOND) for bar in recording.bars]
    assert spans == [(0, 1), (0, 1), (1, 2), (1, 2), (2, 3)]
    assert {bar.text for bar in recording.bars} == {"time.sleep(1)"}


def test_the_end_of_run_waits_for_threads(run) -> None:
    recording = run("""
        import asyncio, time
        def work():
            time.sleep(2)
            print("work ends")
        async def rows():
            try:
                yield 1
            finally:
                print("rows are closed")
        async def main():
            asyncio.get_running_loop().run_in_executor(None, work)
            await anext(kept)
            await asyncio.sleep(1)
            print("main ends")
        kept = rows()
        asyncio.run(main())
        print("run ends")
    """)
    assert lines(recording) == [
        (1, "main ends"),
        (1, "rows are closed"),
        (2, "work ends"),
        (2, "run ends"),
    ]
    names = [lane.name for lane in recording.lanes]
    assert names == ["main", "thread 1", "cleanup of rows"]


def test_a_handler_of_the_log_ends_with_its_program(run) -> None:
    run("""
        import logging
        logging.getLogger("asyncio").addHandler(logging.StreamHandler())
        logging.getLogger().addHandler(logging.StreamHandler())
    """)
    assert logging.getLogger("asyncio").handlers == []
    assert not any(
        type(handler) is logging.StreamHandler
        for handler in logging.getLogger().handlers
    )


def test_the_end_of_the_pool_is_no_callback_of_the_program(run) -> None:
    source = """
        import asyncio
        asyncio.run(asyncio.to_thread(print, "printed"))
    """
    recording = run(source, clock="real")
    assert [lane.kind for lane in recording.lanes] == ["task", "thread"]


def test_errors_and_loops_in_a_thread(run) -> None:
    recording = run("""
        import asyncio
        def fail():
            raise ValueError("in the thread")
        async def inner():
            await asyncio.sleep(1)
            return "inner"
        async def main():
            print(await asyncio.to_thread(lambda: asyncio.run(inner())))
            try:
                await asyncio.to_thread(fail)
            except ValueError as error:
                print(error)
            try:
                await asyncio.to_thread(asyncio.get_running_loop)
            except RuntimeError as error:
                print(error)
        asyncio.run(main())
    """)
    assert lines(recording) == [
        (1, "inner"),
        (1, "in the thread"),
        (1, "no running event loop"),
    ]


def test_a_thread_has_its_own_context_variables(run) -> None:
    recording = run("""
        import asyncio, contextvars
        user = contextvars.ContextVar("user", default="nobody")
        async def main():
            user.set("ann")
            loop = asyncio.get_running_loop()
            print(await asyncio.to_thread(user.get))
            print(await loop.run_in_executor(None, user.get))
            await loop.run_in_executor(None, user.set, "worker")
            print(await loop.run_in_executor(None, user.get))
        asyncio.run(main())
    """)
    assert [text for _, text in lines(recording)] == ["ann", "nobody", "worker"]


@pytest.mark.parametrize(
    "body",
    [
        "await asyncio.create_subprocess_exec('true')",
        "subprocess.run(['true'])",
        "threading.Thread(target=print).start()",
        "asyncio.get_running_loop().add_signal_handler(15, print)",
        "urllib.request.urlopen('http://127.0.0.1:9/')",
        "await get_running_loop().run_in_executor(ProcessPoolExecutor(), print)",
    ],
)
def test_what_is_real_is_refused(run, body: str) -> None:
    with pytest.raises(NeedsRealClock, match=r"^it "):
        run(f"""
            import asyncio, subprocess, threading, urllib.request
            from asyncio import get_running_loop
            from concurrent.futures import ProcessPoolExecutor
            async def main():
                try:
                    {body}
                except Exception:
                    pass
            asyncio.run(main())
        """)


def test_callbacks_of_the_program_are_steps(run) -> None:
    recording = run("""
        import asyncio
        def greet(name):
            print("hello", name)
        async def main():
            loop = asyncio.get_running_loop()
            loop.call_later(1, greet, "you")
            event = asyncio.Event()
            loop.call_later(2, event.set)
            await event.wait()
        asyncio.run(main())
    """)
    texts = [(step.at // SECOND, step.call) for step in recording.steps if step.call]
    assert texts == [(1, "greet()"), (2, "event.set()")]
    assert recording.lanes[recording.steps[1].lane].kind == "callbacks"
    assert recording.steps[-1].woken_by == 2


def test_an_eager_task_has_a_step_of_its_own(run) -> None:
    source = """
        # /// script
        # requires-python = ">=3.12"
        # ///
        import asyncio
        async def child():
            print("child")
        async def main():
            asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
            await asyncio.create_task(child())
            print("main")
        asyncio.run(main())
    """
    import asyncio

    if not hasattr(asyncio, "eager_task_factory"):
        recording = run(source)
        assert "AttributeError" in recording.error
        return
    recording = run(source)
    assert [step.lane for step in recording.steps] == [0, 1, 0]
    assert [line.lane for line in recording.output] == [1, 0]


def test_the_end_of_the_thread_pool_is_no_call_of_the_program(run) -> None:
    recording = run(
        """
        import asyncio
        async def main():
            await asyncio.to_thread(str)
        asyncio.run(main())
    """,
        clock="real",
    )
    assert [lane.kind for lane in recording.lanes] == ["task", "thread"]


def test_a_thread_that_waits_for_an_answer_holds_nobody_up(run) -> None:
    recording = run(
        """
        import asyncio
        from urllib.request import urlopen
        async def main():
            loop = asyncio.get_running_loop()
            page = "data:text/plain,page"
            await asyncio.gather(loop.run_in_executor(None, urlopen, page))
            urlopen(page)
        asyncio.run(main())
    """,
        clock="real",
    )
    assert [lane.kind for lane in recording.lanes] == ["task", "thread"]
    blocks = [(step.lane, len(step.blocks)) for step in recording.steps]
    assert blocks == [(0, 0), (0, 1)]
    assert recording.steps[0].wait.lanes == [1]


def test_who_closes_a_generator_has_its_name(run) -> None:
    recording = run("""
        import asyncio
        async def rows():
            try:
                yield 1
            finally:
                print("closed")
        async def main():
            global kept
            kept = rows()
            await anext(kept)
        asyncio.run(main())
    """)
    assert [lane.name for lane in recording.lanes] == ["main", "cleanup of rows"]
    assert [line.lane for line in recording.output] == [1]


def test_a_task_that_nobody_holds_is_lost(run) -> None:
    recording = run("""
        import asyncio, gc, logging
        async def wait():
            await asyncio.get_running_loop().create_future()
        async def main():
            logging.disable()
            asyncio.create_task(wait())
            kept = asyncio.create_task(wait())
            await asyncio.sleep(1)
            gc.collect()
            await asyncio.sleep(1)
        asyncio.run(main())
    """)
    found = {lane.name: lane.lost_in for lane in recording.lanes}
    assert found == {"main": None, "wait 1": 3, "wait 2": None}
    assert recording.steps[3].at == SECOND


def test_how_programs_end(run) -> None:
    assert run("raise SystemExit(3)").status == 3
    told = run("import sys; sys.exit('no such file')")
    assert (told.status, errors(told)) == (1, "no such file")
    told = run("raise KeyboardInterrupt")
    assert (told.ended, told.error, told.status) == ("raised", "KeyboardInterrupt", 130)
    assert errors(told).splitlines() == [
        "Traceback (most recent call last):",
        '  File "program.py", line 1, in <module>',
        "    raise KeyboardInterrupt",
        "KeyboardInterrupt",
    ]
    assert run("raise KeyboardInterrupt('no')").error == "KeyboardInterrupt: no"
    wrong = run("def f(:\n  pass")
    assert wrong.error.startswith("SyntaxError")
    assert 'File "program.py", line 1' in errors(wrong)


def test_a_traceback_shows_the_program_only(run) -> None:
    recording = run("""
        import asyncio
        async def main():
            await asyncio.sleep(1)
            raise ValueError("wrong")
        asyncio.run(main())
    """)
    text = errors(recording)
    assert 'File "program.py", line 5, in main' in text
    assert "looptape" not in text
    assert 'raise ValueError("wrong")' in text


def test_warnings_come_as_python_prints_them(run) -> None:
    recording = run("""
        import asyncio
        async def lost():
            pass
        async def main():
            lost()
        asyncio.run(main())
    """)
    assert "RuntimeWarning: coroutine 'lost' was never awaited" in errors(recording)


def test_parts_of_lines_are_put_together(run) -> None:
    recording = run("""
        import asyncio
        async def say(word, delay):
            print(word, end=" ")
            await asyncio.sleep(delay)
            print("and", word)
        async def main():
            await asyncio.gather(say("a", 2), say("b", 1))
            print("end", end="")
        asyncio.run(main())
    """)
    assert recording.stdout() == "a b and b\nand a\nend"
    assert lines(recording) == [(1, "a b and b"), (2, "and a"), (2, "end")]
    pieces = [
        (piece.text, piece.lane) for piece in lines_of(recording.output)[0].pieces
    ]
    assert pieces == [("a ", 1), ("b ", 2), ("and b\n", 2)]


def test_client_and_server_share_a_loop(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(
        textwrap.dedent("""
        import asyncio
        async def answer(reader, writer):
            await asyncio.sleep(1)
            writer.write(await reader.readline())
            writer.close()
        async def main():
            server = await asyncio.start_server(answer, "127.0.0.1", 7007)
            try:
                await server.serve_forever()
            finally:
                print("server ends")
        asyncio.run(main())
    """)
    )
    client = tmp_path / "client.py"
    client.write_text(
        textwrap.dedent("""
        # /// script
        # [tool.looptape]
        # companions = ["server.py"]
        # ///
        import asyncio
        async def main():
            reader, writer = await asyncio.open_connection("127.0.0.1", 7007)
            writer.write(b"hello\\n")
            print(await reader.readline())
            writer.close()
        if __name__ == "__main__":
            asyncio.run(main())
    """)
    )
    recording = record(Script.read(client))
    assert recording.programs == ["client.py", "server.py"]
    assert not errors(recording)
    assert recording.stdout() == "b'hello\\n'\n"
    assert recording.stdout(1) == "server ends\n"
    tasks = [lane for lane in recording.lanes if lane.kind == "task"]
    assert sorted((lane.name, lane.program) for lane in tasks) == [
        ("answer", 1),
        ("main", 0),
        ("main", 1),
    ]
    assert recording.until == SECOND


def test_json_keeps_everything(run) -> None:
    recording = run("""
        import asyncio, time
        async def main():
            time.sleep(1)
            await asyncio.to_thread(time.sleep, 1)
            async with asyncio.timeout(1):
                await asyncio.Event().wait()
        asyncio.run(main())
    """)
    assert Recording.from_json(recording.to_json()) == recording
    for text in ("", "[]", "{}", '{"schema": 99}', '{"schema": 1, "steps": [3]}'):
        with pytest.raises(ValueError, match=r"schema|Expecting"):
            Recording.from_json(text)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("# [tool.looptape]\n# clock = 'sideways'", "'virtual' or 'real'"),
        ("# [tool.looptape]\n# clock = 'real'", "needs `because`"),
        ("# [tool.looptape]\n# clok = 'real'", "unknown setting 'clok'"),
        ("# [tool.looptape]\n# arguments = 'x'", "list of texts"),
        ("# [tool.looptape]\n# companions = ['gone.py']", "cannot be read"),
        ("# = ", "not TOML"),
    ],
)
def test_wrong_metadata(run, block: str, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        run(f"# /// script\n{block}\n# ///\n")


def _label(wait) -> str:
    return label(wait, lambda lanes: "")


def waits(recording: Recording, name: str) -> list[str]:
    """The waits of a lane, by its name, each with the names of those it waits for."""
    names = [lane.name for lane in recording.lanes]
    return [
        " ".join([_label(step.wait), *(names[lane] for lane in step.wait.lanes)])
        for step in recording.steps
        if names[step.lane] == name and step.wait is not None
    ]


def test_who_holds_a_lock_and_who_waits_for_it(run) -> None:
    recording = run("""
        import asyncio
        async def both(first, second):
            async with first:
                await asyncio.sleep(1)
                async with second:
                    pass
        async def main():
            x, y = asyncio.Lock(), asyncio.Lock()
            await asyncio.gather(
                asyncio.create_task(both(x, y), name="left"),
                asyncio.create_task(both(y, x), name="right"))
        asyncio.run(main())
    """)
    assert waits(recording, "left") == ["sleep 1", "waits for y right"]
    assert waits(recording, "right") == ["sleep 1", "waits for x left"]
    assert [(hold.lane, hold.name, hold.until) for hold in recording.holds] == [
        (1, "x", None),
        (2, "y", None),
    ]
    assert "left waits for y, held by right; right waits for x" in recording.error


def test_locks_are_given_back(run) -> None:
    recording = run("""
        import asyncio
        class Desk:
            def __init__(self):
                self.lamp = asyncio.Lock()
        async def work(pens, desk):
            async with pens, desk.lamp:
                await asyncio.sleep(1)
        async def main():
            pens, desk = asyncio.BoundedSemaphore(2), Desk()
            await asyncio.gather(*(work(pens, desk) for _ in range(2)))
            try:
                pens.release()
            except ValueError as error:
                print(error)
        asyncio.run(main())
    """)
    assert [
        (hold.kind, hold.lane, hold.name, hold.step, hold.until)
        for hold in recording.holds
    ] == [
        ("semaphore", 1, "pens", 1, 3),
        ("lock", 1, "desk.lamp", 1, 3),
        ("semaphore", 2, "pens", 2, 5),
        ("lock", 2, "desk.lamp", 4, 5),
    ]
    assert lines(recording) == [(2, "BoundedSemaphore released too many times")]


def test_a_condition_is_held_as_its_lock_is(run) -> None:
    recording = run("""
        import asyncio
        async def wait(ready):
            async with ready:
                await ready.wait()
        async def main():
            ready = asyncio.Condition()
            task = asyncio.create_task(wait(ready))
            await asyncio.sleep(1)
            async with ready:
                ready.notify()
                await asyncio.sleep(1)
            await task
        asyncio.run(main())
    """)
    assert waits(recording, "wait") == ["waits for ready", "waits for ready main"]
    assert [(hold.lane, hold.name) for hold in recording.holds] == [
        (1, "ready"),
        (0, "ready"),
        (1, "ready"),
    ]


def test_classes_of_locks_stay_what_they_are(run) -> None:
    recording = run("""
        import asyncio
        class Counted(asyncio.Lock):
            async def acquire(self):
                print("counted")
                return await super().acquire()
        async def main():
            lock = Counted()
            print(isinstance(lock, asyncio.Lock), repr(asyncio.Lock.acquire)[:22])
            print(asyncio.iscoroutinefunction(lock.acquire))
            async with lock:
                await asyncio.sleep(1)
            try:
                lock.release()
            except RuntimeError as error:
                print(error)
        asyncio.run(main())
    """)
    assert [text for _, text in lines(recording)] == [
        "True <function Lock.acquire",
        "True",
        "counted",
        "Lock is not acquired.",
    ]
    (hold,) = recording.holds
    assert (hold.name, hold.until) == ("the lock", 1)


@pytest.mark.parametrize(
    ("make", "use", "name"),
    [
        ("forks = [asyncio.Event()]", "forks[0]", "forks[0]"),
        ("by = {'a': asyncio.Event()}", "by['a']", "by['a']"),
        ("desk = Desk()", "desk.lamp", "desk.lamp"),
        ("event = asyncio.Event()", "event", "the event"),
        ("", "asyncio.Event()", "thing"),
        ("", "LAMP", "LAMP"),
    ],
)
def test_things_have_the_name_that_their_maker_gave_them(run, make, use, name) -> None:
    recording = run(f"""
        import asyncio
        LAMP = asyncio.Event()
        class Desk:
            def __init__(self):
                self.lamp = asyncio.Event()
        async def wait(thing):
            await thing.wait()
        async def main():
            {make}
            await asyncio.create_task(wait({use}))
        asyncio.run(main())
    """)
    assert waits(recording, "wait") == [f"waits for {name}"]


@pytest.mark.parametrize(
    ("body", "reason", "kept"),
    [
        ("print('x')", "stopped after 2,000 lines of output", 2001),
        (
            "print('x' * 999, end='!')",
            "stopped after 1,000,000 characters of output",
            1,
        ),
    ],
)
def test_endless_output_ends(run, body: str, reason: str, kept) -> None:
    source = f"""
        import asyncio
        async def main():
            while True:
                try:
                    {body}
                except Exception:
                    pass
        asyncio.run(main())
    """
    recording = run(source, limits=Limits(lines=2_000, characters=1_000_000))
    assert (recording.ended, recording.error) == ("limit", reason)
    assert len(recording.output) == kept
    (step,) = recording.steps
    assert (step.end, step.wait, step.value) == ("waits", None, None)


def test_a_step_knows_which_one_sent_what_it_received(run) -> None:
    recording = run("""
        import asyncio
        async def answer(reader, writer):
            line = await reader.readline()
            await asyncio.sleep(1)
            writer.write(line)
            writer.close()
        async def ask(delay):
            await asyncio.sleep(delay)
            reader, writer = await asyncio.open_connection("127.0.0.1", 7007)
            writer.write(b"hello\\n")
            await reader.readline()
            writer.close()
        async def main():
            await asyncio.start_server(answer, "127.0.0.1", 7007)
            await asyncio.gather(ask(0.25), ask(0.5))
        asyncio.run(main())
    """)
    names = [lane.name for lane in recording.lanes]
    steps = recording.steps
    came = [
        (names[step.lane], names[steps[step.woken_by].lane], step.at / SECOND)
        for step in steps
        if step.cause == "network" and names[step.lane].startswith(("ask", "answer"))
    ]
    assert came == [
        ("ask 1", "ask 1", 0.25),  # It has connected.
        ("answer 1", "ask 1", 0.25),
        ("ask 2", "ask 2", 0.5),
        ("answer 2", "ask 2", 0.5),
        ("ask 1", "answer 1", 1.25),
        ("ask 2", "answer 2", 1.5),
    ]


def test_what_came_of_tasks_is_known_where_it_says_something(run) -> None:
    recording = run("""
        import asyncio
        class Odd:
            def __repr__(self):
                raise ValueError
        async def give(value):
            return value
        async def main():
            await asyncio.gather(give("a"), give(1))
            await asyncio.gather(give(None), give(None))
            await asyncio.create_task(give([0] * 5000))
            await asyncio.create_task(give(Odd()))
            async with asyncio.TaskGroup() as group:
                group.create_task(give(3))
            try:
                await asyncio.gather(asyncio.sleep(1), asyncio.wait_for(give(2), 0))
            except TimeoutError:
                pass
        asyncio.run(main())
    """)
    got = [step.got for step in recording.steps if step.lane == 0]
    assert [one for one in got if one] == [
        "['a', 1]",
        "[0, 0, 0, 0, 0, 0, ...]",
        "<Odd>",
    ]
    assert recording.ended == "returned"


def test_a_program_acts_before_within_and_after_its_loop(run) -> None:
    recording = run("""
        import asyncio, time
        async def main():
            asyncio.get_running_loop().call_later(0.5, print, "called")
            try:
                async with asyncio.timeout(1):
                    await asyncio.sleep(5)
            except TimeoutError:
                print("late")
        time.sleep(1)
        asyncio.run(main())
        time.sleep(1)
    """)
    kinds = [lane.kind for lane in recording.lanes]
    told = [
        (kinds[step.lane], step.cause, step.at / SECOND, step.call)
        for step in recording.steps
        if kinds[step.lane] != "program"
    ]
    assert told == [
        ("task", "step", 1, None),
        ("callbacks", "timer", 1.5, "print()"),
        ("callbacks", "timer", 2, None),
        ("task", "cancel", 2, None),
    ]
    blocks = [block.at / SECOND for step in recording.steps for block in step.blocks]
    assert blocks == [0, 2] and recording.until == 3 * SECOND


def test_a_program_may_block_after_its_loop_only(run) -> None:
    recording = run("""
        import asyncio, time
        async def main():
            await asyncio.sleep(1)
        asyncio.run(main())
        time.sleep(1)
        print("end")
    """)
    assert [lane.kind for lane in recording.lanes] == ["task", "program"]
    last = recording.steps[-1]
    assert (last.lane, last.at, last.until) == (1, SECOND, 2 * SECOND)
    assert recording.output[0].lane == 1


def test_a_thread_is_told_no_name_of_the_recorder(run) -> None:
    recording = run(
        """
        import asyncio
        async def main():
            loop = asyncio.get_running_loop()
            await asyncio.to_thread(loop.call_soon, print, 1)
        asyncio.run(main())
        """
    )
    (bar,) = recording.bars
    assert bar.text.startswith("BaseEventLoop.call_soon(")


def test_a_thread_is_told_no_private_module(run) -> None:
    """`Path.read_text` is in `pathlib._local` on some Pythons."""
    recording = run(
        """
        import asyncio
        from pathlib import Path
        async def main():
            await asyncio.to_thread(Path(__file__).read_text)
        asyncio.run(main())
        """
    )
    (bar,) = recording.bars
    assert bar.text == "Path.read_text()"


def test_what_a_thread_hands_over_comes_at_its_time(run) -> None:
    recording = run(
        """
        import asyncio, time
        def work(report):
            for percent in 50, 100:
                time.sleep(1)
                report(percent)
        async def show(progress):
            while True:
                print(await progress.get())
        async def main():
            loop, progress = asyncio.get_running_loop(), asyncio.Queue()
            task = asyncio.create_task(show(progress))
            def report(percent):
                loop.call_soon_threadsafe(progress.put_nowait, percent)
            await asyncio.to_thread(work, report)
            print("done")
            task.cancel()
        asyncio.run(main())
        """
    )
    printed = [(line.at // SECOND, line.text.strip()) for line in recording.output]
    assert printed == [(1, "50"), (2, "100"), (2, "done")]


def test_no_garbage_is_collected_before_the_program_asks_for_it(run) -> None:
    """Also after it has switched collection on: that would have no known place."""
    recording = run("""
        import gc
        class Thing:
            def __init__(self):
                self.itself = self
            def __del__(self):
                print("gone")
        gc.disable()
        gc.enable()
        gc.set_threshold(1, 1, 1)
        Thing()
        kept = [[] for _ in range(10_000)]
        print("full")
        gc.collect()
        print("end")
    """)
    assert recording.stdout() == "full\ngone\nend\n"
    assert gc.isenabled()
