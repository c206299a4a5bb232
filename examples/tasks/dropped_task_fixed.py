"""Hold a background task until it is done.

A set keeps the task alive, and a callback takes it out at its end.
Everything else is as before: `main` starts it and forgets it.
"""

import asyncio
import gc
import weakref

radio = weakref.WeakSet()
background = set()


def start(coroutine, name):
    task = asyncio.create_task(coroutine, name=name)
    background.add(task)
    task.add_done_callback(background.discard)


async def listen():
    call = asyncio.get_running_loop().create_future()
    radio.add(call)
    print(f"listener: heard {await call}")


async def main():
    start(listen(), "listener")
    await asyncio.sleep(1)
    gc.collect()
    print(f"radio: calls {len(radio)}, held: {len(background)}")
    for call in radio:
        call.set_result("hello")
    await asyncio.sleep(1)
    print(f"main: held: {len(background)}")


if __name__ == "__main__":
    asyncio.run(main())
