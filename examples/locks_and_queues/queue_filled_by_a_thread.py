"""Fill a queue from a thread.

An asyncio queue is not thread-safe. With `call_soon_threadsafe`, the
thread asks the loop to call `put_nowait` and wakes the loop up. The
consumer runs while the thread is still reading.
"""

import asyncio
import tempfile
import time


def read_lines(file, loop, queue):
    try:
        for line in file:
            time.sleep(1)  # stands for a slow device
            loop.call_soon_threadsafe(queue.put_nowait, line.strip())
    finally:
        loop.call_soon_threadsafe(queue.put_nowait, None)


async def main():
    loop, queue = asyncio.get_running_loop(), asyncio.Queue()
    with tempfile.TemporaryFile("w+") as file:
        file.writelines(["first\n", "second\n", "third\n"])
        file.seek(0)
        reading = asyncio.to_thread(read_lines, file, loop, queue)
        async with asyncio.TaskGroup() as group:
            group.create_task(reading, name="reading")
            while (line := await queue.get()) is not None:
                print("got", line)


if __name__ == "__main__":
    asyncio.run(main())
