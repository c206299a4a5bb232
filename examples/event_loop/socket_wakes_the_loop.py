# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the script uses a socket directly, without streams"
# ///
"""A socket wakes the loop up, as a timer does.

`add_reader` asks the loop to call a function when a socket has data.
Until then the loop sleeps in its selector, and uses no processor
time. Streams are built on this.
"""

import asyncio
import socket


def receive(sock, messages):
    messages.put_nowait(sock.recv(100))


async def main():
    loop, messages = asyncio.get_running_loop(), asyncio.Queue()
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)
        loop.add_reader(here, receive, here, messages)
        try:
            loop.call_later(1, there.send, b"hello")
            print("received", await messages.get())
        finally:
            loop.remove_reader(here)


if __name__ == "__main__":
    asyncio.run(main())
