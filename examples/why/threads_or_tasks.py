# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it measures time and memory, in processes of its own"
# varies = ["\\d+ ms", "\\d+\\.\\d KiB"]
# ///
"""A thousand waits, in a thousand threads or in one thread.

Plain code needs a thread for each wait; asyncio needs a task. Each of
the two runs in a fresh process, starts a thousand waits and then ends
them. Memory is read from `/proc`, so this script needs Linux.
"""

import asyncio
import mmap
import subprocess
import sys
import threading
import time
from pathlib import Path

COUNT = 1000
PAGE = mmap.PAGESIZE / 1024  # KiB


def census():
    pages = Path("/proc/self/statm").read_text().split()[1]
    return threading.active_count(), int(pages) * PAGE


def wait_in_threads():
    end = threading.Event()
    waits = [threading.Thread(target=end.wait) for _ in range(COUNT)]
    try:
        for wait in waits:
            wait.start()
        found = census()
    finally:  # also if the system refuses to start so many
        end.set()
    for wait in waits:
        wait.join()
    return found


async def wait_in_tasks():
    end = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(COUNT):
            group.create_task(end.wait())
        await asyncio.sleep(0)  # they begin to wait
        found = census()
        end.set()
    return found


def measure(way):
    _, before = census()
    start = time.perf_counter()
    if way == "threads":
        threads, after = wait_in_threads()
    else:
        threads, after = asyncio.run(wait_in_tasks())
    took = (time.perf_counter() - start) * 1000
    print(f"{COUNT} {way}: threads in the process: {threads}")
    print(f"{COUNT} {way}: {(after - before) / COUNT:.1f} KiB each")
    print(f"{COUNT} {way}: made, waited and ended in {took:.0f} ms")


def main():
    for way in "threads", "tasks":
        command = [sys.executable, __file__, way]
        print(subprocess.check_output(command, text=True), end="")


if __name__ == "__main__":
    if not Path("/proc/self/statm").exists():
        sys.exit("threads_or_tasks.py: needs Linux, for /proc")
    if sys.argv[1:]:
        measure(sys.argv[1])
    else:
        main()
