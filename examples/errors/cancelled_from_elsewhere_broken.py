"""Where a `CancelledError` or a `TimeoutError` comes from.

A callback cancels the first upload, and `main`, which awaits it,
gets the `CancelledError`. The second upload times out. Neither
error has a text of its own; `format_exception_only` shows them as
a traceback does.
"""

import asyncio
import traceback


async def upload(name):
    await asyncio.sleep(10)
    return f"{name} is saved"


def show(error):
    if error.__cause__:
        show(error.__cause__)
        print("is the direct cause of:")
    print(traceback.format_exception_only(error)[-1].strip())


async def main():
    task = asyncio.create_task(upload("report"), name="upload")
    asyncio.get_running_loop().call_later(1, task.cancel)
    try:
        print(await task)
    except asyncio.CancelledError as error:
        show(error)

    try:
        print(await asyncio.wait_for(upload("picture"), 2))
    except TimeoutError as error:
        show(error)


if __name__ == "__main__":
    asyncio.run(main())
