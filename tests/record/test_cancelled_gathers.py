"""A task that waits for a `gather` is cancelled by what cancels it, not by a child.

The children swallow their cancellation, so the last of them wakes the task. What
cancels it is known from the program itself.
"""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

PROGRAM = """
    import asyncio
    async def nap():
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            print("nap: cancelled")
    async def both():
        await asyncio.gather(nap(), nap())
    async def main():
        {}
    async def fails():
        try:
            await asyncio.sleep(9)
        finally:
            print("nap: cancelled")
            raise ValueError
    asyncio.run(main())
"""
TIMEOUT = """
        try:
            async with asyncio.timeout(2):
                await both()
        except TimeoutError:
            print("main: too late")
"""
CANCEL = """
        task = asyncio.create_task(both())
        await asyncio.sleep(2)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            print("main: it is cancelled")
"""
CALLED = """
        task = asyncio.create_task(both())
        asyncio.get_running_loop().call_later(2, task.cancel)
        await asyncio.wait([task])
        assert task.cancelled()
"""
RAISES = """
        tasks = asyncio.gather(nap(), fails(), return_exceptions=True)
        try:
            async with asyncio.timeout(2):
                await tasks
        except TimeoutError:
            print("main: too late")
"""


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        (TIMEOUT, "main", "is cancelled by the timeout while"),
        (RAISES, "main", "is cancelled by the timeout while"),
        (CANCEL, "both", "is cancelled by main while"),
        (CALLED, "both", "because the loop called task.cancel()"),
    ],
)
def test_who_cancels_it(tmp_path: Path, text: str, name: str, how: str) -> None:
    told = sentences_of(tmp_path, PROGRAM.format(text.strip()))
    after = max(place for place, each in enumerate(told) if "nap: cancelled" in each)
    assert not [each for each in told if "cancelled by nap" in each]
    woken = [each for each in told[after + 1 :] if each.startswith(name)]
    assert woken and how in woken[0]
