"""Find the line that made a task.

In debug mode the text of a task says where it was made, and names the
file of asyncio that did it. The line of your program is in
`source_traceback`, which the log shows for an error that nothing saw.
"""

import asyncio
import re
from pathlib import Path


async def fail():
    raise ValueError("no such item")


def log(loop, context):
    print(f"log: {context['message']}")
    for frame in context["source_traceback"]:
        if frame.name == "main":
            print(f"log: made in main by {frame.line}")


async def main():
    asyncio.get_running_loop().set_exception_handler(log)
    task = asyncio.create_task(fail())
    file = re.search(r"created at (.*):\d+", str(task))[1]
    print(f"task: created in {Path(file).name}")
    await asyncio.sleep(1)
    del task  # with the task goes the last chance to see its error


if __name__ == "__main__":
    asyncio.run(main(), debug=True)
