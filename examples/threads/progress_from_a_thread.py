"""Report progress from a worker thread to a task.

The thread hands each number to the event loop, which puts it into an
`asyncio.Queue`. The queue itself is not thread-safe, so the thread has
to go through `call_soon_threadsafe`.
"""

import asyncio
import hashlib
import tempfile
import time

MEGABYTE = 1_000_000


def checksum(file, size, report):
    digest, done = hashlib.sha256(), 0
    while block := file.read(MEGABYTE):
        digest.update(block)
        time.sleep(0.5)  # stands in for a slow disk
        done += len(block)
        report(100 * done // size)
    return digest.hexdigest()


async def show(progress):
    while True:
        print(f"{await progress.get()}%")


async def main(file, size):
    loop, progress = asyncio.get_running_loop(), asyncio.Queue()

    def report(percent):
        loop.call_soon_threadsafe(progress.put_nowait, percent)

    async with asyncio.TaskGroup() as group:
        display = group.create_task(show(progress))
        found = await asyncio.to_thread(checksum, file, size, report)
        display.cancel()
    print(f"checksum: {found[:8]}")


if __name__ == "__main__":
    with tempfile.TemporaryFile() as file:
        file.write(bytes(4 * MEGABYTE))
        file.seek(0)
        asyncio.run(main(file, 4 * MEGABYTE))
