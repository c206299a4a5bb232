"""Send each device a UDP datagram, and collect the answers.

Without `remote_addr`, an endpoint accepts datagrams from any address.
No device says that it is the last one, so the search ends when its time
is up. On a network, send to the broadcast address, not to each device.
"""

import asyncio
from functools import partial


class Device(asyncio.DatagramProtocol):
    def __init__(self, name, delay):
        self.name, self.delay = name, delay

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        loop = asyncio.get_running_loop()
        loop.call_later(self.delay, self.answer, address)

    def answer(self, address):
        if not self.transport.is_closing():
            self.transport.sendto(self.name.encode(), address)


class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.answers = asyncio.Queue()

    def datagram_received(self, data, address):
        self.answers.put_nowait(data.decode())


async def discover(addresses, seconds):
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(
        Client, local_addr=("127.0.0.1", 0), allow_broadcast=True
    )
    found = []
    try:
        for address in addresses:
            transport.sendto(b"who is there?", address)
        async with asyncio.timeout(seconds):
            while True:
                found.append(await client.answers.get())
    except TimeoutError:
        return found
    finally:
        transport.close()


async def main():
    loop = asyncio.get_running_loop()
    devices = []
    try:
        for name, delay in ("lamp", 0.5), ("radio", 1), ("oven", 5):
            device, _ = await loop.create_datagram_endpoint(
                partial(Device, name, delay),
                local_addr=("127.0.0.1", 0),
            )
            devices.append(device)
        addresses = [one.get_extra_info("sockname") for one in devices]
        print("found:", await discover(addresses, 2))
    finally:
        for device in devices:
            device.close()


if __name__ == "__main__":
    asyncio.run(main())
