"""Change the protocol of a connection after its first line.

`Greeting` reads one line and hands the connection over to `Checksum`.
The client sends no more until it has an answer, because `Greeting`
expects nothing after the line: more data would be lost, or would keep
it from seeing the end of the line.
A `BufferedProtocol` receives into the same buffer again and again,
instead of into a new `bytes` object each time: `get_buffer` returns the
buffer, and `buffer_updated` gets the number of bytes in it.
"""

import asyncio
import zlib


class Checksum(asyncio.BufferedProtocol):
    def __init__(self, transport):
        self.transport = transport
        self.buffer, self.sum = memoryview(bytearray(1000)), 0

    def get_buffer(self, size_hint):
        return self.buffer

    def buffer_updated(self, size):
        self.sum = zlib.crc32(self.buffer[:size], self.sum)
        print(f"server: {size} bytes in the buffer")

    def eof_received(self):
        self.transport.write(f"{self.sum:x}\n".encode())


class Greeting(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport):
        self.transport, self.seen = transport, b""

    def data_received(self, data):
        self.seen += data
        if self.seen.endswith(b"\n"):
            self.transport.set_protocol(Checksum(self.transport))
            now: asyncio.BaseProtocol = self.transport.get_protocol()
            print("now", type(now).__name__)
            self.transport.write(b"go on\n")


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Greeting, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address)
        try:
            writer.write(b"checksum, please\n")
            print(await reader.readline())
            for part in b"some bytes", b"and more":
                writer.write(part)
                await asyncio.sleep(1)
            writer.write_eof()
            print(await reader.read())
        finally:
            writer.close()


if __name__ == "__main__":
    asyncio.run(main())
