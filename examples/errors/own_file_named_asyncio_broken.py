# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another Python"
# ///
"""Give a file of your own the name `asyncio.py`.

Python looks in the folder of the script first, so `import asyncio`
finds that file again instead of the standard library.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = "import asyncio\n\nasyncio.run(None)\n"


def main():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "asyncio.py").write_text(PROGRAM)
        done = subprocess.run(
            [sys.executable, "asyncio.py"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    print(done.stderr.splitlines()[-1].replace(folder, "shop"))


if __name__ == "__main__":
    main()
