# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# stderr = ["cannot save the cache"]
# ///
"""Collect unhandled exceptions, and log other reports as usual.

The event loop calls its exception handler for exceptions that no code
handles, for example in a callback. A library reports other problems
with `call_exception_handler`. Here, the handler collects exceptions,
and lets `default_exception_handler` log the rest.
"""

import asyncio


def counting(counts):
    def handle(loop: asyncio.AbstractEventLoop, context):
        if "exception" in context:
            counts.append(repr(context["exception"]))
        else:
            loop.default_exception_handler(context)  # log it

    return handle


def callback():
    raise ValueError("in a callback")


async def main():
    loop, counts = asyncio.get_running_loop(), []
    loop.set_debug(False)  # to keep the log short
    before = loop.get_exception_handler()
    loop.set_exception_handler(counting(counts))
    try:
        loop.call_soon(callback)
        await asyncio.sleep(0)
        report = {"message": "cannot save the cache"}
        loop.call_exception_handler(report)
        print("counted:", counts)
    finally:
        loop.set_exception_handler(before)


if __name__ == "__main__":
    asyncio.run(main())
