"""A pool that cannot run a call raises itself; the call did not."""

from pathlib import Path

from tests.record.reading import sentences_of

# Each call says itself, in a file, that it runs; `raises` is the only one to raise.
CALLS = """
    import asyncio
    import math
    import os
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from concurrent.futures import ThreadPoolExecutor

    def raises():
        raise ValueError("raised")

    def broken():
        raise BrokenExecutor("by itself")

    def returns_what_no_process_takes():
        return lambda: 3

    def dies():
        os._exit(1)

    async def attempt(pool, function, *arguments):
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(pool, function, *arguments)
        except Exception as error:
            print(function.__name__)

    async def main():
        def local():
            pass

        with ProcessPoolExecutor(1) as pool:
            await attempt(pool, raises)
            await attempt(pool, math.sqrt, -1)
            await attempt(pool, local)
            await attempt(pool, returns_what_no_process_takes)
            await attempt(pool, dies)
        with ThreadPoolExecutor(1) as pool:
            await attempt(pool, broken)
        with ThreadPoolExecutor(1, initializer=raises) as pool:
            await attempt(pool, math.sqrt, 4)

    asyncio.run(main())
"""


def test_a_pool_raises_for_a_call_that_did_not(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, CALLS, "real")
    reasons = [one.partition(" because ")[2].partition(".")[0] for one in sentences]
    returns = "returns_what_no_process_takes()"
    *first, fourth, fifth, broken, last = [one for one in reasons if one]
    assert first == [
        "raises() raised ValueError",
        "math",
        "the pool raised AttributeError for local()",
    ]
    assert fourth.startswith("the pool raised ")
    assert fourth.endswith(f" for {returns}")
    assert fifth == "the pool raised BrokenProcessPool for dies()"
    assert broken == "broken() raised BrokenExecutor"
    assert last.startswith("the pool raised BrokenThreadPool for ")
