# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it sends itself a signal"
# ///
"""Stop a server and its workers on SIGTERM, in the right order.

First the server stops accepting connections. Then it hangs up on the
connected clients. Then the workers have 4 s to finish the accepted
jobs before they are cancelled.
A client in this script sends three jobs and, after 0.5 s, the signal.
"""

import asyncio
import signal


async def work(name, jobs):
    while True:
        job = await jobs.get()
        await asyncio.sleep(1.5)
        print(f"{name}: {job} done")
        jobs.task_done()


async def receive(reader, jobs):
    try:
        while line := await reader.readline():
            jobs.put_nowait(line.decode().strip())
    except ConnectionError as error:
        print(f"server: lost a client: {error}")


async def client(server):
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"job 1\njob 2\njob 3\n")
    await asyncio.sleep(0.5)
    signal.raise_signal(signal.SIGTERM)
    await reader.read()
    print("client: the server has hung up")
    writer.close()


async def main():
    stop, jobs, clients = asyncio.Event(), asyncio.Queue(), []
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with asyncio.TaskGroup() as group:

        def accept(reader, writer):
            if stop.is_set():  # it came too late
                writer.close()
                return
            task = group.create_task(receive(reader, jobs))
            task.add_done_callback(lambda _: writer.close())
            clients.append(task)

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        try:
            group.create_task(client(server), name="client")
            workers = [
                group.create_task(work(name, jobs), name=name)
                for name in ("worker A", "worker B")
            ]
            await stop.wait()
            print("main: SIGTERM, no further connections")
        finally:
            stop.set()  # for clients that are only now accepted
            server.close()
        for task in clients:
            task.cancel()
        try:
            async with asyncio.timeout(4):
                await jobs.join()
        except TimeoutError:
            print(f"main: time is up, {jobs.qsize()} jobs not begun")
        for task in workers:
            task.cancel()
    print("main: stopped")


if __name__ == "__main__":
    asyncio.run(main())
