"""The end of a program is the last that is told of it.

The program tells the truth itself: by what it prints when its loop has ended.
"""

from pathlib import Path

import pytest

from looptape.recording import Recording
from looptape.timeline import Figure
from tests.record.reading import sentences_of, told

PRINTS = """
    import asyncio, sys
    async def main():
        await asyncio.sleep(1)
    asyncio.run(main())
    {after}
"""


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("", "ends."),
        ("print('over')", "prints “over” and ends."),
        ("print('so'); print('over')", "prints “so” and “over”, and ends."),
        (
            "[print(n) for n in range(5)]",
            "prints “0”, “1”, “2” and 2 more lines, and ends.",
        ),
        ("print('x', file=sys.stderr)", "writes a line to standard error and ends."),
        (
            "print('over'); print('x', file=sys.stderr)",
            "prints “over”, writes a line to standard error and ends.",
        ),
    ],
)
def test_what_is_printed_later_is_told_before(
    tmp_path: Path, after: str, said: str
) -> None:
    last = sentences_of(tmp_path, PRINTS.format(after=after))[-1]
    assert last == f"main wakes up after sleeping 1 s and ends. The program {said}"


def test_an_exception_ends_the_program(figure) -> None:
    shown = figure(PRINTS.format(after="print('so'); raise ValueError('no')"))
    errors = [
        piece.text for piece in shown.view.recording.output if "err" in piece.stream
    ]
    assert errors[0].endswith("ValueError: no\n")
    assert told(shown)[-1].endswith(
        " The program prints “so” and ends with ValueError."
    )


def test_what_is_printed_first_is_not_told_last(tmp_path: Path) -> None:
    source = """
        import asyncio
        print("first")
        async def main():
            pass
        asyncio.run(main())
    """
    (told,) = sentences_of(tmp_path, source)
    assert told == (
        "main starts and ends. Before that, the program prints “first”. The program "
        "ends."
    )


GROUP = """
    import asyncio
    async def fail():
        await asyncio.sleep(1)
        raise ValueError
    async def main():
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range({others}):
                    group.create_task(asyncio.sleep(2))
                group.create_task(fail())
        except* ValueError:
            print("main continues")
    asyncio.run(main())
"""


@pytest.mark.parametrize("others", [1, 2])
def test_nothing_can_continue_that_is_cancelled_next(figure, others: int) -> None:
    shown: Figure = figure(GROUP.format(others=others))
    recording: Recording = shown.view.recording
    sentences = told(shown)
    (place,) = (
        place
        for place, text in enumerate(sentences)
        if text.startswith("main is cancelled")
    )
    # The last line is printed in the step after that one.
    assert recording.output[-1].step > place
    assert not any("main can continue" in text for text in sentences[:place])


def test_what_is_printed_between_two_runs_is_told(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def add(a, b):
            await asyncio.sleep(1)
            return a + b
        with asyncio.Runner() as runner:
            print("sum:", runner.run(add(1, 2)))
            print("sum:", runner.run(add(3, 4)))
    """
    sentences = sentences_of(tmp_path, source)
    assert sentences[1::2] == [
        (
            "add 1 wakes up after sleeping 1 s and returns 3. Then the program prints "
            "“sum: 3”."
        ),
        (
            "add 2 wakes up after sleeping 1 s and returns 7. The program prints “sum: "
            "7” and ends."
        ),
    ]


@pytest.mark.parametrize("own", [True, False])
def test_an_exception_is_told_once(figure, own: bool) -> None:
    """The program prints whether both tasks raised the same exception."""
    shown: Figure = figure(f"""
        import asyncio
        async def fail():
            await asyncio.sleep(1)
            raise ValueError("a text that is long enough to be tiresome if it is told")
        async def main():
            try:
                await task
            except ValueError as error:
                if {own}:
                    raise
                raise KeyError from error
        async def start():
            global task
            task = asyncio.create_task(fail())
            mine = asyncio.create_task(main())
            await asyncio.wait([mine])
            print(mine.exception() is task.exception())
        asyncio.run(start())
    """)
    assert shown.view.recording.stdout() == f"{own}\n"
    (why,) = (one for one in told(shown) if one.startswith("main continues because"))
    assert why.count("raised ValueError") == 1
    assert ("and raises the same exception." in why) is own
