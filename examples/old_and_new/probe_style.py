"""What happens to generator-style coroutines.

Each line of output shows an idiom and what this Python does with it.
"""

import asyncio
import gc
import logging
import re
import sys
import types
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


@types.coroutine
def generator():
    result = yield from fetch()
    return result


@idiom("`@asyncio.coroutine` and `yield from`")
def coroutine_decorator():
    @asyncio.coroutine
    def old():
        yield from asyncio.sleep(0.01)

    in_a_loop(old())


@idiom("`@asyncio.coroutine` without any `yield from`")
def coroutine_decorator_on_function():
    @asyncio.coroutine
    def old():
        return "page"

    in_a_loop(old())


@idiom("`@types.coroutine` and `yield from`, awaited")
def types_coroutine():
    async def main():
        assert await generator() == "page"

    in_a_loop(main())


@idiom("`create_task()` of a `@types.coroutine` generator")
def create_task_of_generator():
    async def main():
        await asyncio.get_event_loop().create_task(generator())

    in_a_loop(main())


@idiom("`ensure_future()` of a `@types.coroutine` generator")
def ensure_future_of_generator():
    async def main():
        await asyncio.ensure_future(generator())

    in_a_loop(main())


@idiom("`yield from` a coroutine in a plain generator")
def yield_from_coroutine():
    coroutine = fetch()

    def plain():
        yield from coroutine

    try:
        next(plain())
    finally:
        coroutine.close()


@idiom("`run_until_complete()` of a plain generator")
def run_plain_generator():
    def plain():
        yield

    in_a_loop(plain())


@idiom("`async def` and `await`")
def new_style():
    async def main():
        assert await fetch() == "page"

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
