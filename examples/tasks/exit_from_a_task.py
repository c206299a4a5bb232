"""`sys.exit` in a task ends the run.

Other errors stay in their task. `SystemExit` goes straight through the
event loop to `asyncio.run`, which cancels `main` and raises the error.
"""

import asyncio
import sys


async def check_disk():
    await asyncio.sleep(1)
    sys.exit("the disk is full")


async def main():
    task = asyncio.create_task(check_disk(), name="check_disk")
    try:
        await asyncio.sleep(3)
        print("main: never gets here")
    finally:
        print("main: cleans up")
        task.cancel()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SystemExit as error:
        print(f"SystemExit: {error}")
