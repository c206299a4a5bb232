# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""Run many programs, at most two at a time.

Each task waits for the semaphore before it starts its program.
`cwd` is the folder that the program runs in. `env` replaces all its
environment variables, so begin with those of this process.
"""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL
from pathlib import Path

CHECK = sys.executable, "-m", "json.tool"


async def is_valid(name, folder, at_once):
    async with at_once:
        process = await asyncio.create_subprocess_exec(
            *CHECK,
            name,
            cwd=folder,
            env=os.environ | {"PYTHONUTF8": "1"},
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        try:
            return await process.wait() == 0
        finally:  # no program outlives its task
            if process.returncode is None:
                process.kill()
                await process.wait()


async def main(folder):
    at_once = asyncio.Semaphore(2)
    names = sorted(path.name for path in folder.iterdir())
    found = await asyncio.gather(
        *[is_valid(name, folder, at_once) for name in names]
    )
    for name, valid in zip(names, found, strict=True):
        print(name, "is valid" if valid else "is not valid JSON")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for name in "a", "b", "c", "d":
            Path(folder, f"{name}.json").write_text('{"size": 3}')
        Path(folder, "e.json").write_text('{"size": 3')
        asyncio.run(main(Path(folder)))
