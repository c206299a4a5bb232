"""What is told of lines that no step prints: by plain code, threads and the loop.

What a program prints on plain Python tells the order; where several threads print,
the lines say themselves what was over.
"""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.record.reading import sentences_of

BETWEEN = """
    import asyncio
    async def count():
        for number in 1, 2:
            await asyncio.sleep(1)
            print("counted", number)
    loop = asyncio.new_event_loop()
    task = loop.create_task(count())
    loop.call_later(1.5, loop.stop)
    loop.run_forever()
    print("stopped, done:", task.done())
    loop.run_until_complete(task)
    for line in "abcd":
        print("between", line)
    print("error", file=__import__("sys").stderr)
    loop.run_until_complete(count())
    loop.close()
"""


def test_what_plain_code_prints_between_runs_is_told_in_order(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, BETWEEN)
    command = [sys.executable, "-c", textwrap.dedent(BETWEEN)]
    plainly = subprocess.run(command, capture_output=True, text=True, check=True)
    told = re.findall("“(.*?)”", " ".join(sentences))
    assert told == [line for line in plainly.stdout.splitlines() if line[-1] != "d"]
    (stopped,) = (one for one in sentences if "stopped" in one)
    assert stopped.endswith("Then the program prints “stopped, done: False”.")
    (between,) = (one for one in sentences if "between" in one)
    assert between.endswith(
        "ends. Then the program prints “between a”, “between b”, “between c” and 1 more"
        " line and writes a line to standard error."
    )


BEFORE = """
    import asyncio
    print("begins")
    async def main():
        print("runs")
    asyncio.run(main())
"""


def test_what_is_printed_before_the_first_step_is_told_as_such(tmp_path: Path) -> None:
    first, *_ = sentences_of(tmp_path, BEFORE)
    told = (
        "main starts, prints “runs” and ends. Before that, the program prints “begins”."
    )
    assert first.startswith(told)


LOGGED = """
    import asyncio, logging, sys, time
    logging.basicConfig(stream=sys.stdout, format="log: %(name)s")
    async def main():
        time.sleep(1)
        await asyncio.sleep(1)
    asyncio.run(main(), debug=True)
"""


def test_what_the_loop_logs_is_the_loop_s(tmp_path: Path) -> None:
    first, *_ = sentences_of(tmp_path, LOGGED)
    assert first.endswith("sleeps for 1 s. Then the loop logs “log: asyncio”.")


THREADS = """
    import asyncio, threading, time
    async def double(number):
        begun.set()
        await asyncio.sleep(0.4)
        return number * 2
    begun = threading.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    future = asyncio.run_coroutine_threadsafe(double(21), loop)
    begun.wait()
    time.sleep(0.2)
    print("done:", future.done())
    print("result:", future.result())
    other = asyncio.run_coroutine_threadsafe(double(1), loop)
    def wait():
        time.sleep(0.1)
        print("other done:", other.done())
    waiting = threading.Thread(target=wait)
    waiting.start()
    other.result()
    waiting.join()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
"""


def test_other_threads_print_meanwhile_or_then(tmp_path: Path) -> None:
    starts, ends, again, *_ = sentences_of(tmp_path, THREADS, clock="real")
    assert starts.endswith("Meanwhile, the main thread prints “done: False”.")
    assert ends.endswith("returns 42. Then the main thread prints “result: 42”.")
    assert again.endswith("Meanwhile, another thread prints “other done: False”.")
