"""Read many files, each in a worker thread.

asyncio does not read files itself: `asyncio.to_thread` calls Python's
own functions in a thread, so a slow disk doesn't block the event loop.
A missing file is reported; one that isn't UTF-8 makes the group fail.
"""

import asyncio
import tempfile
from pathlib import Path


async def count_words(path):
    try:
        text = await asyncio.to_thread(path.read_text, encoding="utf-8")
    except OSError as error:
        return f"{path.name}: {error.strerror}"
    return f"{path.name}: {len(text.split())} words"


async def main(folder):
    names = "chapter1.txt", "chapter2.txt", "chapter3.txt"
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(count_words(folder / name))
            for name in names
        ]
    for task in tasks:
        print(task.result())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "chapter1.txt").write_text("call me later")
        Path(folder, "chapter2.txt").write_text("the end")
        asyncio.run(main(Path(folder)))
