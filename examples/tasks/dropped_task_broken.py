"""A task that nobody holds may vanish while it waits.

The loop holds on to tasks that can run and to timers, and to nothing
else. This task waits for a future, the radio keeps its listeners by
weak references, and `main` does not keep what `create_task` returns.
"""

import asyncio
import gc
import weakref

radio = weakref.WeakSet()


async def listen():
    call = asyncio.get_running_loop().create_future()
    radio.add(call)
    print(f"listener: heard {await call}")


async def doze():
    await asyncio.sleep(2)
    print("sleeper: awake, as a timer held it")


def log(loop, context):
    print(f"  log: {context['message']}")


async def main():
    asyncio.get_running_loop().set_exception_handler(log)
    asyncio.create_task(listen(), name="listener")
    asyncio.create_task(doze(), name="sleeper")
    await asyncio.sleep(1)
    gc.collect()  # Python does this by itself, now and then
    print(f"radio: calls {len(radio)}")
    for call in radio:
        call.set_result("hello")
    await asyncio.sleep(2)


if __name__ == "__main__":
    asyncio.run(main())
