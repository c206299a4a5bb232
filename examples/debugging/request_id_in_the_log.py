"""Put the ID of the request into each log record.

A filter copies the context variable into each record, and the format
shows it. The filter belongs to the handler, so it sees the records of
every logger, such as that of a library that knows nothing of requests.
"""

import asyncio
import logging
import sys
from contextvars import ContextVar

request_id = ContextVar("request_id", default="no request")
shop, library = logging.getLogger("shop"), logging.getLogger("library")


def add_request_id(record):
    record.request_id = request_id.get()
    return True  # keep the record


def set_up_logging():
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(add_request_id)
    logging.basicConfig(
        format="%(request_id)s: %(name)s %(message)s",
        level=logging.INFO,
        handlers=[handler],
    )


async def look_up(item, seconds):
    await asyncio.sleep(seconds)
    library.info("has looked up %s", item)


async def handle(number, item, seconds):
    request_id.set(f"request {number}")
    shop.info("starts")
    await look_up(item, seconds)
    shop.info("answers")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(handle(1, "tea", 2), name="request 1")
        group.create_task(handle(2, "cake", 1), name="request 2")
    shop.info("is idle")


if __name__ == "__main__":
    set_up_logging()
    asyncio.run(main())
