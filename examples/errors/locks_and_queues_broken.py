"""Mistakes with locks, semaphores and queues, and what they raise.

Each function makes one mistake, and `main` prints the error.
"""

import asyncio


async def finish_an_item_twice():
    queue = asyncio.Queue()
    queue.put_nowait("order 1")
    await queue.get()
    queue.task_done()
    queue.task_done()


async def release_a_lock_twice():
    lock = asyncio.Lock()
    async with lock:
        lock.release()


async def wait_without_the_lock():
    condition = asyncio.Condition()
    await condition.wait()


async def notify_without_the_lock():
    condition = asyncio.Condition()
    condition.notify()


async def release_a_place_twice():
    places = asyncio.BoundedSemaphore(2)
    async with places:
        places.release()


async def wait_at_an_aborted_barrier():
    barrier = asyncio.Barrier(2)
    await barrier.abort()
    await barrier.wait()


async def take_from_an_empty_queue():
    asyncio.Queue().get_nowait()


async def put_into_a_full_queue():
    queue = asyncio.Queue(maxsize=1)
    queue.put_nowait("order 1")
    queue.put_nowait("order 2")


async def main():
    for mistake in (
        finish_an_item_twice,
        release_a_lock_twice,
        wait_without_the_lock,
        notify_without_the_lock,
        release_a_place_twice,
        wait_at_an_aborted_barrier,
        take_from_an_empty_queue,
        put_into_a_full_queue,
    ):
        try:
            await mistake()
        except Exception as error:
            name = type(error).__name__
            print(f"{name}: {error}" if str(error) else name)


if __name__ == "__main__":
    asyncio.run(main())
