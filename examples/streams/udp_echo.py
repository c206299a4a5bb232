"""Send UDP datagrams, with callbacks instead of streams.

UDP has no connection and no stream: each datagram is one message, and
it arrives whole or not at all. asyncio has no reader or writer for it.
The loop calls the methods of a protocol; a transport sends data.
A queue hands the data over to code that awaits.
"""

import asyncio


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        print(f"server has {data}")
        self.transport.sendto(data.upper(), address)


class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.answers = asyncio.Queue()

    def datagram_received(self, data, address):
        self.answers.put_nowait(data)


async def main():
    loop = asyncio.get_running_loop()
    server, _ = await loop.create_datagram_endpoint(
        Echo, local_addr=("127.0.0.1", 0)
    )
    sender, client = await loop.create_datagram_endpoint(
        Client, remote_addr=server.get_extra_info("sockname")
    )
    sender.sendto(b"hello")
    sender.sendto(b"goodbye")
    async with asyncio.timeout(5):  # nothing reports a lost datagram
        for _ in range(2):
            print(f"client has {await client.answers.get()}")
    sender.close()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
