# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a thread writes the log while the event loop runs"
# ///
"""Log from tasks without blocking the event loop.

A handler that writes to a slow disk or a network blocks the caller.
A `QueueHandler` formats the message and puts the record into a queue;
the thread of the `QueueListener` writes it.
"""

import asyncio
import logging
import queue
import sys
import time
from logging.handlers import QueueHandler, QueueListener

log = logging.getLogger("shop")


class SlowHandler(logging.StreamHandler):
    def emit(self, record):
        time.sleep(0.5)  # stands for a slow disk
        super().emit(record)


async def job(name):
    log.info("%s: starts", name)
    await asyncio.sleep(0.1)
    log.info("%s: done", name)


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(job("import"))
        group.create_task(job("export"))
    print("main: all jobs are done")


if __name__ == "__main__":
    records = queue.SimpleQueue()
    logging.basicConfig(
        level=logging.INFO, handlers=[QueueHandler(records)]
    )
    listener = QueueListener(records, SlowHandler(sys.stdout))
    listener.start()
    try:
        asyncio.run(main())
    finally:
        listener.stop()  # waits until everything is written
