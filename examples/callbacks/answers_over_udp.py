"""Await the answer to a datagram.

The protocol's callbacks cannot await. Each question gets a number and
a future. The answer repeats the number, so the callback that receives
it sets the right future's result. A lost datagram ends in a timeout.
"""

import asyncio


class Server(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        if not data.endswith(b"lost"):
            self.transport.sendto(data.upper(), address)


class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.waiting = {}

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        number, _, answer = data.decode().partition(" ")
        future = self.waiting.get(int(number))
        if future is not None and not future.done():
            future.set_result(answer)

    async def ask(self, number, question):
        future = asyncio.get_running_loop().create_future()
        self.waiting[number] = future
        try:
            self.transport.sendto(f"{number} {question}".encode())
            async with asyncio.timeout(1):
                print(f"{question}: {await future}")
        except TimeoutError:
            print(f"{question}: no answer")
        finally:
            del self.waiting[number]


async def main():
    make = asyncio.get_running_loop().create_datagram_endpoint
    server, _ = await make(Server, local_addr=("127.0.0.1", 0))
    address = server.get_extra_info("sockname")
    questions = enumerate(["one", "lost", "two"])
    try:
        transport, client = await make(Client, remote_addr=address)
        try:
            async with asyncio.TaskGroup() as group:
                for number, question in questions:
                    job = client.ask(number, question)
                    group.create_task(job, name=question)
        finally:
            transport.close()
    finally:
        server.close()


if __name__ == "__main__":
    asyncio.run(main())
