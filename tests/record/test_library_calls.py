"""What is said of a task that stands inside a library's call.

The program tells the truth itself: by when it gets what it has asked for.
"""

import ast
from pathlib import Path

import pytest

from looptape.recording import SECOND
from looptape.timeline import Figure
from tests.record.reading import told

# In a folder for installed packages, as a library is.
LIBRARY = """
import asyncio, contextlib
async def soon():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1, lambda: future.set_result(None))
    await future
async def numbers():
    for number in range(2):
        await soon()
        await soon()
        yield number
    await soon()
async def number():
    async for one in numbers():
        last = one
    return last
@contextlib.asynccontextmanager
async def opened():
    await soon()
    yield
    await soon()
async def queued():
    queue = asyncio.Queue()
    asyncio.get_running_loop().call_later(1, lambda: queue.put_nowait(1))
    await queue.get()
async def locked():
    lock = asyncio.Lock()
    await lock.acquire()
    asyncio.get_running_loop().call_later(1, lambda: lock.release())
    await lock.acquire()
"""
PROGRAM = """
    import asyncio, sys
    sys.path.insert(0, FOLDER)
    import lib
    times = []
    def note():
        times.append(asyncio.get_running_loop().time())
    async def main():
        BODY
        note()
        print(times)
    asyncio.run(main())
"""
EACH = """
        async for one in lib.numbers():
            note()
"""


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (EACH.strip(), 5),
        ("await lib.number()", 5),
        ("await lib.soon()", 1),
        ("await lib.queued()", 1),
        ("await lib.locked()", 1),
        ("async with lib.opened(): note()", 2),
    ],
)
def test_a_call_of_a_library_is_one(
    tmp_path: Path, figure, body: str, seconds: int
) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "lib.py").write_text(LIBRARY)
    shown: Figure = figure(
        PROGRAM.replace("FOLDER", repr(str(packages))).replace("BODY", body)
    )
    steps, sentences = shown.view.steps, told(shown)
    # The program notes the time when a call has given it something.
    got = ast.literal_eval(shown.view.recording.stdout())
    assert got[-1] == seconds
    assert [step.at / SECOND for step in steps] == [*range(seconds + 1)]
    assert sentences[0] == "main starts and waits for lib."
    between = [
        (step.at / SECOND not in got, text)
        for step, text in zip(steps[1:], sentences[1:], strict=True)
    ]
    runs = "main runs briefly and keeps waiting for lib."
    assert [inside for inside, _ in between] == [text == runs for _, text in between]
    goes = [text for inside, text in between[:-1] if not inside]
    assert all(text.endswith(" and waits for lib.") for text in goes)
