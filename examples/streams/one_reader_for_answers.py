"""Let one task read all lines when not every line is an answer.

The device answers commands and, in between, reports what happens. One
task reads all lines: it passes each answer through a future to the
command that waits for it, and puts the reports into a queue.
"""

import asyncio


class Device:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.lock = asyncio.Lock()
        self.answer = None
        self.reports = asyncio.Queue()

    async def listen(self):
        try:
            while line := (await self.reader.readline()).decode():
                kind, _, text = line.strip().partition(" ")
                if kind == "report":
                    self.reports.put_nowait(text)
                elif self.answer and not self.answer.done():
                    self.answer.set_result(text)
        finally:  # no answer can arrive any more
            self.writer.close()
            if self.answer and not self.answer.done():
                self.answer.set_exception(ConnectionResetError())

    async def ask(self, command):
        async with self.lock:
            loop = asyncio.get_running_loop()
            self.answer = loop.create_future()
            try:
                self.writer.write(f"{command}\n".encode())
                await self.writer.drain()
                return await self.answer
            except BaseException:
                self.writer.close()  # the answer may still come
                raise
            finally:
                self.answer = None


async def serve(reader, writer):
    try:
        while line := await reader.readline():
            writer.write(b"report door open\n")
            await asyncio.sleep(1)
            writer.write(b"answer " + line.upper())
            await writer.drain()
    except ConnectionError:
        pass  # the client has left
    finally:
        writer.close()


async def command(device, word):
    print(f"{word}: {await device.ask(word)}")


async def use(device):
    async with asyncio.TaskGroup() as group:
        listener = group.create_task(device.listen(), name="listen")
        async with asyncio.TaskGroup() as commands:
            for word in "name", "state":
                commands.create_task(command(device, word), name=word)
        listener.cancel()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    async with server:
        device = Device(*await asyncio.open_connection(*address))
        try:
            await use(device)
        finally:
            device.writer.close()
    print(f"{device.reports.qsize()} reports")


if __name__ == "__main__":
    asyncio.run(main())
