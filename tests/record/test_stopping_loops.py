"""A program that hands `loop.stop` to its loop: the loop ends by that call.

When it does is printed by the program itself.
"""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

PROGRAM = """
    import asyncio
    {0}
    def tick():
        print("tick")
        {1}.call_later(2, tick)
    tick()
    {1}.call_later(5, {1}.stop)
    {1}.run_forever()
    print("stopped after", round({1}.time() - {2}))
    {1}.close()
"""
NAMED = "loop = asyncio.new_event_loop(); began = loop.time()"
IN_CLASS = """
    class App:
        loop = asyncio.new_event_loop()
        began = loop.time()
""".strip()


@pytest.mark.parametrize(
    ("made", "name", "began"),
    [(NAMED, "loop", "began"), (IN_CLASS, "App.loop", "App.began")],
)
def test_a_loop_is_stopped_by_a_call(
    tmp_path: Path, made: str, name: str, began: str
) -> None:
    *_, stop = sentences_of(tmp_path, PROGRAM.format(made, name, began))
    called = "The loop calls loop.stop(), which stops the event loop. "
    assert stop == f"{called}The program prints “stopped after 5” and ends."


def test_a_task_schedules_the_stop(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def main():
            loop.call_later(3, loop.stop)
            await asyncio.sleep(1)
        loop = asyncio.new_event_loop()
        task = loop.create_task(main())
        loop.run_forever()
        assert task.done()
        print("stopped after", round(loop.time()))
        loop.close()
    """
    begins, _, stop = sentences_of(tmp_path, source)
    assert begins == "main starts, schedules loop.stop() in 3 s and sleeps for 1 s."
    assert stop.startswith("The loop calls loop.stop(), which stops the event loop. ")


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_a_callback_schedules_the_stop(tmp_path: Path, clock: str) -> None:
    source = """
        import asyncio
        def end(task):
            loop.call_soon_threadsafe(loop.stop)
        async def main():
            print("main")
        loop = asyncio.new_event_loop()
        loop.create_task(main()).add_done_callback(end)
        loop.run_forever()
        loop.close()
    """
    _, schedules, stop = sentences_of(tmp_path, source, clock)
    assert schedules == "The loop calls end(), which schedules loop.stop()."
    assert stop.startswith("The loop calls loop.stop(), which stops the event loop. ")


def test_another_thread_schedules_the_stop(tmp_path: Path) -> None:
    source = """
        import asyncio, threading
        busy = threading.Event()
        async def main():
            busy.set()
            thread.join()
        def end():
            busy.wait()
            loop.call_soon_threadsafe(loop.stop)
        loop = asyncio.new_event_loop()
        task = loop.create_task(main())
        thread = threading.Thread(target=end)
        thread.start()
        loop.run_forever()
        loop.close()
    """
    first, stop = sentences_of(tmp_path, source, "real")
    assert "schedules" not in first  # The thread does, while that step runs.
    assert stop.startswith("The loop calls loop.stop(), which stops the event loop. ")
