"""Find the task that blocks the event loop, with debug mode.

With `debug=True`, the loop measures each step of each task. It logs a
warning for a step that takes longer than `slow_callback_duration`,
which is 0.1 s unless you set it.
Without debug mode, the program is just as slow, but says nothing.
"""

import asyncio
import logging
import re
import time


class Printer(logging.Handler):
    def emit(self, record):
        task, seconds = record.args
        name = re.search(r"name='(.*?)'", task)[1]
        print(f"log: a step of {name} took {seconds:.0f} s")


def parse(seconds):
    time.sleep(seconds)  # stands for any code without an await


async def job(name, start, seconds):
    await asyncio.sleep(start)
    parse(seconds)
    print(f"{name}: done")


async def main(debug):
    print(f"main: debug mode is {'on' if debug else 'off'}")
    asyncio.get_running_loop().slow_callback_duration = 0.5
    async with asyncio.TaskGroup() as group:
        group.create_task(job("blocker", 0.5, 1), name="blocker")
        group.create_task(job("small one", 2, 0.1), name="small one")


if __name__ == "__main__":
    logging.getLogger("asyncio").addHandler(Printer())
    asyncio.run(main(debug=False), debug=False)
    asyncio.run(main(debug=True), debug=True)
