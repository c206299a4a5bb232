# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it reads from a real terminal"
# ///
"""Read single keys from a terminal, without waiting for Enter.

In cbreak mode, a terminal passes each key on when it is pressed, and
doesn't show it. The loop calls `read` when there is something to read,
so `os.read` returns immediately. This script presses the keys itself,
on a terminal of its own; yours passes `sys.stdin.fileno()`.
"""

import asyncio
import contextlib
import os
import pty
import termios
import tty


@contextlib.contextmanager
def keys_of(terminal):
    loop, keys = asyncio.get_running_loop(), asyncio.Queue()
    before = termios.tcgetattr(terminal)

    def read():
        keys.put_nowait(pressed := os.read(terminal, 1024))
        if not pressed:  # the terminal is gone
            loop.remove_reader(terminal)

    tty.setcbreak(terminal)
    loop.add_reader(terminal, read)
    try:
        yield keys
    finally:
        loop.remove_reader(terminal)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


async def press(keyboard, *keys):
    for key in keys:
        await asyncio.sleep(0.5)
        os.write(keyboard, key)


async def main():
    keyboard, terminal = pty.openpty()
    text = ""
    async with asyncio.TaskGroup() as group:
        group.create_task(press(keyboard, b"t", b"e", b"\x1b[A", b"\n"))
        with keys_of(terminal) as keys:
            while (key := await keys.get()) not in (b"\r", b"\n", b""):
                text += key.decode() if key.isalpha() else ""
                print(f"main: {key}, so far {text!r}")
    os.close(keyboard)
    os.close(terminal)
    print(f"main: Enter after {text!r}")


if __name__ == "__main__":
    asyncio.run(main())
