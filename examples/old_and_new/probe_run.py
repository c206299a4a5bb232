"""What `asyncio.run` accepts, refuses and cleans up.

Each line of output shows an idiom and how this Python responds to it.
"""

import asyncio
import gc
import logging
import re
import sys
import time
import warnings

CASES = []


def idiom(label, machine=False):
    def keep(function):
        CASES.append((label, function, machine))
        return function

    return keep


class Awaitable:
    def __await__(self):
        return iter(())


async def fetch():
    return "page"


@idiom("`asyncio.run(main())`")
def run():
    asyncio.run(fetch())


@idiom("`asyncio.run(main())`, twice")
def run_twice():
    asyncio.run(fetch())
    asyncio.run(fetch())


@idiom("`asyncio.run(main)`, without the parentheses")
def run_function():
    asyncio.run(fetch)


@idiom("`asyncio.run(obj)` with an object that has `__await__`")
def run_awaitable():
    asyncio.run(Awaitable())


@idiom("`asyncio.run(gather(a(), b()))`")
def run_gather():
    asyncio.run(asyncio.gather(fetch(), fetch()))


@idiom("`asyncio.run()` inside a running loop")
def run_inside():
    async def main():
        asyncio.run(fetch())

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()


@idiom("`loop.stop()` under `asyncio.run()`")
def stop_under_run():
    async def main():
        asyncio.get_event_loop().stop()
        await asyncio.sleep(0.01)

    asyncio.run(main())


@idiom("`loop.stop()` under `run_until_complete()`")
def stop_under_run_until_complete():
    loop = asyncio.new_event_loop()
    forever = loop.create_future()
    loop.call_soon(loop.stop)
    try:
        loop.run_until_complete(forever)
    finally:
        loop.close()


@idiom("`asyncio.run()` waits for its thread pool", machine=True)
def waits_for_threads():
    finished = []

    def work():
        time.sleep(0.2)
        finished.append(True)

    async def main():
        asyncio.get_event_loop().run_in_executor(None, work)

    asyncio.run(main())
    early = not finished
    time.sleep(0.4)
    assert not early, "it returned before the thread had finished"


@idiom("`asyncio.run(main(), loop_factory=...)`")
def run_with_loop_factory():
    coroutine = fetch()
    try:
        asyncio.run(coroutine, loop_factory=asyncio.new_event_loop)
    finally:
        coroutine.close()


@idiom("`with asyncio.Runner() as runner:`")
def runner():
    with asyncio.Runner() as runner:
        runner.run(fetch())
        runner.run(fetch())


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
