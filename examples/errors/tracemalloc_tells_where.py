# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts Python as another program"
# ///
"""Find where the object named in a warning was created.

The same program runs twice. Its warning names the line where Python
noticed that the coroutine was lost. With `-X tracemalloc=2`, it also
names the last two lines that led to the coroutine.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = """\
import asyncio

async def price(item):
    return len(item)

def prices():
    return [price("tea")]

async def main():
    waiting = prices()
    waiting.clear()

asyncio.run(main())
"""


def main():
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder).resolve() / "shop.py"
        file.write_text(PROGRAM)
        for options in [], ["-X", "tracemalloc=2"]:
            print(" ".join(["$ python", *options, "shop.py"]))
            done = subprocess.run(
                [sys.executable, *options, file],
                stderr=subprocess.PIPE,
                text=True,
                check=False,  # it only warns
            )
            print(done.stderr.replace(str(file), "shop.py"))


if __name__ == "__main__":
    main()
