"""Errors while `asyncio.run` cleans up.

When `main` returns, `asyncio.run` cancels the tasks that are left and
closes async generators. Nothing can catch an error in their cleanup any
more, so it is logged.
"""

import asyncio
import re


async def send_metrics():
    try:
        await asyncio.sleep(60)
    finally:
        raise ConnectionError("the server is gone")


async def rows():
    try:
        yield "row 1"
        yield "row 2"
    finally:
        raise ConnectionError("the database is gone")


def log(loop, context):
    print(re.sub(" at 0x[0-9a-f]+", "", context["message"]))
    print(f"  {context['exception']!r}")


async def main(source):
    asyncio.get_running_loop().set_exception_handler(log)
    background = asyncio.create_task(send_metrics(), name="metrics")
    print("main: has", await anext(source))
    await asyncio.sleep(1)
    print(f"main: ends, {background.get_name()} still runs")


if __name__ == "__main__":
    source = rows()
    asyncio.run(main(source))
