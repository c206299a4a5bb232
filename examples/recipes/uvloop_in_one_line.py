# /// script
# requires-python = ">=3.11"
# dependencies = ["uvloop"]
#
# [tool.looptape]
# clock = "real"
# because = "uvloop is an event loop of its own"
# ///
"""Run a program on uvloop.

Replace `asyncio.run` with `uvloop.run`; the rest of the program stays
the same, unless it calls `loop.sendfile`, which uvloop doesn't have.
uvloop handles sockets faster than asyncio's own loop. It does not speed
up a program that computes or waits for a slow server.
"""

import asyncio

import uvloop


async def main():
    loop = asyncio.get_running_loop()
    print(f"main: runs on a loop from {type(loop).__module__}")
    await asyncio.sleep(0.1)
    async with asyncio.timeout(1):
        print("sum:", await asyncio.to_thread(sum, [1, 2, 3]))


if __name__ == "__main__":
    uvloop.run(main())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())  # the same, without uvloop.run
