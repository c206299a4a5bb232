"""Save rows in batches: three rows, or all that arrive within a second.

The clock starts when the first row of a batch is taken from the queue,
so a row that arrives during a save waits for that save as well. The
batch is saved when it is full or when a second has passed, whichever
comes first. The producer puts `None` into the queue after the last row,
so the last batch does not wait.
"""

import asyncio


async def save(rows):
    await asyncio.sleep(0.5)  # stands in for one INSERT of several rows
    print(f"saved {rows}")


async def batches(queue, size, seconds):
    """Yield lists of at most `size` rows."""
    while (row := await queue.get()) is not None:
        batch = [row]
        try:
            async with asyncio.timeout(seconds):
                while len(batch) < size:
                    row = await queue.get()
                    if row is None:
                        break
                    batch.append(row)
        except TimeoutError:
            pass  # save what is there
        yield batch
        if row is None:
            return


async def read_sensor(queue):
    for row, pause in enumerate([0, 0.5, 0, 0, 2, 0.5], start=1):
        await asyncio.sleep(pause)
        await queue.put(row)
    await queue.put(None)


async def main():
    queue = asyncio.Queue(maxsize=100)
    async with asyncio.TaskGroup() as group:
        group.create_task(read_sensor(queue))
        async for batch in batches(queue, size=3, seconds=1):
            await save(batch)


if __name__ == "__main__":
    asyncio.run(main())
