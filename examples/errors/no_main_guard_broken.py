# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another Python"
# ///
"""Start a process pool in a file without a main guard.

Each new process imports the main file to find the function. Without
`if __name__ == "__main__":`, that import starts the program again.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = """
import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

def double(number):
    return 2 * number

async def main():
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn) as pool:
        loop = asyncio.get_running_loop()
        print(await loop.run_in_executor(pool, double, 3))

asyncio.run(main())
"""
START, END = "An attempt has been made", " This probably means"


def main():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "shop.py").write_text(PROGRAM)
        done = subprocess.run(
            [sys.executable, "shop.py"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    words = " ".join(done.stderr.split())
    print("RuntimeError:", words[words.index(START) : words.index(END)])


if __name__ == "__main__":
    main()
