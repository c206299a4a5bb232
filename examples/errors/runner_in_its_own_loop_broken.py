"""A `Runner` cannot run a coroutine while its loop runs.

`price` is a plain function that uses the runner. It works while no loop
runs, but not when a coroutine calls it. In the same way, a context that
is in use cannot be entered again.
"""

import asyncio
import contextvars
import re


async def ask(item):
    await asyncio.sleep(1)
    return len(item)


def price(runner, item):
    coroutine = ask(item)
    try:
        return runner.run(coroutine)
    finally:
        coroutine.close()


async def report(runner):
    print(f"report: {price(runner, 'milk')}")


def main():
    with asyncio.Runner() as runner:
        print(f"main: {price(runner, 'tea')}")
        try:
            runner.run(report(runner))
        except RuntimeError as error:
            print(f"RuntimeError: {error}")

    context = contextvars.copy_context()
    try:
        context.run(context.run, print, "in the context")
    except RuntimeError as error:
        text = re.sub(" at 0x[0-9a-f]+", "", str(error))
        print(f"RuntimeError: {text}")


if __name__ == "__main__":
    main()
