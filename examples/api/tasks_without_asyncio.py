"""Write a scheduler whose tasks asyncio knows about.

`current_task`, `all_tasks` and `get_running_loop` return what an event
loop and its tasks have registered. The functions for registering are
for authors of event loops and task classes; other programs do not need
them.
"""

import asyncio


class MiniLoop(asyncio.AbstractEventLoop):
    def get_debug(self):
        return False


class MiniTask:
    def __init__(self, name, coroutine, loop):
        self.name, self.coroutine, self.loop = name, coroutine, loop
        asyncio._register_task(self)

    def get_loop(self):
        return self.loop

    def done(self):
        return self.coroutine is None

    def step(self):
        asyncio._enter_task(self.loop, self)
        try:
            self.coroutine.send(None)
        except StopIteration:
            self.coroutine = None
            asyncio._unregister_task(self)
        finally:
            asyncio._leave_task(self.loop, self)


async def work():
    for _ in range(2):
        print(asyncio.current_task().name, "runs")
        await asyncio.sleep(0)


def run(loop, tasks):
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        while any(not task.done() for task in tasks):
            print(len(asyncio.all_tasks()), "tasks")
            for task in tasks:
                if not task.done():
                    task.step()
    finally:
        asyncio._set_running_loop(before)


def main():
    loop = MiniLoop()
    run(loop, [MiniTask(name, work(), loop) for name in "ab"])


if __name__ == "__main__":
    main()
