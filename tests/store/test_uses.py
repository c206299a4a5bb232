"""Which names a script uses: seen while it runs, and only what its own lines do."""

import sys
from pathlib import Path

import pytest

from cheatsheet.store import names, uses
from cheatsheet.store.folder import Store
from cheatsheet.store.project import PROJECT
from cheatsheet.store.used import Uses
from looptape.script import Script

LISTED = names.names(PROJECT)
SCRIPTS = [*PROJECT.scripts(), *PROJECT.probes()]

# Three lines that use nothing: a name of its own, a word in a text, a method that
# asyncio calls itself.
PROGRAM = '''"""Use some names."""
import asyncio

class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        transport.write(b"hello")
        transport.close()

def cancel(task):
    return "asyncio.Lock"

async def get():
    queue = asyncio.Queue(maxsize=2)
    put = queue.put_nowait
    put(1)
    return queue.maxsize, await queue.get()

async def main():
    loop = asyncio.get_running_loop()
    async with await loop.create_server(Echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            await reader.readexactly(9)
        except asyncio.IncompleteReadError as error:
            print(error.partial)
        writer.close()
    task = asyncio.create_task(get())
    cancel(task)
    loop.slow_callback_duration = 1
    print(await task, task.done())

if __name__ == "__main__":
    asyncio.run(main())
'''
USED = {
    "asyncio.BaseProtocol.connection_made",
    "asyncio.BaseTransport.close",
    "asyncio.IncompleteReadError",
    "asyncio.IncompleteReadError.partial",
    "asyncio.Protocol",
    "asyncio.Queue",
    "asyncio.Queue.get",
    "asyncio.Queue.maxsize",
    "asyncio.Queue.put_nowait",
    "asyncio.Server",
    "asyncio.Server.sockets",
    "asyncio.StreamReader",
    "asyncio.StreamReader.readexactly",
    "asyncio.StreamWriter",
    "asyncio.StreamWriter.close",
    "asyncio.Task",
    "asyncio.Task.done",
    "asyncio.Transport",
    "asyncio.WriteTransport.write",
    "asyncio.create_task",
    "asyncio.get_running_loop",
    "asyncio.open_connection",
    "asyncio.run",
    "loop.create_server",
    "loop.slow_callback_duration",
}

watched = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="sys.monitoring is new in Python 3.12"
)


@watched
def test_what_lines_of_a_script_use_is_seen(tmp_path: Path) -> None:
    script = Script(tmp_path / "some_names.py", PROGRAM)
    assert uses.seen(script, LISTED) == USED


@watched
def test_nothing_stays_of_watching(tmp_path: Path) -> None:
    script = Script(tmp_path / "nothing.py", '"""Do nothing."""\n')
    classes = [it for it in uses.api.classes(LISTED) if it.__module__ != "_asyncio"]
    before = [dict(vars(it)) for it in classes]
    assert uses.seen(script, LISTED) == set()
    assert [dict(vars(it)) for it in classes] == before
    assert sys.monitoring.get_tool(uses.TOOL) is None


def test_uses_are_those_of_the_scripts_as_they_are() -> None:
    stale = uses.stale(PROJECT, SCRIPTS)
    assert not stale, f"run `nox -s record`: {stale}"
    assert uses.uses(PROJECT).scripts.keys() == {script.key for script in SCRIPTS}


def test_every_name_is_used_by_a_script_or_has_a_reason() -> None:
    used = {name for one in uses.uses(PROJECT).scripts.values() for name in one.names}
    without = {
        entry.name
        for group in names.entries(PROJECT).values()
        for entry in group
        if entry.name not in used
    }
    reasons = {
        entry.name: entry
        for group in names.entries(PROJECT).values()
        for entry in group
        if entry.unused
    }
    unused = sorted(without - reasons.keys())
    assert not unused, f"write a script that uses them: {unused}"
    assert reasons.keys() <= without, "a script uses them: take `unused` out"
    # What Linux has can be used here.
    assert {entry.platform for entry in reasons.values()} == {"Windows"}


@watched
def test_only_what_has_changed_is_run(tmp_path: Path) -> None:
    store = Store(tmp_path)
    names.folder(store).mkdir(parents=True)
    text = 'since = "3.4"\nchapter = "a"\nline = "b"\n["asyncio.run"]\n'
    (names.folder(store) / "one.toml").write_text(text, "utf-8")
    path = store.script_path("chapter/one")
    store.save(path, PROGRAM)
    [done] = uses.write(store)
    assert done.endswith("chapter/one: uses 1 names")
    assert list(uses.write(store)) == []
    assert uses.stale(store, store.scripts()) == []
    store.save(path, PROGRAM + "\n")
    assert uses.stale(store, store.scripts()) == ["chapter/one"]
    assert len(list(uses.write(store))) == 1
    path.unlink()
    assert list(uses.write(store)) == []
    assert uses.uses(store) == Uses()
