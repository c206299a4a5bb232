# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it uses sockets of its own, without streams"
# ///
"""Use sockets directly: accept, connect, send and receive.

The loop's `sock_` methods do what the methods of a socket do, but you
await them. The sockets have to be non-blocking. For a connection that
you accepted by hand, `connect_accepted_socket` creates a transport.
"""

import asyncio
import socket


class Hello(asyncio.Protocol):
    def connection_made(self, transport):
        transport.write(b"hello from a protocol")
        transport.close()


async def serve(listener):
    loop = asyncio.get_running_loop()
    sock, address = await loop.sock_accept(listener)
    with sock:
        place = address[0], 0  # the port's name isn't needed
        host, _ = await loop.getnameinfo(place, socket.NI_NUMERICHOST)
        print("a client from", host)
        question = await loop.sock_recv(sock, 100)
        await loop.sock_sendall(sock, question.upper())
    sock, _ = await loop.sock_accept(listener)
    await loop.connect_accepted_socket(Hello, sock)


async def ask(address, question):
    loop = asyncio.get_running_loop()
    buffer = bytearray(100)
    with socket.socket() as sock:
        sock.setblocking(False)
        await loop.sock_connect(sock, address)
        await loop.sock_sendall(sock, question)
        size = await loop.sock_recv_into(sock, buffer)
        print(bytes(buffer[:size]))


async def main():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = listener.getsockname()
        async with asyncio.TaskGroup() as group:
            group.create_task(serve(listener))
            await ask(address, b"hello")
            await ask(address, b"")


if __name__ == "__main__":
    asyncio.run(main())
