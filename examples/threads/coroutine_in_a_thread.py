# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a second event loop runs in a real thread"
# ///
"""Run a coroutine in a thread of its own, with its own event loop.

`asyncio.run` runs its loop in the thread that calls it, whichever that
is. `to_thread` calls a plain function: given a coroutine function, it
only creates a coroutine object, and returns that object.
"""

import asyncio
import threading


async def job():
    await asyncio.sleep(0.5)
    print(f"job runs in {threading.current_thread().name}")


def run_job():
    asyncio.run(job())


async def main():
    print(f"main runs in {threading.current_thread().name}")

    result = await asyncio.to_thread(job)
    print(f"main: to_thread(job) returns a {type(result).__name__}")
    result.close()

    thread = threading.Thread(target=run_job, name="worker")
    thread.start()
    print("main: goes on while job has a loop of its own")
    await asyncio.to_thread(thread.join)

    try:
        await asyncio.to_thread(asyncio.get_event_loop)
    except RuntimeError as error:
        print("main:", str(error).partition(" in ")[0])


if __name__ == "__main__":
    asyncio.run(main())
