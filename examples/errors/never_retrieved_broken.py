"""An unawaited future's error is logged when the future is collected.

The program starts three jobs and awaits none of them. The message names
the object whose error was lost: the task, the future of a thread, or
the future that `gather` returns.
"""

import asyncio
import gc


async def download(name):
    await asyncio.sleep(1)
    raise ConnectionError(f"no answer for {name}")


def read(path):
    raise FileNotFoundError(f"no file {path}")


def log(loop, context):
    print(f"{context['message']}: {context['exception']}")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log)

    task = asyncio.create_task(download("a page"))
    await asyncio.sleep(2)
    del task
    gc.collect()

    future = loop.run_in_executor(None, read, "prices.txt")
    await asyncio.sleep(2)
    del future
    gc.collect()

    both = asyncio.gather(download("page 1"), download("page 2"))
    await asyncio.sleep(2)
    del both
    gc.collect()


if __name__ == "__main__":
    asyncio.run(main())
