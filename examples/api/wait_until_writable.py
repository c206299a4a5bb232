# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it uses a socket of its own, without streams"
# ///
"""Wait until a socket has room to write again.

A non-blocking socket whose buffer is full raises `BlockingIOError`.
After `add_writer`, the loop calls a function again and again while
there is room, until `remove_writer` is called.
"""

import asyncio
import socket


async def writable(sock):
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    loop.add_writer(sock, event.set)
    try:
        await event.wait()
    finally:
        loop.remove_writer(sock)


def empty(sock):
    while True:
        try:
            sock.recv(1_000_000)
        except BlockingIOError:
            return


async def main():
    loop = asyncio.get_running_loop()
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)
        there.setblocking(False)
        try:
            while True:
                here.send(b"x" * 100_000)
        except BlockingIOError:
            print("full")
        loop.call_later(1, empty, there)
        await writable(here)
        print("has room:", here.send(b"more") == 4)


if __name__ == "__main__":
    asyncio.run(main())
