"""What happens to old ways of making tasks, futures and callbacks.

Each line of output shows one idiom and how this Python responds to it.
"""

import asyncio
import gc
import logging
import re
import sys
import warnings

CASES = []


def idiom(label, machine=False):
    def keep(function):
        CASES.append((label, function, machine))
        return function

    return keep


async def fetch():
    return "page"


def in_a_loop(coroutine):
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


@idiom("`asyncio.create_task(c())` at module level")
def create_task():
    asyncio.create_task(fetch())


@idiom("`ensure_future(c())` at module level")
def ensure_future():
    task = asyncio.ensure_future(fetch())
    asyncio.get_event_loop().run_until_complete(task)


@idiom("`get_event_loop().create_task(c())` at module level")
def loop_create_task():
    task = asyncio.get_event_loop().create_task(fetch())
    asyncio.get_event_loop().run_until_complete(task)


@idiom("`gather(a(), b())` at module level")
def gather():
    both = asyncio.gather(fetch(), fetch())
    asyncio.get_event_loop().run_until_complete(both)


@idiom("`asyncio.Future()` at module level")
def future():
    asyncio.Future()


@idiom("`asyncio.Queue()` made before `asyncio.run()`, used in it")
def queue():
    queue = asyncio.Queue()

    async def main():
        loop = asyncio.get_event_loop()
        loop.call_later(0.01, queue.put_nowait, 1)
        await queue.get()

    asyncio.run(main())


@idiom("`asyncio.Lock()` made before `asyncio.run()`, used in it")
def lock():
    lock = asyncio.Lock()

    async def main():
        await lock.acquire()
        asyncio.get_event_loop().call_later(0.01, lock.release)
        await lock.acquire()

    asyncio.run(main())


@idiom("one `asyncio.Lock()` in two calls of `asyncio.run()`")
def lock_of_two_runs():
    lock = asyncio.Lock()

    async def main():
        await lock.acquire()
        asyncio.get_event_loop().call_later(0.01, lock.release)
        await lock.acquire()
        lock.release()

    asyncio.run(main())
    asyncio.run(main())


@idiom("`create_task(task)`")
def create_task_of_task():
    async def main():
        task = asyncio.ensure_future(fetch())
        await asyncio.get_event_loop().create_task(task)

    in_a_loop(main())


@idiom("`ensure_future(task)` returns the same task")
def ensure_future_of_task():
    async def main():
        task = asyncio.ensure_future(fetch())
        assert asyncio.ensure_future(task) is task, "it is another"
        await task

    in_a_loop(main())


@idiom("`Task.set_result(x)`")
def task_set_result():
    async def main():
        task = asyncio.ensure_future(fetch())
        task.set_result("mine")
        await asyncio.sleep(0.01)

    in_a_loop(main())


@idiom("`asyncio.Task.all_tasks()`")
def task_all_tasks():
    async def main():
        asyncio.Task.all_tasks()

    in_a_loop(main())


@idiom("`asyncio.Task.current_task()`")
def task_current_task():
    async def main():
        asyncio.Task.current_task()

    in_a_loop(main())


@idiom("`asyncio.all_tasks()`, `asyncio.current_task()`")
def all_tasks():
    async def main():
        assert asyncio.current_task() in asyncio.all_tasks()

    in_a_loop(main())


@idiom("`asyncio.wait([c(), c()])`")
def wait_for_coroutines():
    async def main():
        coroutines = [fetch(), fetch()]
        try:
            await asyncio.wait(coroutines)
        finally:
            for coroutine in coroutines:
                coroutine.close()

    in_a_loop(main())


@idiom("`gather` starts its arguments in the order given")
def gather_starts():
    started = []

    async def job(number):
        started.append(number)

    async def main():
        await asyncio.gather(*[job(number) for number in range(20)])

    in_a_loop(main())
    assert started == sorted(started), (
        "it starts them in an arbitrary order"
    )


@idiom("`gather` returns results in the order of its arguments")
def gather_results():
    async def job(number):
        await asyncio.sleep(0.02 - number / 1000)
        return number

    async def main():
        jobs = [job(number) for number in range(20)]
        results = await asyncio.gather(*jobs)
        assert results == list(range(20)), "they are in another order"

    in_a_loop(main())


@idiom("`call_soon(callback, key=2)`")
def call_soon_with_keywords():
    loop = asyncio.new_event_loop()
    try:
        loop.call_soon(dict, key=2)
    finally:
        loop.close()


@idiom("`call_soon(coroutine_function)`")
def call_soon_with_coroutine_function():
    loop = asyncio.new_event_loop()
    loop.call_soon(fetch)
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()


@idiom("a waiting task that nothing refers to")
def dropped_task():
    async def wait():
        await asyncio.get_event_loop().create_future()

    async def main():
        asyncio.ensure_future(wait())
        await asyncio.sleep(0.01)
        gc.collect()

    in_a_loop(main())


@idiom("a failed task whose result nothing asks for")
def failed_task():
    async def fail():
        raise ValueError("no such page")

    async def main():
        asyncio.ensure_future(fail())
        await asyncio.sleep(0.01)

    in_a_loop(main())


def cut(text):
    line = str(text).partition("\n")[0].replace("__main__.", "")
    line = re.sub(r"[\w.]+\.<locals>\.", "", line)
    while re.search(r"<\w+\W[^<>]*>", line):
        line = re.sub(r"<(\w+)\W[^<>]*>", r"{\1}", line)
    return line.replace("{", "<").replace("}", ">")


def attempt(function):
    said = []
    log = logging.Handler()
    log.emit = lambda record: said.append(cut(record.getMessage()))
    logger = logging.getLogger()
    logger.addHandler(log)
    status = "ok"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            function()
        except AssertionError as error:
            status = "error: " + cut(error)
        except BaseException as error:
            text = str(getattr(error, "msg", None) or error)
            status = "error: " + cut(type(error).__name__ + ": " + text)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".*set_event_loop_policy")
            asyncio.set_event_loop_policy(None)
        gc.collect()
    logger.removeHandler(log)
    texts = [
        f"{one.category.__name__}: {cut(one.message)}" for one in caught
    ]
    texts = list(dict.fromkeys(texts + said))
    if texts and status == "ok":
        status = "warning: " + texts.pop(0)
    return " | ".join([status, *texts])


def main():
    for label, function, machine in CASES:
        if machine and sys.platform == "emscripten":
            print(f"{label}: not run")
            continue
        print(f"{label}: {attempt(function)}", flush=True)


if __name__ == "__main__":
    main()
