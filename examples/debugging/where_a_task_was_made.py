"""Find the line that created a task.

In debug mode, the `repr` of a task says where it was created, but names
a file of asyncio's own. The line in your program is in
`source_traceback`, which is logged with an unretrieved error.
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
    del task  # now nothing can see its error any more


if __name__ == "__main__":
    asyncio.run(main(), debug=True)
