"""Programs of a few lines whose tasks fail, are cancelled, or never end."""

CLEANING = """
    import asyncio
    async def work():
        try:
            await asyncio.sleep(10)
        finally:
            print("cleaning")
            await asyncio.sleep(0.5)
    async def main():
        worker = asyncio.create_task(work(), name="worker")
        {}
    asyncio.run(main())
"""
TIMEOUT = CLEANING.format("""
        try:
            async with asyncio.timeout(1):
                await worker
        except TimeoutError:
            print("too slow")
""")
CANCEL = CLEANING.format("""
        await asyncio.sleep(1)
        worker.cancel()
        await asyncio.wait([worker])
""")
GROUP = """
    import asyncio
    async def fetch(delay):
        await asyncio.sleep(delay)
        if delay == 1:
            raise ValueError("no news")
    async def main():
        async with asyncio.TaskGroup() as group:
            for delay in (3, 1, 2):
                group.create_task(fetch(delay))
    asyncio.run(main())
"""
DEADLOCK = """
    import asyncio
    async def both(first, second):
        async with first:
            await asyncio.sleep(1)
            async with second:
                pass
    async def main():
        x, y = asyncio.Lock(), asyncio.Lock()
        await asyncio.gather(
            asyncio.create_task(both(x, y), name="left"),
            asyncio.create_task(both(y, x), name="right"))
    asyncio.run(main())
"""
ENDLESS = """
    import asyncio, time
    async def main():
        while True:
            time.sleep(7)
    asyncio.run(main())
"""
# What follows has a truth that is known otherwise: the exception that a program
# catches, the return code of a child, `Task.cancelling()`.
REFUSED = """
    import asyncio
    async def main():
        try:
            await asyncio.open_connection("127.0.0.1", 7007)
        except ConnectionRefusedError:
            print("refused")
    asyncio.run(main())
"""
LATE_END = """
    import asyncio, time
    async def main():
        try:
            async with asyncio.timeout(1):
                await asyncio.to_thread(time.sleep, 3)
        except TimeoutError:
            print("gave up")
    asyncio.run(main())
"""
THROWN_AWAY = """
    import asyncio, gc
    from contextlib import closing
    async def answer(reader, writer):
        with closing(writer):
            await asyncio.sleep(5)
    async def listen(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with closing(writer):
            await reader.read()
    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda *about: None)
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            asyncio.create_task(listen(port))
            await asyncio.sleep(1)
            gc.collect()
            event = asyncio.Event()
            event.set()
            await asyncio.sleep(1)
    asyncio.run(main())
"""
RAISED = """
    import asyncio
    async def save(delay):
        await asyncio.sleep(delay)
        if delay == 1:
            raise ValueError("full")
    async def main():
        saves = [asyncio.create_task(save(delay)) for delay in (1, 2)]
        {}
        assert saves[0].exception() is not None
        print("one raised")
    asyncio.run(main())
"""
GATHER_RAISED = RAISED.format("""
        try:
            await asyncio.gather(*saves)
        except ValueError as error:
            print(error)
""")
FIRST_EXCEPTION = RAISED.format("""
        await asyncio.wait(saves, return_when=asyncio.FIRST_EXCEPTION)
""")
SHIELD = """
    import asyncio
    async def canceller(shielded):
        await asyncio.sleep(1)
        shielded.cancel()
    async def main():
        inner = asyncio.create_task(asyncio.sleep(3), name="inner")
        shielded = asyncio.shield(inner)
        other = asyncio.create_task(canceller(shielded))
        try:
            await shielded
        except asyncio.CancelledError:
            assert not asyncio.current_task().cancelling()
            print("shield is gone")
        await inner
    asyncio.run(main())
"""
THREAD_RAISED = """
    import asyncio
    def fail():
        raise ValueError
    async def main():
        try:
            await asyncio.to_thread(fail)
        except ValueError:
            print("it failed")
    asyncio.run(main())
"""
CANCELLED = """
    import asyncio
    async def main():
        nap = asyncio.create_task(asyncio.sleep(3), name="nap")
        await asyncio.sleep(1)
        nap.cancel()
        try:
            await nap
        except asyncio.CancelledError:
            print("gone")
    asyncio.run(main())
"""
SERVES = """
    import asyncio
    async def answer(reader, writer): ...
    async def main():
        server = await asyncio.start_server(answer, "127.0.0.1", 7007)
        await server.serve_forever()
    asyncio.run(main())
"""
STUCK = """
    import asyncio
    async def main():
        queue = asyncio.Queue(1)
        queue.put_nowait(1)
        await {}
    asyncio.run(main())
"""
