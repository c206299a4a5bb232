"""Pause a protocol that writes too fast (backpressure).

The reader stops reading for a second. The network's buffers fill up,
then the writer's buffer exceeds its high limit, and the event loop
calls `pause_writing`. An event makes the writer wait until
`resume_writing` is called. With streams, `await writer.drain()` does
the same, and also raises an error if the connection is lost. After a
lost connection, neither `pause_writing` nor `resume_writing` is called,
so `connection_lost` sets the event, too, and the loop that writes ends
when `transport.is_closing()` is true.
"""

import asyncio


class Reader(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.size = transport, 0
        transport.pause_reading()
        asyncio.get_running_loop().call_later(1, self.go_on)

    def go_on(self):
        self.transport.resume_reading()

    def data_received(self, data):
        self.size += len(data)

    def connection_lost(self, error):
        print(f"reader: {self.size:,} bytes")


class Writer(asyncio.Protocol):
    def connection_made(self, transport):
        transport.set_write_buffer_limits(high=100_000, low=10_000)
        print("limits", transport.get_write_buffer_limits())
        self.may_write = asyncio.Event()
        self.may_write.set()

    def pause_writing(self):
        print("writer: paused")
        self.may_write.clear()

    def resume_writing(self):
        print("writer: resumed")
        self.may_write.set()

    def connection_lost(self, error):
        self.may_write.set()


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Reader, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        connect = loop.create_connection
        transport, writer = await connect(Writer, *address)
        may_write = writer.may_write
        try:
            while may_write.is_set() and not transport.is_closing():
                transport.write(b"x" * 50_000)
            full = transport.get_write_buffer_size() > 100_000
            print("more than the high limit:", full)
            await may_write.wait()
        finally:
            transport.close()
        await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(main())
