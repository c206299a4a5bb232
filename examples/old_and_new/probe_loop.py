"""How old ways of getting, stopping and reusing an event loop behave.

Each line of output shows an idiom and how this Python responds to it.
"""

import asyncio
import gc
import logging
import re
import sys
import threading
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


@idiom("`get_event_loop()` and `run_until_complete()` at module level")
def module_level():
    asyncio.get_event_loop().run_until_complete(fetch())


@idiom("`get_event_loop()` after an `asyncio.run()`")
def after_run():
    asyncio.run(fetch())
    asyncio.get_event_loop()


@idiom("`get_event_loop()` in a thread", machine=True)
def in_a_thread():
    errors = []

    def work():
        try:
            asyncio.get_event_loop()
        except RuntimeError as error:
            errors.append(error)

    worker = threading.Thread(target=work, name="Worker-1")
    worker.start()
    worker.join()
    if errors:
        raise errors.pop()


@idiom("`get_event_loop()` inside a coroutine")
def inside_a_coroutine():
    async def main():
        loop = asyncio.get_event_loop()
        assert loop.is_running(), "it is another loop"

    in_a_loop(main())


@idiom("`get_event_loop().stop()` in a `call_later` callback")
def stop_from_a_callback():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.call_later(0.01, lambda: asyncio.get_event_loop().stop())
    loop.run_forever()
    loop.close()


@idiom("`get_running_loop()` inside a coroutine")
def running_loop():
    async def main():
        asyncio.get_running_loop()

    in_a_loop(main())


@idiom("`get_running_loop()` at module level")
def no_running_loop():
    asyncio.get_running_loop()


@idiom("`set_event_loop(loop)`, then `get_event_loop()`")
def set_and_get():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    assert asyncio.get_event_loop() is loop, "it is another loop"
    loop.close()


@idiom("`set_event_loop(None)`, then `get_event_loop()`")
def set_to_none():
    asyncio.set_event_loop(None)
    asyncio.get_event_loop()


@idiom("`new_event_loop()`, `run_until_complete()`, `close()`")
def new_loop():
    loop = asyncio.new_event_loop()
    loop.run_until_complete(fetch())
    loop.close()


@idiom("run a stopped loop again")
def stopped_loop():
    loop = asyncio.new_event_loop()
    for _ in range(2):
        loop.call_soon(loop.stop)
        loop.run_forever()
    loop.close()


@idiom("run a closed loop again")
def closed_loop():
    loop = asyncio.new_event_loop()
    loop.close()
    loop.run_until_complete(fetch())


@idiom("`loop.close()` while it runs")
def close_while_running():
    async def main():
        asyncio.get_event_loop().close()

    in_a_loop(main())


@idiom("`loop.run_until_complete()` inside that loop")
def nested():
    async def main():
        asyncio.get_event_loop().run_until_complete(fetch())

    in_a_loop(main())


@idiom("`run_until_complete()` of a new loop inside another")
def nested_new_loop():
    async def main():
        in_a_loop(fetch())

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
