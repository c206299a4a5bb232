# /// script
# requires-python = ">=3.11"
# dependencies = ["tqdm"]
#
# [tool.looptape]
# clock = "real"
# because = "tqdm measures real time"
# varies = ['\r.*\r']
# ///
"""Show the progress of many tasks with tqdm.

`tqdm.as_completed` is `asyncio.as_completed` with a progress bar: the
bar moves each time that a task ends. Lines of your own go through
`tqdm.write`, so that they don't tear the bar.
"""

import asyncio
import sys

from tqdm.asyncio import tqdm


async def download(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def main():
    tasks = [
        asyncio.create_task(download(f"{number}.zip", number / 5))
        for number in (3, 1, 2)
    ]
    bar = tqdm.as_completed(
        tasks,
        file=sys.stdout,
        bar_format="{n} of {total} {bar:20}",
        ascii=" #",
    )
    for task in bar:
        tqdm.write(f"{await task} is here")


if __name__ == "__main__":
    asyncio.run(main())
