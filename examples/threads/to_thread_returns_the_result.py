"""Call a blocking function in a worker thread.

`asyncio.to_thread` runs the function in a thread and waits for its
result. The event loop stays free for other tasks.
"""

import asyncio
import time


def make_report(month):
    time.sleep(2)  # stands for any call that blocks
    return f"report for {month}"


async def main():
    report = await asyncio.to_thread(make_report, "May")
    print(report)


if __name__ == "__main__":
    asyncio.run(main())
