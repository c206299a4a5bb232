"""Timers are callbacks that the loop calls later.

`call_later` counts from now. `call_at` takes a time on the loop's own
clock, which is not the time of day: a callback that is scheduled with
`time.time()` is due in many years.
"""

import asyncio
import time


def ring(name):
    print(f"  {name} rings")


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    loop.call_later(2.5, ring, "egg timer")
    loop.call_at(start + 1, ring, "alarm clock")
    snooze = loop.call_later(2, ring, "snooze")
    wall = loop.call_at(time.time() + 1, ring, "wall clock")

    await asyncio.sleep(1.5)
    snooze.cancel()
    print("snooze is cancelled:", snooze.cancelled())
    await asyncio.sleep(1.5)
    years = (wall.when() - loop.time()) / (365 * 24 * 60 * 60)
    print("wall clock is due in more than a year:", years > 1)


if __name__ == "__main__":
    asyncio.run(main())
