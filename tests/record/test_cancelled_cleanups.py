"""A task that closes a generator does so even if it is cancelled before it starts."""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

PROGRAM = """
    import asyncio
    async def rows():
        try:
            yield 1
        finally:
            {last}
    async def main():
        async for row in rows():
            break
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(2))
    loop.close()
"""
ANYWAY = "is cancelled before its first step, but still closes the generator"


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("pass", ", and ends."),
        ("print('closed')", ": it prints “closed” and ends."),
        ("await asyncio.sleep(1)", ", and sleeps for 1 s."),
        ("print('a'); await asyncio.sleep(1)", ": it prints “a” and sleeps for 1 s."),
    ],
)
def test_a_cancelled_cleanup_closes_its_generator(
    tmp_path: Path, last: str, said: str
) -> None:
    sentences = sentences_of(tmp_path, PROGRAM.format(last=last))
    (first, *_) = [one for one in sentences if one.startswith("cleanup of rows ")]
    assert first.removesuffix(" The program ends.") == f"cleanup of rows {ANYWAY}{said}"
