"""Run a job every day at the same time of day.

`due` has no time zone, so `timestamp` reads it as local time, daylight
saving time included. The loop's clock doesn't notice if you reset the
computer's, so `sleep_until` calls `time.time` at least once a minute.
"""

import asyncio
import datetime as dt
import time


async def sleep_until(moment):
    while (left := moment - time.time()) > 0:
        await asyncio.sleep(min(left, 60))


async def every_day(at, job):
    day = dt.timedelta(days=1)
    due = dt.datetime.combine(dt.datetime.now().date(), at)
    while True:
        while due.timestamp() <= time.time():
            due += day
        await sleep_until(due.timestamp())
        await job()
        due += day  # not again today, even if the clock is set back


async def back_up():
    print("backup: starts")
    await asyncio.sleep(1)
    print("backup: done")


async def main():
    soon = dt.datetime.now() + dt.timedelta(seconds=2)
    async with asyncio.TaskGroup() as group:
        job = every_day(soon.time(), back_up)  # midnight: dt.time()
        task = group.create_task(job, name="every_day")
        await asyncio.sleep(5)
        task.cancel()
    print("main: ends")


if __name__ == "__main__":
    asyncio.run(main())
