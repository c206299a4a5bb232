# /// script
# requires-python = ">=3.11"
# dependencies = ["anyio"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without AnyIO"
# ///
"""Use AnyIO's memory streams after one end has been closed.

The class of each error says which end was closed: your own, or the
other one. These errors have no message.
"""

import asyncio
import gc
import warnings

import anyio


async def attempt(awaitable):
    try:
        await awaitable
    except (
        anyio.ClosedResourceError,
        anyio.BrokenResourceError,
        anyio.EndOfStream,
    ) as error:
        print(type(error).__name__)


async def main():
    sender, receiver = anyio.create_memory_object_stream(1)
    receiver.close()
    await attempt(sender.send("tea"))  # nothing receives it
    sender.close()
    await attempt(sender.send("tea"))

    sender, receiver = anyio.create_memory_object_stream(1)
    sender.close()
    await attempt(receiver.receive())  # nothing sends any more
    del receiver, sender
    gc.collect()


def show(message, category, *_):
    print(f"{category.__name__}: {str(message).partition(' at ')[0]}")


if __name__ == "__main__":
    warnings.simplefilter("always", ResourceWarning)
    warnings.showwarning = show
    asyncio.run(main())
