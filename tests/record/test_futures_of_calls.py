"""Waits for futures that no task ends: those of threads and of callbacks.

Each program prints what it got, in the order in which the calls end by themselves.
"""

import sys
from pathlib import Path

import pytest

from tests.record.reading import sentences_of


def why(sentences: list[str]) -> list[str]:
    """Why main continued, each time."""
    parts = [each.partition("main continues because ")[2] for each in sentences]
    return [each.partition(". ")[0] for each in parts if each]


@pytest.mark.skipif(
    sys.version_info < (3, 13), reason="asyncio did not say which futures are left"
)
def test_calls_in_threads_as_they_are_completed(tmp_path: Path) -> None:
    source = """
        import asyncio, time
        def crunch(seconds):
            time.sleep(seconds)
            return seconds
        async def main():
            loop = asyncio.get_running_loop()
            futures = [loop.run_in_executor(None, crunch, n) for n in (3, 1, 2)]
            for each in asyncio.as_completed(futures):
                print(await each)
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    assert why(sentences) == [f"crunch({n}) is done" for n in (1, 2, 3)]
    assert all(
        f"prints “{n}”" in each for n, each in zip("123", sentences[1:], strict=True)
    )


WAITS = """
    import asyncio, time
    from concurrent.futures import ThreadPoolExecutor
    def crunch(n):
        time.sleep(n)
    async def main():
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(SIZE) as pool:
            futures = [loop.run_in_executor(pool, crunch, n) for n in (1, 2, 1)]
            BETWEEN
            await WAIT
            print("it took", loop.time())
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("size", "wait", "between", "says"),
    [
        (3, "asyncio.gather(*futures)", "", "waits for all three calls."),
        (2, "asyncio.gather(*futures)", "", "waits for all three calls."),
        (1, "asyncio.wait(futures)", "", "waits for all three calls."),
        (
            2,
            "asyncio.wait(futures)",
            "await asyncio.sleep(0)",
            "waits for three calls.",
        ),
        (2, "futures[1]", "", "waits for crunch(2)."),
        (
            2,
            "asyncio.wait(futures, return_when='FIRST_COMPLETED')",
            "",
            "waits for the first call to finish.",
        ),
        (
            2,
            "asyncio.wait(futures, return_when='FIRST_EXCEPTION')",
            "",
            "waits until all calls are done or one raises.",
        ),
    ],
)
def test_calls_are_waited_for_and_not_threads(
    tmp_path: Path, size: int, wait: str, between: str, says: str
) -> None:
    source = WAITS.replace("SIZE", str(size)).replace("WAIT", wait)
    sentences = sentences_of(tmp_path, source.replace("BETWEEN", between))
    assert sentences[1 if between else 0].endswith(says)
    assert not any("for thread" in each for each in sentences)


def test_only_the_calls_that_end_a_wait_are_told(tmp_path: Path) -> None:
    """The program prints which of its futures are new among those that are done."""
    source = """
        import asyncio, time
        def crunch(n):
            time.sleep(n)
            return n
        async def main():
            loop = asyncio.get_running_loop()
            futures = [loop.run_in_executor(None, crunch, n) for n in (1, 2, 2)]
            before = set()
            while len(before) < 3:
                left = [each for each in futures if each not in before]
                await asyncio.wait(left, return_when="FIRST_COMPLETED")
                done = {each for each in futures if each.done()}
                print(sorted(each.result() for each in done - before))
                before = done
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    told = {"[1]": "crunch(1) is done", "[2, 2]": "two calls of crunch(2) are done"}
    for each in sentences[1:]:
        printed = each.partition("“")[2].partition("”")[0]
        assert each.startswith(f"main continues because {told[printed]}. ")
    assert len(sentences) == 3


@pytest.mark.parametrize(
    ("wait", "ended"),
    [
        ("asyncio.wait(futures)", "crunch(2) and crunch(1) are done"),
        ("asyncio.wait(futures, return_when='FIRST_COMPLETED')", "crunch(1) is done"),
        ("asyncio.gather(*futures)", "crunch(2) and crunch(1) are done"),
    ],
)
def test_several_calls_in_threads(tmp_path: Path, wait: str, ended: str) -> None:
    source = f"""
        import asyncio, time
        def crunch(seconds):
            time.sleep(seconds)
        async def main():
            loop = asyncio.get_running_loop()
            futures = [loop.run_in_executor(None, crunch, n) for n in (2, 1)]
            await {wait}
        asyncio.run(main())
    """
    assert why(sentences_of(tmp_path, source))[0].startswith(ended)


@pytest.mark.parametrize(
    "wait", ["asyncio.wait([one, two])", "asyncio.gather(one, two)"]
)
def test_futures_that_callbacks_set(tmp_path: Path, wait: str) -> None:
    source = f"""
        import asyncio
        async def main():
            loop = asyncio.get_running_loop()
            one, two = loop.create_future(), loop.create_future()
            loop.call_later(1, one.set_result, 1)
            loop.call_later(2, two.set_result, 2)
            await {wait}
            print(loop.time() > 1.9)
        asyncio.run(main())
    """
    assert why(sentences_of(tmp_path, source)) == ["the loop called two.set_result()"]


def test_many_calls_are_counted(tmp_path: Path) -> None:
    source = """
        import asyncio, time
        async def main():
            loop = asyncio.get_running_loop()
            await asyncio.wait(
                [loop.run_in_executor(None, time.sleep, 1) for _ in range(5)]
            )
        asyncio.run(main())
    """
    assert why(sentences_of(tmp_path, source))[0].startswith("all five calls are done")
