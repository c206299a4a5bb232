"""Write a TCP server and a client with protocols.

The event loop creates a protocol for each connection and calls its
methods: first `connection_made`, then `data_received` with new data,
and finally `connection_lost`. The transport sends data. The client's
protocol has a future, which `main` awaits until the answer is complete.
"""

import asyncio


class Shout(asyncio.Protocol):
    def connection_made(self, transport: asyncio.Transport):
        self.transport = transport

    def data_received(self, data):
        print(f"server has {data}")
        self.transport.writelines([data.upper(), b"!"])

    def eof_received(self):
        print("server: the client sends no more")
        return False  # close the connection


class Client(asyncio.Protocol):
    def __init__(self):
        self.answer = b""
        self.closed = asyncio.get_running_loop().create_future()

    def data_received(self, data):
        self.answer += data

    def connection_lost(self, error):
        if not self.closed.done():
            self.closed.set_result(error)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Shout, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        connect = loop.create_connection
        transport, client = await connect(Client, *address)
        try:
            transport.write(b"hello")
            if transport.can_write_eof():
                transport.write_eof()
            print("error:", await client.closed)
        finally:
            transport.close()
    print(f"client has {client.answer}, {transport.is_closing()=}")


if __name__ == "__main__":
    asyncio.run(main())
