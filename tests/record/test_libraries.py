"""What is known of the inside of libraries, on the Python that runs this."""

import importlib
import inspect
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from looptape.record.libraries import INNER, Inner, place, role
from looptape.record.recorder import record
from looptape.record.waits import WAITS
from looptape.script import Script
from looptape.timeline import text_table

FOLDERS = {
    "asyncio": "asyncio",
    "aiohttp": "aiohttp",
    "_core": "anyio._core",
    "_backends": "anyio._backends",
    "streams": "anyio.streams",
    "record": "looptape.record",
    "virtual": "looptape.virtual",
}
# Files of another library in a folder of that name.
FILES = {"asyncio/connection.py": "websockets.asyncio.connection"}
# Roles that say what a function is for, and not what a task waits for.
OTHERS = {
    "aborts",
    "accepts",
    "chain",
    "reaches",
    "release",
    "awaits",
    "calls",
    "wraps",
    "resets",
    "sends",
    "writes",
    "handler",
    "interrupt",
    "opens",
    "own task",
    "reports",
    "shield",
    "shutdown",
    "end of threads",
    "end of run",
}


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and all that are within it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from codes(inner)


def found(inner: Inner) -> bool:
    """Whether a library has a function."""
    folder, _, file = inner.file.partition("/")
    name = f"{FOLDERS[folder]}.{file.removesuffix('.py')}"
    module = importlib.import_module(FILES.get(inner.file, name))
    path = inspect.getsourcefile(module)
    assert path is not None
    whole = compile(Path(path).read_text(encoding="utf-8"), path, "exec")
    return any(
        code.co_qualname == inner.name and role(code) == inner.role
        for code in codes(whole)
    )


@pytest.mark.parametrize("inner", INNER, ids=lambda inner: f"{inner.file}:{inner.name}")
def test_a_function_of_a_library_is_there(inner: Inner) -> None:
    if inner.is_here:
        assert found(inner), f"{inner.file} has no {inner.name} on this Python"
    else:
        assert not found(inner), f"{inner.file} has {inner.name} on this Python"


def test_every_role_is_of_use() -> None:
    assert {inner.role for inner in INNER} == WAITS.keys() | OTHERS


@pytest.mark.parametrize(
    ("file", "known"),
    [
        ("/usr/lib/python3.13/asyncio/locks.py", True),
        (r"C:\Python313\Lib\asyncio\locks.py", True),
        ("locks.py", False),
        ("/home/reader/locks.py", False),
    ],
)
def test_a_file_is_known_by_its_folder(file: str, known: bool) -> None:
    assert (place(file, "Event.wait") is not None) is known
    assert place(file, "Event.waits") is None


NAMESAKES = """
import asyncio
async def shutdown():
    await asyncio.sleep(1)
async def write_bytes():
    await asyncio.sleep(1)
async def async_generator_athrow():
    await asyncio.sleep(1)
class Server:
    async def start(self):
        await asyncio.sleep(1)
    async def _accept_connection2(self):
        await asyncio.sleep(1)
every = shutdown, write_bytes, async_generator_athrow, Server().start
every += (Server()._accept_connection2,)
"""
PROGRAM = """
async def main():
    for function in every:
        await asyncio.create_task(function())
asyncio.run(main())
"""
FUNCTIONS = [
    "shutdown",
    "write_bytes",
    "async_generator_athrow",
    "start",
    "_accept_connection2",
]


@pytest.mark.parametrize("where", ["the same file", "a second file"])
def test_a_namesake_of_a_library_s_function_is_the_program_s(
    tmp_path: Path, where: str
) -> None:
    """Whatever it is called, and wherever it stands in the program."""
    text = NAMESAKES + PROGRAM
    if where == "a second file":
        (tmp_path / "beside.py").write_text(NAMESAKES)
        text = "import asyncio\nfrom beside import every\n" + PROGRAM
    recording = record(Script(tmp_path / "program.py", text))
    lanes = recording.lanes
    assert [lane.name for lane in lanes] == ["main", *FUNCTIONS]
    assert {lane.kind for lane in lanes} == {"task"}
    table = text_table(recording)
    for name in FUNCTIONS:
        assert f"creates {name} and waits for it." in table


def test_a_namesake_in_another_library_is_not_told_as_this_one(tmp_path: Path) -> None:
    place = tmp_path / "site-packages"
    place.mkdir()
    # A task that the program makes is its own: here the library makes them.
    (place / "other.py").write_text(NAMESAKES + PROGRAM.partition("asyncio.run")[0])
    text = f"import asyncio, sys\nsys.path.append({str(place)!r})\n"
    text += "from other import main\nasyncio.run(main())"
    recording = record(Script(tmp_path / "program.py", text))
    calls = [lane.call for lane in recording.lanes if lane.kind == "library"]
    assert calls == [
        "other.shutdown()",
        "other.write_bytes()",
        "async_generator_athrow()",
        "start()",
        "_accept_connection2()",
    ]
    waits = "waits for a library's task."
    assert [line for line in text_table(recording).splitlines() if waits in line]
    assert "its server" not in text_table(recording)
    assert "its request" not in text_table(recording)


ANYIO = """
import anyio
async def ask(name, seconds):
    await anyio.sleep(seconds)
    if name == "fails":
        raise ValueError(name)
    print(name, anyio.get_current_task().name)
async def serve(task_status):
    task_status.started(3)
    await ask("served", 0.5)
async def main(seconds):
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(ask, "quick", seconds)
            group.start_soon(ask, "named", seconds * 2, name="mine")
            print(await group.start(serve))
            group.start_soon(ask, "fails", seconds * 3)
    except* ValueError as error:
        print(error.exceptions)
"""


@pytest.mark.parametrize("where", ["the same file", "a second file"])
def test_tasks_that_anyio_only_runs_are_the_program_s(
    tmp_path: Path, where: str
) -> None:
    text = ANYIO
    if where == "a second file":
        (tmp_path / "beside.py").write_text(ANYIO)
        text = "import anyio\nfrom beside import main\n"
    text += 'anyio.run(main, 1, backend="asyncio")\n'
    recording = record(Script(tmp_path / "program.py", text))
    module = "__main__" if text.startswith(ANYIO) else "beside"
    assert recording.stdout().splitlines() == [
        "3",
        f"served {module}.serve",
        f"quick {module}.ask",
        "named mine",
        "(ValueError('fails'),)",
    ]
    lanes = [(lane.kind, lane.name, lane.call) for lane in recording.lanes]
    assert lanes == [
        ("task", "main", "main(1)"),
        ("task", "ask 1", "ask('quick', 1)"),
        ("task", "mine", "ask('named', 2)"),
        ("task", "serve", "serve(task_status)"),
        ("task", "ask 2", "ask('fails', 3)"),
    ]
    table = text_table(recording)
    assert "creates ask 1, mine and serve, and" in table
    assert "creates ask 2 and waits for the TaskGroup." in table


def test_tasks_that_anyio_makes_for_itself_are_not(tmp_path: Path) -> None:
    """Here it runs a function of another library."""
    place = tmp_path / "site-packages"
    place.mkdir()
    (place / "other.py").write_text(ANYIO)
    text = f"import anyio, sys\nsys.path.append({str(place)!r})\n"
    text += "from other import main\nanyio.run(main, 1)"
    recording = record(Script(tmp_path / "program.py", text))
    assert {lane.kind for lane in recording.lanes} == {"library"}


def test_an_awaitable_of_the_program_s_is_a_task_of_its_name(tmp_path: Path) -> None:
    text = """
import asyncio
class Ticket:
    def __await__(self):
        yield
        return 1
class Later:
    def __await__(self):
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(1, future.set_result, 2)
        return (yield from future.__await__())
async def main():
    print(await asyncio.gather(Ticket(), Later(), Later()))
asyncio.run(main())
"""
    recording = record(Script(tmp_path / "program.py", text))
    assert recording.stdout() == "[1, 2, 2]\n"
    lanes = [(lane.kind, lane.name) for lane in recording.lanes]
    assert lanes == [
        ("task", "main"),
        ("task", "Ticket"),
        ("task", "Later 1"),
        ("task", "Later 2"),
        ("callbacks", "callbacks"),
    ]
    table = text_table(recording)
    assert "creates Ticket, Later 1 and Later 2, and waits for all three." in table
