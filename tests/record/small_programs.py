"""Programs of a few lines, for what is told of them."""

GATHER = """
    import asyncio
    async def say(name, delay):
        print(name, "starts")
        await asyncio.sleep(delay)
        print(name, "done")
        return name
    async def main():
        tasks = [asyncio.create_task(say(name, delay), name=name)
                 for name, delay in [("A", 3), ("B", 1), ("C", 2)]]
        print(await asyncio.gather(*tasks))
    asyncio.run(main())
"""
QUEUE = """
    import asyncio
    async def producer(queue):
        for number in range(3):
            await queue.put(number)
            print("put", number)
    async def consumer(queue):
        for number in range(3):
            await queue.get()
    async def main():
        queue = asyncio.Queue(1)
        await asyncio.gather(producer(queue), consumer(queue))
    asyncio.run(main())
"""
LOCK = """
    import asyncio
    async def worker(lock):
        async with lock:
            await asyncio.sleep(1)
    async def main():
        lock = asyncio.Lock()
        await asyncio.gather(*(worker(lock) for _ in range(3)))
    asyncio.run(main())
"""
BLOCK = """
    import asyncio, time
    async def ticker():
        await asyncio.sleep(0.5)
    async def report():
        time.sleep(2)
    async def main():
        await asyncio.gather(ticker(), report())
    asyncio.run(main())
"""
THREAD = BLOCK.replace("time.sleep(2)", "await asyncio.to_thread(time.sleep, 2)")
EAGER = """
    import asyncio
    async def child():
        await asyncio.sleep(1)
    async def main():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        task = asyncio.create_task(child())
        print("made")
        await task
    asyncio.run(main())
"""
# A loop in a worker thread: its sleep is what the thread takes.
NESTED = """
    import asyncio
    async def nap():
        await asyncio.sleep(1)
    async def main():
        await nap()
        await asyncio.to_thread(asyncio.run, nap())
    asyncio.run(main())
"""
THREADS = """
    import asyncio, time
    async def main():
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(None, time.sleep, 2)
                               for _ in range(2)))
    asyncio.run(main())
"""
FIRST = """
    import asyncio
    async def nap(delay):
        await asyncio.sleep(delay)
    async def main():
        naps = [asyncio.create_task(nap(delay)) for delay in (1, 2)]
        for nearest in asyncio.as_completed(naps):
            await nearest
            print("one")
        tasks = [asyncio.create_task(nap(1)), asyncio.create_task(nap(2))]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    asyncio.run(main())
"""
SHARED = """
    import asyncio
    async def ask():
        await asyncio.sleep(1)
        return 7
    async def get(task):
        await task
    async def main():
        print("asks")
        task = asyncio.create_task(ask(), name="ask")
        await task
        task = asyncio.create_task(ask(), name="ask")
        async with asyncio.TaskGroup() as group:
            group.create_task(get(task), name="left")
            group.create_task(get(task), name="right")
        one = ask()
        await asyncio.gather(one, one)
        nap = asyncio.create_task(asyncio.sleep(2), name="nap")
        await asyncio.wait([nap], timeout=1)
        print("too late")
    asyncio.run(main())
"""
SEMAPHORE = LOCK.replace("asyncio.Lock()", "asyncio.Semaphore(2)").replace(
    "lock", "pens"
)
NETWORK = """
    import asyncio
    async def answer(reader, writer):
        line = await reader.readline()
        await asyncio.sleep(1)
        writer.write(line)
        writer.close()
    async def ask():
        reader, writer = await asyncio.open_connection("127.0.0.1", 7007)
        writer.write(b"hello\\n")
        await reader.readline()
        writer.close()
    async def main():
        await asyncio.start_server(answer, "127.0.0.1", 7007)
        await ask()
    asyncio.run(main())
"""
EVENT = """
    import asyncio
    async def main():
        event = asyncio.Event()
        asyncio.get_running_loop().call_later(1, event.set)
        await event.wait()
    asyncio.run(main())
"""
END_OF_INPUT = """
    import asyncio
    async def answer(reader, writer):
        assert await reader.read() == b""
        print("end")
        writer.close()
    async def main():
        await asyncio.start_server(answer, "127.0.0.1", 7007)
        reader, writer = await asyncio.open_connection("127.0.0.1", 7007)
        writer.write_eof()
        await asyncio.sleep(1)
    asyncio.run(main())
"""
DRAIN = """
    import asyncio
    async def answer(reader, writer):
        await asyncio.sleep(1)
        await reader.read()
    async def main():
        await asyncio.start_server(answer, "127.0.0.1", 7007)
        reader, writer = await asyncio.open_connection("127.0.0.1", 7007)
        writer.write(bytes(4_000_000))
        await writer.drain()
        limit = writer.transport.get_write_buffer_limits()[0]
        print(writer.transport.get_write_buffer_size() <= limit)
        writer.close()
    asyncio.run(main())
"""
FUTURE = """
    import asyncio
    async def waiter(box):
        try:
            print(await box)
        except asyncio.CancelledError:
            assert not asyncio.current_task().cancelling()
            print("box was cancelled")
        except ValueError:
            print("box failed")
    async def main():
        for end in ("cancel", "fail", "fill"):
            box = asyncio.get_running_loop().create_future()
            task = asyncio.create_task(waiter(box), name=end)
            await asyncio.sleep(1)
            if end == "cancel":
                box.cancel()
            elif end == "fail":
                box.set_exception(ValueError())
            else:
                box.set_result(7)
            await task
    asyncio.run(main())
"""
CHILD = """
    import asyncio, sys
    async def main():
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
        await child.wait()
        print("status", child.returncode)
    asyncio.run(main())
"""
BARRIER = """
    import asyncio
    async def runner(line, delay):
        await asyncio.sleep(delay)
        await line.wait()
    async def main():
        line = asyncio.Barrier(2)
        await asyncio.gather(runner(line, 1), runner(line, 2))
    asyncio.run(main())
"""
CONDITION = """
    import asyncio
    async def buyer(stock):
        async with stock:
            await stock.wait()
            print("sold")
    async def main():
        stock = asyncio.Condition()
        task = asyncio.create_task(buyer(stock))
        await asyncio.sleep(1)
        async with stock:
            print("filled")
            stock.notify()
            print("told")
        await task
    asyncio.run(main())
"""
BITS = """
    import asyncio
    async def say(text, delay):
        for _ in range(2):
            await asyncio.sleep(delay)
            print(text, end="")
    async def main():
        await asyncio.gather(say(".", 1), say("#", 1.5))
        print()
        print("done")
    asyncio.run(main())
"""
