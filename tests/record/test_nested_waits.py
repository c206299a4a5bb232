"""Waits for tasks within `gather` and `shield`, and a task that cancels itself."""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

PROGRAM = """
    import asyncio
    async def nap(seconds):
        await asyncio.sleep(seconds)
    async def main():
        naps = nap(1), nap(2)
        await {}
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    "awaited",
    [
        "asyncio.gather(asyncio.gather(naps[0]), asyncio.gather(naps[1]))",
        "asyncio.gather(naps[0], asyncio.gather(asyncio.gather(naps[1])))",
        "asyncio.shield(asyncio.gather(*naps))",
        "asyncio.gather(asyncio.shield(naps[0]), naps[1])",
        "asyncio.wait([asyncio.gather(*naps)])",
        "asyncio.wait_for(asyncio.gather(asyncio.gather(*naps)), 3)",
    ],
)
def test_a_wait_for_tasks_within_others_names_them(
    tmp_path: Path, awaited: str
) -> None:
    told = sentences_of(tmp_path, PROGRAM.format(awaited))
    assert told[0] == "main starts, creates nap 1 and nap 2, and waits for both."
    assert told[-2].endswith(
        "That was the last task that main waited for, so main can continue."
    )
    assert (
        "because nap 1 and nap 2 are done" in told[-1] or "continues with" in told[-1]
    )


def test_a_task_cancels_itself(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def quits():
            asyncio.current_task().cancel()
            await asyncio.sleep(1)
        async def main():
            await asyncio.wait([asyncio.create_task(quits())])
        asyncio.run(main())
    """
    assert sentences_of(tmp_path, source)[1:3] == [
        "quits starts, cancels itself and sleeps for 1 s.",
        (
            "quits is cancelled while sleeping, because it cancelled itself, and ends. "
            "main can continue."
        ),
    ]
