# /// script
# requires-python = ">=3.11"
# dependencies = ["tqdm"]
#
# [tool.looptape]
# clock = "real"
# because = "tqdm measures real time"
# varies = ['([\r\n]+(\d of 3)?[ #]*)+']
# ///
"""Show the progress of many tasks with tqdm.

`tqdm.as_completed` is `asyncio.as_completed` with a progress bar, which
moves after each iteration. If one task fails, the group cancels
the others. Print with `tqdm.write`, which keeps the bar in one piece.
"""

import asyncio
import sys

from tqdm.asyncio import tqdm


async def download(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def main():
    tqdm.monitor_interval = 0  # no thread that watches the bar
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(download(f"{number}.zip", number / 5))
            for number in (3, 1, 2)
        ]
        bar = tqdm.as_completed(
            tasks,
            file=sys.stdout,
            bar_format="{n} of {total} {bar:20}",
            ascii=" #",
        )
        for task in bar:
            tqdm.write(f"{await task} has arrived")


if __name__ == "__main__":
    asyncio.run(main())
