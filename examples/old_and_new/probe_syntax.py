"""What the compiler says about misplaced `async` and `await`.

Each line of output shows an idiom and what this Python does with it.
Nothing is run, only compiled.
"""

import ast
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


def compiles(source, flags=0):
    compile(source, "<probe>", "exec", flags)


@idiom("`await` in a plain `def`")
def await_in_def():
    compiles("def plain():\n    await other()\n")


@idiom("`await` at module level")
def await_at_module_level():
    compiles("await other()\n")


@idiom("`await` at module level, compiled as in a REPL")
def await_in_a_repl():
    compiles("await other()\n", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@idiom("`await` in a plain function inside an `async def`")
def await_in_inner_def():
    compiles(
        "async def outer():\n    def plain():\n        await other()\n"
    )


@idiom("`async with` in a plain `def`")
def async_with_in_def():
    compiles("def plain():\n    async with lock:\n        pass\n")


@idiom("`async for` in a plain `def`")
def async_for_in_def():
    compiles("def plain():\n    async for row in rows:\n        pass\n")


@idiom("`[row async for row in rows]` in a plain `def`")
def async_comprehension_in_def():
    compiles("def plain():\n    return [row async for row in rows]\n")


@idiom("expression `(row async for row in rows)` in a plain `def`")
def generator_expression_in_plain_def():
    compiles("def plain():\n    return (row async for row in rows)\n")


@idiom("`yield from` inside `async def`")
def yield_from_in_async_def():
    compiles("async def native():\n    yield from other()\n")


@idiom("`return value` in an `async def` with `yield`")
def return_in_async_generator():
    compiles("async def rows():\n    yield 1\n    return 2\n")


@idiom("`async` as a variable name")
def async_as_a_name():
    compiles("async = True\n")


@idiom("`asyncio.async(c())`")
def async_as_an_attribute():
    compiles("asyncio.async(c())\n")


@idiom("`start(async=True)`")
def async_as_a_keyword():
    compiles("start(async=True)\n")


@idiom("code in old and new style, with a line of prose in between")
def prose_between():
    compiles(
        "def old():\n"
        "    yield from other()\n"
        "and today it is written like this\n"
        "async def new():\n"
        "    await other()\n"
    )


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
