"""Get results back from workers: checksums of many files.

Each worker takes a path from the queue, reads the file in a thread and
stores the result under the path. The dictionary pairs every input with
its result, whichever worker finishes first.
"""

import asyncio
import hashlib
import tempfile
from pathlib import Path


def checksum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


async def work(paths, results):
    while not paths.empty():
        path = paths.get_nowait()
        results[path] = await asyncio.to_thread(checksum, path)


async def checksums(folder, workers=3):
    paths, results = asyncio.Queue(), {}
    for path in sorted(folder.iterdir()):
        paths.put_nowait(path)
    async with asyncio.TaskGroup() as group:
        for number in range(1, workers + 1):
            name = f"worker {number}"
            group.create_task(work(paths, results), name=name)
    return results


async def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(5):
            (folder / f"{number}.txt").write_text("x" * number)
        for path, result in sorted((await checksums(folder)).items()):
            print(path.name, result)


if __name__ == "__main__":
    asyncio.run(main())
