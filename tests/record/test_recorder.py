"""The recorder, on programs of a few lines."""

import textwrap
import time
from pathlib import Path

import pytest

from looptape.record.errors import NeedsRealClock
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording
from looptape.script import Script, ScriptError
from looptape.text.lines import lines_of
from tests.record.reading import errors, lines


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
