"""Ctrl-C cancels main, then ends the run.

`asyncio.run` turns the first Ctrl-C into a cancellation of `main`. When
`main` has cleaned up, the remaining tasks are cancelled, too, and
then `run` raises `KeyboardInterrupt`. Here a task named "keyboard"
presses the keys.
"""

import asyncio
import signal


async def press_ctrl_c():
    await asyncio.sleep(1)
    print("keyboard: Ctrl-C")
    signal.raise_signal(signal.SIGINT)


async def serve(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print(f"{name}: cancelled, cleans up")
        await asyncio.sleep(0.5)
        print(f"{name}: closed")
        raise


async def main():
    side = asyncio.create_task(serve("side"), name="side")
    keys = asyncio.create_task(press_ctrl_c(), name="keyboard")
    await serve("main")
    await asyncio.wait([side, keys])


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("program: run raised KeyboardInterrupt")
