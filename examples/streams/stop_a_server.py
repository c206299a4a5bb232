"""Stop a server gracefully: no new clients, and time for answers.

`Server.close` closes the listening socket. Connected clients stay
connected, and their tasks keep running. So close the connections that
wait for a request, let the other tasks finish their answers, and after
a grace period cancel the tasks that are left.
"""

import asyncio


class Service:
    def __init__(self):
        self.tasks, self.idle = set(), set()
        self.stopping = False

    def connected(self, reader, writer):
        task = asyncio.create_task(self.serve(reader, writer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def serve(self, reader, writer):
        try:
            while not self.stopping:
                self.idle.add(writer)
                line = await reader.readline()
                self.idle.discard(writer)
                if not line:
                    break
                await asyncio.sleep(float(line))  # works on its answer
                writer.write(b"answer\n")
                await writer.drain()
        except ConnectionError:
            pass  # the client is gone
        finally:
            self.idle.discard(writer)
            writer.close()

    async def stop(self, server, grace):
        server.close()
        self.stopping = True
        for writer in self.idle:
            writer.close()  # its task reads the end of input
        try:
            if self.tasks:
                await asyncio.wait(self.tasks, timeout=grace)
        finally:
            late = list(self.tasks)
            print(f"main: {len(late)} still at work")
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def client(name, port, seconds):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{seconds}\n".encode())
        print(f"{name}: {await reader.read()}")
    finally:
        writer.close()
    await writer.wait_closed()


async def main():
    service = Service()
    server = await asyncio.start_server(
        service.connected, "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    async with asyncio.TaskGroup() as group:
        for name, seconds in ("idle", 0.5), ("busy", 2), ("late", 60):
            group.create_task(client(name, port, seconds), name=name)
        try:
            await asyncio.sleep(1)
        finally:
            print("main: stops")
            await service.stop(server, grace=3)
    print("main: all connections are closed")


if __name__ == "__main__":
    asyncio.run(main())
