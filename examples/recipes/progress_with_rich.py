# /// script
# requires-python = ">=3.11"
# dependencies = ["rich"]
#
# [tool.looptape]
# clock = "real"
# because = "rich draws in a thread of its own"
# ///
"""Show several progress bars at the same time with rich.

Each task moves its own bar. Rich draws the bars in a thread, not in the
event loop. If the output goes to a file or a pipe, as it does here,
only the last state is printed.
"""

import asyncio

from rich.progress import BarColumn, Progress, TextColumn


async def download(progress, name, parts):
    bar = progress.add_task(name, total=parts)
    for _ in range(parts):
        await asyncio.sleep(0.1)
        progress.advance(bar)


async def main():
    columns = [
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.completed} of {task.total} MB"),
    ]
    with Progress(*columns) as progress:
        async with asyncio.TaskGroup() as group:
            group.create_task(download(progress, "photos", 5))
            group.create_task(download(progress, "music", 3))


if __name__ == "__main__":
    asyncio.run(main())
