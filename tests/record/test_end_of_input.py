"""What wakes a task that reads: more data, or the end of its input."""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

# Feeds a reader by hand, so it is known what each wake-up is due to.
FED = """
    import asyncio
    async def read(reader):
        try:
            print(await reader.readexactly(10))
        except asyncio.IncompleteReadError as error:
            print(error.partial)
    async def main():
        reader = asyncio.StreamReader()
        task = asyncio.create_task(read(reader))
        for feed in {feeds}:
            await asyncio.sleep(1)
            feed(reader)
        await task
    asyncio.run(main())
"""
DATA = "lambda reader: reader.feed_data(b'tea'),"
MORE = "lambda reader: reader.feed_data(b'teatime'),"
END = "lambda reader: reader.feed_eof(),"
BOTH = "lambda reader: (reader.feed_data(b'tea'), reader.feed_eof()),"
ENDS = "wakes up because it has reached the end of its input. It prints"
ARRIVES = "wakes up because data arrived from main. It prints"
TOO_LITTLE = "runs briefly and keeps waiting for data"


@pytest.mark.parametrize(
    ("feeds", "reasons"),
    [
        (DATA + END, [TOO_LITTLE, ENDS]),
        (DATA + MORE, [TOO_LITTLE, ARRIVES]),
        (END, [ENDS]),
        # The data came first, and with it the task was woken.
        (BOTH, [ARRIVES]),
        (DATA + BOTH, [TOO_LITTLE, ARRIVES]),
    ],
)
def test_the_end_of_input_is_no_data(
    tmp_path: Path, feeds: str, reasons: list[str]
) -> None:
    sentences = sentences_of(tmp_path, FED.format(feeds=f"({feeds})"))
    starts, *woken = [one for one in sentences if one.startswith("read ")]
    assert starts == "read starts and waits for data."
    for sentence, why in zip(woken, reasons, strict=True):
        assert sentence.startswith(f"read {why}")
