"""Tasks that Python destroys while they wait: asyncio's own report says when."""

import textwrap
from pathlib import Path

from looptape.record.recorder import record
from looptape.recording import Recording
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain

# Nothing but its own future holds what is lost, and nothing but it holds that.
PROGRAM = """
    import asyncio, gc
    async def listen(name):
        future = asyncio.get_running_loop().create_future()
        future.waits = asyncio.current_task()
        await future
    def report(loop, context):
        print("destroyed:", context["task"].get_name())
    async def main():
        gc.disable()
        asyncio.get_running_loop().set_exception_handler(report)
        for name in {names}:
            asyncio.create_task(listen(name), name=name)
        await asyncio.sleep(1)
        print("collects")
        gc.collect()
        print("collected")
        await asyncio.sleep(1)
    asyncio.run(main())
"""
COLLECTS = "main wakes up after sleeping 1 s and prints “collects”. Python destroys "
GOES_ON = "“collected”, and sleeps for 1 s."


def recorded(folder: Path, names: str) -> Recording:
    path = folder / "program.py"
    path.write_text(textwrap.dedent(PROGRAM.format(names=names)), encoding="utf-8")
    return record(Script.read(path))


def test_a_task_that_is_destroyed_is_told_where_that_happens(tmp_path: Path) -> None:
    figure = Figure(recorded(tmp_path, "('A',)"))
    sentences = [plain(row.sentence) for row in figure.rows()]
    (told,) = (one for one in sentences if "Python destroys" in one)
    assert told.startswith(f"{COLLECTS}A, which was still waiting. main prints")
    assert told.endswith(f"“destroyed: A” and {GOES_ON}")
    headline = "Took 2 s. A was destroyed while it was waiting."
    assert plain(figure.headline) == headline


def test_several_are_told_one_by_one(tmp_path: Path) -> None:
    figure = Figure(recorded(tmp_path, "('A', 'B')"))
    told = " ".join(plain(row.sentence) for row in figure.rows())
    for name in "AB":
        destroyed = f"Python destroys {name}, which was still waiting. main prints"
        assert f"{destroyed} “destroyed: {name}”" in told
    headline = "Took 2 s. Two tasks were destroyed while they were waiting."
    assert plain(figure.headline) == headline


def test_nothing_is_destroyed_that_ends(tmp_path: Path) -> None:
    figure = Figure(recorded(tmp_path, "()"))
    told = " ".join(plain(row.sentence) for row in figure.rows())
    assert "destroy" not in told + plain(figure.headline)
