# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another program"
# ///
"""Log what a program writes to standard output and to standard error.

Each stream has a task that logs its lines as they arrive. If only one
of them were read, the other pipe could fill up, and the program would
hang.
"""

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE

PROGRAM = """
import sys, time
print("reads orders")
time.sleep(0.5)
print("no tea left", file=sys.stderr)
time.sleep(0.5)
sys.exit("stops")
"""
log = logging.getLogger("program")


async def log_lines(stream, level):
    async for line in stream:
        log.log(level, "%s", line.decode(errors="replace").rstrip())


async def run_and_log(*command):
    process = await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.TaskGroup() as group:
            for name, stream, level in (
                ("output", process.stdout, logging.INFO),
                ("errors", process.stderr, logging.ERROR),
            ):
                group.create_task(log_lines(stream, level), name=name)
        return await process.wait()
    finally:  # no program outlives its task
        if process.returncode is None:
            process.kill()
            await process.communicate()  # wait() might never end


async def main():
    status = await run_and_log(sys.executable, "-Iu", "-c", PROGRAM)
    log.info("exit status %d", status)


if __name__ == "__main__":
    logging.basicConfig(
        format="%(levelname)s: %(message)s", stream=sys.stdout
    )
    log.setLevel(logging.INFO)
    asyncio.run(main())
