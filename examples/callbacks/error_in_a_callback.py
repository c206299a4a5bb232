"""An error in a callback is not raised by any `await`.

The loop passes the error to its exception handler and goes on. Without
a handler of your own, it logs the error as "Exception in callback".
"""

import asyncio


def fail():
    return 1 / 0


def handle(loop, context):
    print("handler:", context["message"].split(" at ")[0])
    print("handler:", repr(context["exception"]))


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handle)
    loop.call_soon(fail)
    await asyncio.sleep(1)
    print("main: noticed nothing")


if __name__ == "__main__":
    asyncio.run(main())
