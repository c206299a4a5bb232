"""Keep going when one task fails, and pair each input with its result.

The task catches the error that it expects and returns a string instead,
so the group has no reason to cancel the others.
The tasks are in the order of the names, so `zip` puts each name and its
result together.
"""

import asyncio
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

TEXTS = {"first.txt": "one two three", "third.txt": "four five"}


def count_words(name):
    return len(Path(name).read_text().split())


async def try_to_count(name):
    try:
        return await asyncio.to_thread(count_words, name)
    except OSError as error:
        return f"failed: {error.strerror}"


async def main():
    names = ["first.txt", "second.txt", "third.txt"]
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(try_to_count(name), name=name)
            for name in names
        ]
    results = [task.result() for task in tasks]
    for name, result in zip(names, results, strict=True):
        print(f"{name}: {result}")


if __name__ == "__main__":
    with TemporaryDirectory() as folder, chdir(folder):
        for name, text in TEXTS.items():
            Path(name).write_text(text)
        asyncio.run(main())
