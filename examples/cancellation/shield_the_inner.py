"""Give up waiting, but let the save finish.

`shield` is between the code that waits and the task that saves: the
timeout cancels the wait, but the save goes on.
The group in `main` keeps a reference to the task, waits for it, and
propagates its error.
"""

import asyncio
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory


def write(name, text):
    Path(name).write_text(text)


def rename(old, new):
    Path(old).replace(new)


async def save(name, text):
    await asyncio.to_thread(write, "draft.txt", text)
    await asyncio.sleep(3)  # stands for a slow disk
    await asyncio.to_thread(rename, "draft.txt", name)


async def answer(saves):
    saving = saves.create_task(save("total.txt", "42"), name="save")
    try:
        async with asyncio.timeout(1):
            await asyncio.shield(saving)
    except TimeoutError:
        print(f"answer: not saved yet, cancelled={saving.cancelled()}")


async def main():
    async with asyncio.TaskGroup() as saves:
        await answer(saves)
        print("main: answered, goes on")
    print("main: the save is done")


if __name__ == "__main__":
    with TemporaryDirectory() as folder, chdir(folder):
        asyncio.run(main())
        print(f"total.txt: {Path('total.txt').read_text()}")
