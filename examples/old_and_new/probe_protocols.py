"""What `await`, `async for` and `async with` accept.

Each line of output shows an idiom and what this Python says about it.
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


async def rows():
    yield 1


def in_a_loop(coroutine):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


class Rows:
    def __init__(self):
        self.left = 2

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return self.left


@idiom("a coroutine that is never awaited")
def forgotten_await():
    async def main():
        fetch()

    in_a_loop(main())


@idiom("`asyncio.sleep(1)` without `await`")
def forgotten_sleep():
    async def main():
        asyncio.sleep(1)

    in_a_loop(main())


@idiom("`fetch()[0]` without `await`")
def forgotten_await_with_index():
    async def main():
        fetch()[0]

    in_a_loop(main())


@idiom("`fetch().upper()` without `await`")
def forgotten_await_with_method():
    async def main():
        fetch().upper()

    in_a_loop(main())


@idiom("`ensure_future(fetch())[0]` without `await`")
def task_with_index():
    async def main():
        task = asyncio.ensure_future(fetch())
        try:
            task[0]
        finally:
            await task

    in_a_loop(main())


@idiom("`ensure_future(fetch()).upper()` without `await`")
def task_with_method():
    async def main():
        task = asyncio.ensure_future(fetch())
        try:
            task.upper()
        finally:
            await task

    in_a_loop(main())


@idiom("`await 3`")
def await_int():
    async def main():
        await 3

    in_a_loop(main())


@idiom("`await None`, which a plain function returned")
def await_none():
    async def main():
        await None

    in_a_loop(main())


@idiom("`await` a coroutine twice")
def await_twice():
    async def main():
        coroutine = fetch()
        await coroutine
        await coroutine

    in_a_loop(main())


@idiom("`await` a coroutine that another task awaits")
def await_beside():
    async def main():
        async def pause():
            await asyncio.sleep(0.01)

        coroutine = pause()

        async def wait():
            await coroutine

        first = asyncio.ensure_future(wait())
        await asyncio.sleep(0)
        try:
            await wait()
        finally:
            await first

    in_a_loop(main())


@idiom("`await` a task twice")
def await_task_twice():
    async def main():
        task = asyncio.ensure_future(fetch())
        await task
        await task

    in_a_loop(main())


@idiom("`__await__` that returns a coroutine")
def await_returns_coroutine():
    class Obj:
        def __await__(self):
            coroutine = fetch()
            self.close = coroutine.close
            return coroutine

    async def main():
        obj = Obj()
        try:
            await obj
        finally:
            obj.close()

    in_a_loop(main())


@idiom("`__await__` that returns `3`")
def await_returns_int():
    class Obj:
        def __await__(self):
            return 3

    async def main():
        await Obj()

    in_a_loop(main())


@idiom("`await` an async generator")
def await_async_generator():
    async def main():
        await rows()

    in_a_loop(main())


@idiom("`aclose()` of an async generator without `await`")
def close_without_await():
    async def main():
        rows().aclose()

    in_a_loop(main())


@idiom("plain `for` over an async generator")
def plain_for():
    async def main():
        for _ in rows():
            pass

    in_a_loop(main())


@idiom("`async for` over a list")
def async_for_over_list():
    async def main():
        async for _ in [1, 2]:
            pass

    in_a_loop(main())


@idiom("`async def __aiter__`")
def async_aiter():
    class Old(Rows):
        async def __aiter__(self):
            return self

    async def main():
        async for _ in Old():
            pass

    in_a_loop(main())


@idiom("plain `def __aiter__`")
def plain_aiter():
    class New(Rows):
        def __aiter__(self):
            return self

    async def main():
        async for _ in New():
            pass

    in_a_loop(main())


@idiom("`with await lock:`")
def with_await_lock():
    async def main():
        lock = asyncio.Lock()
        with await lock:
            pass

    in_a_loop(main())


@idiom("`with lock:`")
def with_lock():
    async def main():
        with asyncio.Lock():
            pass

    in_a_loop(main())


@idiom("`async with lock:`")
def async_with_lock():
    async def main():
        async with asyncio.Lock():
            pass

    in_a_loop(main())


@idiom("plain `with` on an async context manager")
def plain_with():
    class Session:
        async def __aenter__(self):
            return self

        async def __aexit__(self, *error):
            pass

    async def main():
        with Session():
            pass

    in_a_loop(main())


@idiom("`async with` on a plain context manager")
def async_with_on_plain():
    class Session:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

    async def main():
        async with Session():
            pass

    in_a_loop(main())


@idiom("`except Exception` lets a cancellation through")
def except_exception():
    async def stubborn():
        try:
            await asyncio.sleep(1)
        except Exception:
            return "swallowed"

    async def main():
        task = asyncio.ensure_future(stubborn())
        await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return
        raise AssertionError("it swallows the cancellation")

    in_a_loop(main())


@idiom("`except TimeoutError` catches the timeout of `wait_for`")
def builtin_timeout_error():
    async def main():
        try:
            await asyncio.wait_for(asyncio.sleep(1), 0.01)
        except TimeoutError:
            pass
        except asyncio.TimeoutError:
            raise AssertionError("it is a different class")

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
