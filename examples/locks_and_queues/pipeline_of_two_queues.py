"""A pipeline: read files, count their words, print a report.

Each stage is a task, with a bounded queue between it and the next.
While one file is being read, the one before it is being counted. At
the end, `None` passes through every queue.
"""

import asyncio
import tempfile
from pathlib import Path


def load(path):
    return path.read_text()


async def items(queue):
    while (item := await queue.get()) is not None:
        yield item


async def read(paths, texts):
    for path in paths:
        text = await asyncio.to_thread(load, path)
        await texts.put((path.name, text))
    await texts.put(None)


async def count(texts, lines):
    async for name, text in items(texts):
        await lines.put(f"{name}: {len(text.split())} words")
    await lines.put(None)


async def show(lines):
    async for line in items(lines):
        print(line)


async def main():
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{letter}.txt") for letter in "abc"]
        for number, path in enumerate(paths, start=1):
            path.write_text("word " * (number + 1))
        texts, lines = asyncio.Queue(2), asyncio.Queue(2)
        async with asyncio.TaskGroup() as group:
            group.create_task(read(paths, texts), name="read")
            group.create_task(count(texts, lines), name="count")
            group.create_task(show(lines), name="show")


if __name__ == "__main__":
    asyncio.run(main())
