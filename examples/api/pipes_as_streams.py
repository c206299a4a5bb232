# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it uses a pipe of the operating system"
# ///
"""Read and write pipes, such as standard input, as streams.

`connect_read_pipe` and `connect_write_pipe` need a protocol and a file.
asyncio's own protocol for streams, `StreamReaderProtocol`, feeds a
`StreamReader`. `Tee` does the same, and prints how much it feeds,
but it treats an error of the pipe as its end. Finally, `set_exception`
makes reading fail, as after a lost connection.
"""

import asyncio
import os


class Tee(asyncio.Protocol):
    def __init__(self):
        self.reader = asyncio.StreamReader()

    def connection_made(self, transport: asyncio.ReadTransport):
        self.reader.set_transport(transport)
        print(f"{transport.is_reading()=}")

    def data_received(self, data):
        print(f"fed {len(data)} bytes")
        self.reader.feed_data(data)

    def connection_lost(self, error):
        self.reader.feed_eof()


async def main():
    loop = asyncio.get_running_loop()
    read_end, write_end = os.pipe()
    input_transport, tee = await loop.connect_read_pipe(
        Tee, os.fdopen(read_end, "rb")
    )
    output_transport, protocol = await loop.connect_write_pipe(
        lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()),
        os.fdopen(write_end, "wb"),
    )
    output: asyncio.WriteTransport = output_transport
    writer = asyncio.StreamWriter(output, protocol, None, loop)
    try:
        writer.writelines([b"first\n", b"second\n"])
        await writer.drain()
        output.close()
        async for line in tee.reader:
            print(line)
        print(f"{tee.reader.at_eof()=}")
        tee.reader.set_exception(OSError("unplugged"))
        try:
            await tee.reader.read()
        except OSError as error:
            print(error, tee.reader.exception() is error)
    finally:
        input_transport.close()
        output.close()


if __name__ == "__main__":
    asyncio.run(main())
