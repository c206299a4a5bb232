# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another Python"
# ///
"""Call `to_thread` after the main thread has ended.

Python still waits for the program's other threads, but pools are shut
down, and no new one starts. The words depend on whether the program has
used a pool before. The script prints the errors of two programs.
"""

import subprocess
import sys

THREAD = """\
import asyncio, threading, time

def refresh():
    time.sleep(0.5)
    asyncio.run(asyncio.to_thread(print, "prices: read"))

threading.Thread(target=refresh).start()
"""
USES_A_POOL = """\
import asyncio
asyncio.run(asyncio.to_thread(print, "prices: read"))
"""


def run(program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,  # a thread fails
    )
    for line in done.stderr.splitlines():
        if line.partition(": ")[0].endswith("Error"):
            print(f"  {line}")


if __name__ == "__main__":
    print("a thread:")
    run(THREAD)
    print("a thread, after a pool was used:")
    run(USES_A_POOL + THREAD)
