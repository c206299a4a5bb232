"""What readers are told of programs of a few lines, step by step."""

import re
import sys
import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.text.lines import lines_of
from looptape.timeline import Figure
from looptape.timeline.prose.table import Row, plain
from tests.record.busy import at_rest

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


@pytest.fixture
def figure(tmp_path: Path):
    def figure(source: str) -> Figure:
        path = tmp_path / "program.py"
        path.write_text(textwrap.dedent(source))
        return Figure(record(Script.read(path)))

    return figure


def told(shown: Figure) -> list[str]:
    return [plain(row.sentence) for row in shown.rows() if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (GATHER, "main starts, creates A, B and C, and waits for all three."),
        (GATHER, "A starts, prints “A starts” and sleeps for 3 s."),
        (
            GATHER,
            ("C wakes up after sleeping 2 s, prints “C done” and returns 'C'."),
        ),
        (
            GATHER,
            (
                "A wakes up after sleeping 3 s, prints “A done” and "
                "returns 'A'. That was the last task that main waited for, "
                "so main can continue."
            ),
        ),
        (
            GATHER,
            (
                "main continues with ['A', 'B', 'C']. It prints that value and "
                "ends. The program ends."
            ),
        ),
        (
            QUEUE,
            (
                "producer wakes up because consumer took an item. It puts an item in "
                "the queue, which wakes consumer. It prints “put 1” and waits for room "
                "in the queue."
            ),
        ),
        (
            QUEUE,
            (
                "consumer starts, takes an item, which wakes producer, and waits for "
                "an "
                "item because the queue is empty."
            ),
        ),
        (LOCK, "worker 1 starts, acquires the lock and sleeps for 1 s."),
        (LOCK, "worker 2 starts and waits for the lock that worker 1 holds."),
        (
            LOCK,
            (
                "worker 1 wakes up after sleeping 1 s and releases the lock, which "
                "wakes worker 2, the next in line. It ends."
            ),
        ),
        (
            LOCK,
            (
                "worker 2 wakes up because worker 1 released the lock. It acquires the "
                "lock "
                "and sleeps for 1 s."
            ),
        ),
        (
            LOCK,
            (
                "worker 3 wakes up after sleeping 1 s, releases the lock "
                "and ends. That was the last task that main waited for, so main can "
                "continue."
            ),
        ),
        (
            SEMAPHORE,
            "worker 3 starts and waits for pens, which worker 1 and worker 2 hold.",
        ),
        (
            BLOCK,
            (
                "report starts, calls time.sleep(2), which blocks the loop for 2 s, "
                "and ends. ticker should have woken up at 0.5 s."
            ),
        ),
        (
            BLOCK,
            (
                "ticker wakes up 1.5 s late from its sleep of 0.5 s and ends. That was "
                "the last task that main waited for, so main can continue."
            ),
        ),
        (
            THREAD,
            "report starts, hands time.sleep(2) to a worker thread and waits.",
        ),
        (
            THREADS,
            (
                "main starts, hands time.sleep(2) to two worker threads "
                "and waits for thread 1 and thread 2."
            ),
        ),
        (
            TIMEOUT,
            "The timeout of 1 s expires and cancels main, which waits for worker.",
        ),
        (
            TIMEOUT,
            (
                "worker is cancelled by the timeout while sleeping. To clean up, it "
                "prints “cleaning” and sleeps for 0.5 s."
            ),
        ),
        (
            CANCEL,
            (
                "worker is cancelled by main while sleeping. To clean up, it prints "
                "“cleaning” and sleeps for 0.5 s."
            ),
        ),
        (
            GROUP,
            (
                "fetch 2 wakes up after sleeping 1 s and raises "
                "ValueError('no news'). Its TaskGroup cancels fetch 1 and fetch 3."
            ),
        ),
        (
            GROUP,
            "fetch 1 is cancelled while sleeping, because fetch 2 failed, and ends.",
        ),
        (
            DEADLOCK,
            (
                "right wakes up after sleeping 1 s and waits for x, which "
                "left holds. Nothing can run any more: left waits for y, which right "
                "holds; right waits for x, which left holds. This is a deadlock."
            ),
        ),
        (
            FIRST,
            (
                "main starts, creates nap 1 and nap 2, and waits for the next task to "
                "finish."
            ),
        ),
        (SHARED, "main starts, prints “asks”, creates ask and waits for it."),
        (
            SHARED,
            (
                "ask wakes up after sleeping 1 s and returns 7. left and "
                "right can continue."
            ),
        ),
        (
            SHARED,
            "main continues with [7, 7]. It creates nap and waits for it.",
        ),
        (
            SHARED,
            (
                "main continues because its timeout has expired. It prints “too late” "
                "and ends."
            ),
        ),
        (
            FIRST,
            (
                "main continues because nap 1 is done. It prints “one” and waits for "
                "the next task to finish."
            ),
        ),
        (
            FIRST,
            (
                "main continues because nap 2 is done. It prints “one”, creates nap 3 "
                "and "
                "nap 4, and waits for the first task to finish."
            ),
        ),
        (
            NETWORK,
            "answer wakes up because data arrived from main, and sleeps for 1 s.",
        ),
        (
            NETWORK,
            (
                "main wakes up because data arrived from answer. It closes the "
                "connection "
                "and ends. The program ends."
            ),
        ),
        (EVENT, "The loop calls event.set(), which wakes main."),
        (
            EVENT,
            (
                "main wakes up because the loop called event.set(), and ends. The "
                "program ends."
            ),
        ),
        (
            REFUSED,
            (
                "main wakes up because the connection was refused. It prints “refused” "
                "and ends. The program ends."
            ),
        ),
        (
            LATE_END,
            (
                "main is cancelled by the timeout while waiting for time.sleep(3). It "
                "prints “gave up” and ends. The program ends at 3 s."
            ),
        ),
        (
            THROWN_AWAY,
            ("main wakes up after sleeping 1 s, sets the event and sleeps for 1 s."),
        ),
        (
            END_OF_INPUT,
            (
                "answer wakes up because it has reached the end of its input. It "
                "prints "
                "“end”, closes the connection and ends."
            ),
        ),
        (
            DRAIN,
            (
                "main wakes up because the buffer has room. It prints “True”, closes "
                "the connection and ends."
            ),
        ),
        (
            GATHER_RAISED,
            (
                "main continues because save 1 raised ValueError('full'). It prints "
                "“full” and “one raised”, and ends."
            ),
        ),
        (
            FIRST_EXCEPTION,
            (
                "main starts, creates save 1 and save 2, and waits until all tasks are "
                "done or one raises."
            ),
        ),
        (
            FIRST_EXCEPTION,
            (
                "main continues because save 1 raised ValueError('full'). It prints "
                "“one "
                "raised” and ends."
            ),
        ),
        (
            FUTURE,
            (
                "main wakes up after sleeping 1 s, cancels box, which wakes cancel, "
                "and "
                "waits for cancel."
            ),
        ),
        (
            FUTURE,
            (
                "cancel wakes up because main cancelled box. It prints “box was "
                "cancelled” and ends. main can continue."
            ),
        ),
        (
            FUTURE,
            (
                "fail wakes up because main set an exception on box. It prints “box "
                "failed” and ends. main can continue."
            ),
        ),
        (
            FUTURE,
            (
                "fill wakes up because main set the result of box. It prints “7” and "
                "ends. main can continue."
            ),
        ),
        (
            SHIELD,
            (
                "main continues because canceller cancelled shielded. It prints "
                "“shield "
                "is gone” and waits for inner."
            ),
        ),
        (
            THREAD_RAISED,
            (
                "main wakes up because fail() raised ValueError. It prints “it failed” "
                "and ends. The program ends."
            ),
        ),
        (
            BARRIER,
            (
                "runner 1 wakes up because line released it, and ends. "
                "That was the last task that main waited for, so main can continue."
            ),
        ),
        (
            CONDITION,
            (
                "main wakes up after sleeping 1 s, acquires stock, prints “filled” and "
                "notifies stock, which wakes buyer. It prints “told”, releases stock "
                "and waits for buyer."
            ),
        ),
        (
            CONDITION,
            (
                "buyer wakes up because main notified stock. It acquires stock, prints "
                "“sold”, releases stock and ends. main can continue."
            ),
        ),
        (
            CANCELLED,
            (
                "main continues because nap was cancelled. It prints “gone” and ends. "
                "The program ends."
            ),
        ),
        (
            SERVES,
            (
                "main gets its next turn and serves until it is cancelled. The server "
                "waits for clients, but none connects."
            ),
        ),
        (
            STUCK.format("queue.join()"),
            (
                "main starts, puts an item in the queue and waits until all items are "
                "done. Nothing can run any more: main waits until all items are done. "
                "This is a deadlock."
            ),
        ),
        (
            BITS,
            (
                "main continues because say 1 and say 2 are done. It prints an empty "
                "line "
                "and “done”, and ends. The program ends."
            ),
        ),
        (
            ENDLESS,
            (
                "main starts, calls time.sleep(7) eight times, which blocks the loop "
                "for 56 s in all, and is stopped by the limit. The recording stops "
                "here."
            ),
        ),
    ],
)
def test_each_step_is_told(figure, source: str, sentence: str) -> None:
    assert sentence in told(figure(source))


@pytest.mark.parametrize(
    ("source", "headline"),
    [
        (
            DEADLOCK,
            (
                "Deadlock at 1 s: left waits for y, held by right; "
                "right waits for x, held by left."
            ),
        ),
        (
            GROUP,
            (
                "Took 1 s and raised ExceptionGroup: fetch 2 failed, and its siblings "
                "were cancelled."
            ),
        ),
        (
            BLOCK,
            "Took 2 s. The loop was blocked for 2 s by time.sleep(2) in report.",
        ),
        (GATHER, "Took 3 s; one after another, the waits would have taken 6 s."),
        (GATHER_RAISED, "Took 1 s. save 1 raised ValueError."),
        (CANCELLED, "Took 1 s."),
        (
            SERVES,
            "Serves from 0 s on, but no client connects.",
        ),
        (
            STUCK.format("queue.put(2)"),
            "Deadlock at 0 s: main waits for room in the queue.",
        ),
        (
            STUCK.format("asyncio.Queue().get()"),
            "Deadlock at 0 s: main waits for an item.",
        ),
        (LOCK, "Took 3 s. No sleeps overlapped."),
        (NESTED, "Took 2 s."),
        (QUEUE, "Took no time: 8 steps, one after another."),
        (ENDLESS, "Stopped at 60 s of virtual time, the limit of a run."),
        (
            TIMEOUT,
            "Took 1.5 s: the timeout expired after 1 s, and cleanup took 0.5 s.",
        ),
        (
            "while True: print('x' * 999_999)",
            "Stopped after 10,000,000 characters of output, the limit of a run.",
        ),
    ],
)
def test_what_matters_most_is_the_headline(figure, source, headline) -> None:
    assert "".join(text for text, _ in figure(source).headline) == headline


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        (DEADLOCK, ["tl-hold", "tl-cycle", "tl-head", "for ever", "sleep 1, holds x"]),
        (LOCK, ["tl-hold", "waits for the lock, held by worker 1"]),
        (
            BLOCK,
            [
                "tl-veil",
                "tl-block",
                "tl-late",
                "1.5 s late",
                "time.sleep(2) blocks the loop",
                "nothing else can run for 2 s",
            ],
        ),
        (THREAD, ["tl-bar", "simulated", ">time.sleep(2)<"]),
        (
            TIMEOUT,
            [
                "tl-timeout",
                "1 s: timeout(1) expires",
                "tl-cancel",
                "tl-sleep tl-cleaning",
                ">cleans up<",
                "tl-cancelled",
            ],
        ),
        (GROUP, ["tl-raised", "ValueError('no news')", ">cancelled<", "tl-cancel"]),
        (NETWORK, ["tl-net", "waits for data"]),
        (GATHER, ["tl-made", "tl-print", "tl-done", "tl-stop", "returns 'B'"]),
        (QUEUE, ["tl-number", "tl-for", "0 s: no time passes, 8 steps in this order"]),
    ],
)
def test_each_mark_is_drawn(figure, source: str, marks: list[str]) -> None:
    text = figure(source).picture.svg.replace("&#x27;", "'")
    missing = [mark for mark in marks if mark not in text]
    assert not missing


def test_the_key_says_what_is_held(figure) -> None:
    words = {
        source: dict(figure(source).picture.key)["tl-hold"]
        for source in (LOCK, SEMAPHORE)
    }
    assert list(words.values()) == ["holds the lock", "holds the semaphore"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks are of 3.12")
def test_a_maker_goes_on_although_its_eager_task_waits(figure) -> None:
    sentences = told(figure(EAGER))
    assert sentences[2].startswith("main continues because child is waiting now. ")
    assert sentences[-1].startswith("main continues because child is done")


def test_what_is_received_is_linked_to_the_step_that_sent_it(figure) -> None:
    shown = figure(NETWORK)
    rows = [row for row in shown.rows() if isinstance(row, Row)]
    (received,) = (row for row in rows if "data arrived from answer" in plain(row.what))
    sent = rows[shown.view.wakers[received.number - 1]]
    assert sent.task == "answer" and sent.at == received.at
    assert f'data-k="{received.number}" data-w="{sent.number}"' in shown.picture.svg


def test_a_child_has_exited(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(CHILD))
    *_, last = told(Figure(record(Script.read(path), clock="real")))
    # On a busy machine, it ends a little later: "The program ends at 0.1 s."
    assert at_rest(last).startswith(
        "main wakes up because the child process has exited. It prints “status 0” and "
        "ends. The program ends"
    )


def test_output_is_shown_as_it_was_written(figure) -> None:
    shown = figure(BITS)
    line, _ = lines_of(shown.view.recording.output)
    assert line.text == ".#.#"
    bits = re.findall(
        r'<span class="example-piece" data-at="([^"]*)" data-who="([^"]*)" '
        r'data-k="(\d+)">(.)</span>',
        shown.outputs(),
    )
    assert [(at, who, text) for at, who, _, text in bits] == [
        ("1 s", "say 1", "."),
        ("1.5 s", "say 2", "#"),
        ("2 s", "say 1", "."),
        ("3 s", "say 2", "#"),
    ]
    rows = [row for row in shown.rows() if isinstance(row, Row)]
    assert all(text in rows[int(k) - 1].prints for _, _, k, text in bits)


def test_a_sleep_is_as_long_as_it_was_asked_for_on_a_real_clock(tmp_path: Path) -> None:
    """Three sleeps of 0.2 s, and computing for 0.3 s after each: 1.5 s."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "async def work():\n"
        "    await asyncio.sleep(0.2)\n"
        "    began = time.perf_counter()\n"
        "    while time.perf_counter() < began + 0.3: pass\n"
        "async def main():\n"
        "    await asyncio.gather(work(), work(), work())\n"
        "asyncio.run(main())\n"
    )
    figure = Figure(record(Script.read(path), clock="real"))
    told_late = [one for one in told(figure) if "late from its sleep of 0.2 s" in one]
    assert [one.partition(" wakes")[0] for one in told_late] == ["work 2", "work 3"]
    assert figure.gain is not None
    # The clock counts tenths of a second, and rounds each of six stretches.
    assert figure.gain.one_by_one == pytest.approx(1.5e9, abs=6 * 0.05e9)
    headline = plain(figure.headline)
    assert "; one after another, the waits and the computing would have" in headline


@pytest.mark.parametrize("cancels", [True, False])
def test_what_the_loop_calls_causes_a_cancellation_or_is_not_told(
    tmp_path: Path, cancels: bool
) -> None:
    """The program cancels the future, or leaves its task to the end of the run."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def work():\n"
        "    try:\n"
        "        await asyncio.sleep(60)\n"
        "    finally:\n"
        "        print('cancelled')\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    future = asyncio.run_coroutine_threadsafe(work(), loop)\n"
        "    await asyncio.sleep(1)\n"
        f"    if {cancels}: future.cancel()\n"
        "    await asyncio.sleep(0)\n"
        "asyncio.run(main())\n"
    )
    sentences = told(Figure(record(Script.read(path))))
    (cancelled,) = (n for n, one in enumerate(sentences) if "“cancelled”" in one)
    calls = [n for n, one in enumerate(sentences) if "The loop calls" in one]
    assert [number < cancelled for number in calls] == [True] * cancels


@pytest.mark.parametrize("name", ["lock", "gate"])
def test_a_task_that_waits_for_its_own_lock_holds_it_already(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        f"    {name} = asyncio.Lock()\n"
        f"    async with {name}:\n"
        f"        await {name}.acquire()\n"
        "asyncio.run(main())\n"
    )
    (sentence,) = told(Figure(record(Script.read(path))))
    which = {"lock": "the lock that", "gate": "gate, which"}[name]
    waits = f"waits for {which} it already holds."
    assert waits in sentence
    assert f"Nothing can run any more: main {waits} This is a deadlock." in sentence


def test_tasks_of_one_name_are_told_apart_while_both_are_there(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def work(name, seconds):\n"
        "    await asyncio.sleep(seconds)\n"
        "async def main():\n"
        "    for name in 'one after another', 'one after another':\n"
        "        await asyncio.create_task(work(name, 1), name=name)\n"
        "    make = asyncio.create_task\n"
        "    both = [make(work('pair', n), name='pair') for n in (1, 2)]\n"
        "    await asyncio.gather(*both)\n"
        "asyncio.run(main())\n"
    )
    figure = Figure(record(Script.read(path)))
    names = [lane.name for lane in figure.view.lanes]
    assert names == ["main", *["one after another"] * 2, "pair 1", "pair 2"]
    assert {lane.name for lane in figure.view.lanes} - {"main"} == {
        row.task for row in figure.rows() if isinstance(row, Row)
    } - {"main"}
    sentences = told(figure)
    assert (
        sum(one.startswith("pair 2 wakes up after sleeping 2 s") for one in sentences)
        == 1
    )
    assert "pair 1</text>" in figure.picture.svg.replace("</title>", "</text>")


def test_who_cancels_a_task_that_was_only_made(tmp_path: Path) -> None:
    """One task makes it, another cancels it, and both say so."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def rows():\n"
        "    try:\n"
        "        yield 1\n"
        "    finally:\n"
        "        print('closed')\n"
        "async def work():\n"
        "    print('never')\n"
        "tasks = []\n"
        "async def maker():\n"
        "    tasks.append(asyncio.create_task(work()))\n"
        "async def canceller():\n"
        "    print('cancels', tasks[0].cancel())\n"
        "async def main():\n"
        "    await asyncio.gather(maker(), canceller())\n"
        "    async for row in rows():\n"
        "        break\n"
        "loop = asyncio.new_event_loop()\n"
        "loop.run_until_complete(main())\n"
        "for task in asyncio.all_tasks(loop):\n"
        "    task.cancel()\n"
        "loop.run_until_complete(asyncio.sleep(0))\n"
        "loop.close()\n"
    )
    recording = record(Script.read(path))
    assert recording.stdout() == "cancels True\nclosed\n"
    sentences = told(Figure(recording))
    assert "work is cancelled by canceller before it starts, and ends." in sentences
    how = "is cancelled before its first step. It prints “closed” and ends."
    closes = f"cleanup of rows {how}"
    assert any(one.startswith(closes) for one in sentences)


def test_a_timeout_is_told_as_the_program_sets_it(tmp_path: Path) -> None:
    """Each of them ends at a moment that the program prints."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    began = loop.time()\n"
        "    async def end(limit, moved=None):\n"
        "        try:\n"
        "            async with limit:\n"
        "                if moved:\n"
        "                    limit.reschedule(loop.time() + moved)\n"
        "                await asyncio.sleep(9)\n"
        "        except TimeoutError:\n"
        "            print('ended at', loop.time() - began)\n"
        "    await end(asyncio.timeout(1))\n"
        "    await end(asyncio.timeout_at(began + 1.5))\n"
        "    await end(asyncio.timeout(1), 2)\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert recording.stdout().splitlines() == [
        f"ended at {moment}" for moment in ("1.0", "1.5", "3.5")
    ]
    ended = [one for one in told(Figure(recording)) if one.startswith("The ")]
    assert [one.partition(" and cancels")[0] for one in ended] == [
        "The timeout of 1 s expires",
        "The deadline at 1.5 s passes",
        "The deadline at 3.5 s passes",
    ]


def test_a_cancellation_within_a_library_is_its_own_business(tmp_path: Path) -> None:
    """The library ends one wait by it, as anyio does; the program gets its result."""
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "races.py").write_text(
        "import asyncio\n"
        "async def first(seconds):\n"
        "    task, event = asyncio.current_task(), asyncio.Event()\n"
        "    async def stop():\n"
        "        await asyncio.sleep(seconds)\n"
        "        task.cancel()\n"
        "    stopper = asyncio.create_task(stop())\n"
        "    try:\n"
        "        await event.wait()\n"
        "    except asyncio.CancelledError:\n"
        "        task.uncancel()\n"
        "        stopper.cancel()\n"
        "    await asyncio.sleep(seconds)\n"
        "    return 'first'\n"
    )
    path = tmp_path / "program.py"
    path.write_text(
        f"import asyncio, sys; sys.path.append({str(packages)!r})\n"
        "import races\n"
        "async def main():\n"
        "    try:\n"
        "        print('came:', await races.first(1))\n"
        "    except asyncio.CancelledError:\n"
        "        print('never')\n"
        "    task = asyncio.create_task(races.first(1))\n"
        "    await asyncio.sleep(0.5)\n"
        "    task.cancel()\n"
        "    print('came:', await task)\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert recording.stdout() == "came: first\n" * 2
    sentences = told(Figure(recording))
    assert sentences[1] == "main runs briefly and sleeps for 1 s."
    cancelled = [one for one in sentences if "is cancelled" in one]
    assert cancelled == [
        "first is cancelled by main while waiting for the event, and sleeps for 1 s."
    ]


def test_a_call_that_no_thread_is_free_for_waits_in_the_queue(tmp_path: Path) -> None:
    """What each thread begins with is what a pool of two can take at once."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def nap(seconds):\n"
        "    time.sleep(seconds)\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    pool = ThreadPoolExecutor(2)\n"
        "    calls = [loop.run_in_executor(pool, nap, s) for s in (1, 2, 3, 4, 4)]\n"
        "    await asyncio.gather(*calls)\n"
        "    await loop.run_in_executor(pool, nap, 1)\n"
        "asyncio.run(main())\n"
    )
    first, last, _ = told(Figure(record(Script.read(path))))
    assert first == (
        "main starts, hands nap(1) and nap(2) to two worker threads, puts three calls "
        "in the pool's queue and waits for thread 1 and thread 2."
    )
    assert last.endswith("hands nap(1) to a worker thread and waits.")


def test_a_task_that_the_program_makes_is_its_own_whoever_wrote_it(
    tmp_path: Path,
) -> None:
    """The same coroutine function of a library, once in the program's own task."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, contextlib\n"
        "async def main():\n"
        "    for make in asyncio.create_task, asyncio.gather:\n"
        "        stack = contextlib.AsyncExitStack()\n"
        "        stack.push_async_callback(asyncio.sleep, 1)\n"
        "        task = make(stack.aclose())\n"
        "        await asyncio.sleep(0.5)\n"
        "        await task\n"
        "    await asyncio.wait_for(stack.aclose(), 1)\n"
        "asyncio.run(main())\n"
    )
    figure = Figure(record(Script.read(path)))
    names = [lane.name for lane in figure.view.lanes if lane.kind == "task"]
    assert names == ["main", "aclose 1", "aclose 2"]
    sentences = told(figure)
    assert sentences[0] == "main starts, creates aclose 1 and sleeps for 0.5 s."
    assert sum("waits for aclose" in one for one in sentences) == 2
    assert not any("library" in one for one in sentences)


def test_a_group_waits_for_what_its_tasks_make_in_it(tmp_path: Path) -> None:
    """The last task to print is the last that the group waits for."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def visit(group, name):\n"
        "    await asyncio.sleep(1)\n"
        "    if len(name) < 3:\n"
        "        group.create_task(visit(group, name + 'a'), name=name + 'a')\n"
        "    print('done:', name)\n"
        "async def main():\n"
        "    async with asyncio.TaskGroup() as group:\n"
        "        group.create_task(visit(group, 'a'), name='a')\n"
        "    print('done: main')\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    last = recording.stdout().splitlines()[-2].removeprefix("done: ")
    sentences = told(Figure(recording))
    assert last == "aaa"
    assert sentences[-1].startswith(f"main continues because {last} is done. ")
    waited_for = "That was the last task that main waited for, so main can continue."
    assert [one.endswith(waited_for) for one in sentences[-2:]] == [True, False]
    assert sum(waited_for in one for one in sentences) == 1


def test_the_task_that_cancels_is_named_also_where_the_wait_was_just_over(
    tmp_path: Path,
) -> None:
    """Both sleeps are over at the moment of the timeout, before the group cancels."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def work():\n"
        "    while True: await asyncio.sleep(1)\n"
        "async def main():\n"
        "    async with asyncio.timeout(3), asyncio.TaskGroup() as group:\n"
        "        group.create_task(work())\n"
        "        group.create_task(work())\n"
        "asyncio.run(main())\n"
    )
    sentences = told(Figure(record(Script.read(path))))
    assert "work 1 is cancelled by main while sleeping, and ends." in sentences
    assert not any("by work" in sentence for sentence in sentences)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="the future stays as it is")
def test_what_a_future_cannot_carry_is_told_as_it_was_raised(tmp_path: Path) -> None:
    """As plain Python shows by the cause of what is caught."""
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio\n"
        "async def main():\n"
        "    try:\n"
        "        await asyncio.to_thread(next, iter([]))\n"
        "    except RuntimeError as error:\n"
        "        print(type(error.__cause__).__name__)\n"
        "asyncio.run(main())\n"
    )
    recording = record(Script.read(path))
    assert recording.stdout() == "StopIteration\n"
    told = [plain(row.sentence) for row in Figure(recording).rows()]
    assert told[-1] == (
        "main wakes up because next() raised StopIteration, which a future turns into "
        "RuntimeError. It prints “StopIteration” and ends. The program ends."
    )


def test_of_several_tasks_those_are_told_that_are_left(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        textwrap.dedent("""
            import asyncio
            async def ask(seconds):
                await asyncio.sleep(seconds)
            async def main():
                try:
                    async with asyncio.timeout(2):
                        await asyncio.gather(ask(1), ask(3))
                except TimeoutError:
                    print("late")
                tasks = [asyncio.create_task(ask(n)) for n in (4, 5)]
                await asyncio.sleep(1)
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)
            asyncio.run(main())
        """)
    )
    told = [plain(row.sentence) for row in Figure(record(Script.read(path))).rows()]
    timeout = "The timeout of 2 s expires and cancels main, which waits for ask 2."
    assert timeout in told
    assert told[-1] == (
        "main continues because ask 3 and ask 4 were cancelled, and ends. The program "
        "ends."
    )


LATE = """
    import asyncio, time
    async def block():
        await asyncio.sleep(0.5)
        time.sleep(1)
    async def main():
        now, task = asyncio.get_running_loop().time, asyncio.create_task(block())
        for limit in (
            asyncio.timeout(1), asyncio.timeout(0), asyncio.timeout_at(now() + 2),
            asyncio.timeout_at(1), asyncio.timeout_at(now() + 3),
        ):
            try:
                async with limit:
                    await asyncio.sleep(9)
            except TimeoutError:
                print(limit.when(), now())
    asyncio.run(main())
"""


def test_a_timeout_is_told_as_the_program_gave_it(tmp_path: Path) -> None:
    """Also where it is over as it begins, or comes late."""
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(LATE))
    recording = record(Script.read(path))
    moments = recording.stdout().splitlines()
    assert moments == ["1.0 1.5", "0.0 1.5", "2.0 2.0", "1 2.0", "3.0 3.0"]
    told = [plain(row.sentence) for row in Figure(recording).rows()]
    assert [sentence for sentence in told if " and cancels main" in sentence] == [
        f"The {over} and cancels main."
        for over in (
            "timeout of 1 s expires",
            "timeout of 0 s expires",
            "deadline at 2 s passes",
            "deadline at 1 s passes",
            "deadline at 3 s passes",
        )
    ]
    assert not [sentence for sentence in told if "cancelled by main" in sentence]
