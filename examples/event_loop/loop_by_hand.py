"""Make, run and close a loop yourself.

`run_until_complete` runs a coroutine on the loop and returns its
result. Nothing else runs after that, and the loop has to be closed.
"""

import asyncio


async def main():
    await asyncio.sleep(1)
    return "done"


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    try:
        print(loop.run_until_complete(main()))
    finally:
        loop.close()
