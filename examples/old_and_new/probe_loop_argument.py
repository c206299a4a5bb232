"""Which calls still take the `loop` argument.

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


def with_a_loop(call):
    async def main():
        loop = asyncio.get_event_loop()
        coroutine = fetch()
        try:
            await call(loop, coroutine)
        finally:
            coroutine.close()

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(main())
    finally:
        loop.close()


async def nothing():
    pass


@idiom("`sleep(1, loop=loop)`")
def sleep():
    with_a_loop(lambda loop, c: asyncio.sleep(0.01, loop=loop))


@idiom("`gather(c(), loop=loop)`")
def gather():
    with_a_loop(lambda loop, c: asyncio.gather(c, loop=loop))


@idiom("`wait({future}, loop=loop)`")
def wait():
    def call(loop, c):
        future = loop.create_future()
        future.set_result(None)
        return asyncio.wait({future}, loop=loop)

    with_a_loop(call)


@idiom("`wait_for(c(), 1, loop=loop)`")
def wait_for():
    with_a_loop(lambda loop, c: asyncio.wait_for(c, 1, loop=loop))


@idiom("`shield(c(), loop=loop)`")
def shield():
    with_a_loop(lambda loop, c: asyncio.shield(c, loop=loop))


@idiom("`ensure_future(c(), loop=loop)`")
def ensure_future():
    with_a_loop(lambda loop, c: asyncio.ensure_future(c, loop=loop))


@idiom("`Task(c(), loop=loop)`")
def task():
    with_a_loop(lambda loop, c: asyncio.Task(c, loop=loop))


def builds(name):
    def call(loop, c):
        getattr(asyncio, name)(loop=loop)
        return nothing()

    with_a_loop(call)


@idiom("`Future(loop=loop)`")
def future():
    builds("Future")


@idiom("`Queue(loop=loop)`")
def queue():
    builds("Queue")


@idiom("`Lock(loop=loop)`")
def lock():
    builds("Lock")


@idiom("`Event(loop=loop)`")
def event():
    builds("Event")


@idiom("`Condition(loop=loop)`")
def condition():
    builds("Condition")


@idiom("`Semaphore(loop=loop)`")
def semaphore():
    builds("Semaphore")


@idiom("`StreamReader(loop=loop)`")
def stream_reader():
    builds("StreamReader")


@idiom("`open_connection(host, port, loop=loop)`", machine=True)
def open_connection():
    async def call(loop, c):
        server = await loop.create_server(asyncio.Protocol, "127.0.0.1")
        port = server.sockets[0].getsockname()[1]
        try:
            _, writer = await asyncio.open_connection(
                "127.0.0.1", port, loop=loop
            )
            writer.close()
            await asyncio.sleep(0.05)
        finally:
            server.close()

    with_a_loop(call)


@idiom("`create_subprocess_exec(program, loop=loop)`", machine=True)
def create_subprocess_exec():
    async def call(loop, c):
        asyncio.set_event_loop(loop)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "pass", loop=loop
        )
        await process.wait()

    with_a_loop(call)


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
