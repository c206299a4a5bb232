# /// script
# requires-python = ">=3.11"
# dependencies = ["anyio"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without AnyIO"
# ///
"""Open and close a client in the same task.

One task keeps the client open with `async with`, and answers the
requests that others put into a queue. `None` ends it.
"""

import asyncio
from contextlib import asynccontextmanager

import anyio


@asynccontextmanager
async def connected():
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.sleep, 60)  # receives messages
        yield "client"
        group.cancel_scope.cancel()


async def serve(requests):
    async with connected() as client:
        while (request := await requests.get()) is not None:
            item, answer = request
            if not answer.cancelled():
                answer.set_result(f"{client}: {item} costs {len(item)}")


async def ask(requests, item):
    answer = asyncio.get_running_loop().create_future()
    await requests.put((item, answer))
    return await answer


async def main():
    requests = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(requests))
        print(await ask(requests, "tea"))
        print(await ask(requests, "cake"))
        await requests.put(None)
    print("client: closed")


if __name__ == "__main__":
    asyncio.run(main())
