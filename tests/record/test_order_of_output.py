"""The table's column "prints", read from its top, is the output in its order."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.table import Action, Row
from tests.timeline.runs import every_row


def rows_of(folder: Path, source: str, clock: str = "virtual") -> list[Row]:
    path = folder / "program.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    recording = record(Script.read(path), clock=clock)
    assert recording.ended == "returned"
    return every_row(Figure(recording))


def prints(rows: list[Row]) -> list[tuple[str, ...]]:
    return [row.prints for row in rows]


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_what_is_printed_between_two_runs_is_in_the_row_before(
    tmp_path: Path, clock: str
) -> None:
    rows = rows_of(
        tmp_path,
        """
        import asyncio

        async def one():
            print("one")

        async def two():
            await asyncio.sleep(0)
            print("two")

        print("before")
        asyncio.run(one())
        print("between")
        asyncio.run(two())
        print("after")
        """,
        clock,
    )
    assert [row.task for row in rows] == ["one", "two", "two"]
    assert prints(rows) == [("before", "one", "between"), (), ("two", "after")]
    # The first row tells it as the program's, after what its own task does.
    first, *others = ("".join(text for text, _ in row.what) for row in rows)
    assert " Then the program prints “between”." in first
    assert not any("between" in text for text in others)


def test_an_action_counts_what_was_printed_before_the_first_step(
    tmp_path: Path,
) -> None:
    (row,) = rows_of(
        tmp_path,
        """
        import asyncio

        async def main():
            event = asyncio.Event()
            event.set()
            print("a")
            event.clear()

        print("before")
        asyncio.run(main())
        print("after")
        """,
    )
    assert row.prints == ("before", "a", "after")
    actions = [one for one in row.told if isinstance(one, Action)]
    assert [one.lines for one in actions] == [1, 2, 2]


def test_a_program_that_blocks_outside_of_loops_prints_in_its_own_rows(
    tmp_path: Path,
) -> None:
    rows = rows_of(
        tmp_path,
        """
        import asyncio
        import time

        async def main():
            print("main")

        print("before")
        time.sleep(1)
        print("awake")
        asyncio.run(main())
        print("after")
        """,
    )
    assert [text for one in prints(rows) for text in one] == [
        "before", "awake", "main", "after"
    ]  # fmt: skip
    (own,) = [row for row in rows if row.task == "main"]
    assert own.prints == ("main",)


def test_bits_of_a_line_are_one_line_where_they_are_in_one_row(tmp_path: Path) -> None:
    rows = rows_of(
        tmp_path,
        """
        import asyncio

        async def main():
            print("b", end="")
            event = asyncio.Event()
            print("c")

        print("a", end="")
        asyncio.run(main())
        print("d", end="")
        asyncio.run(main())
        """,
    )
    assert prints(rows) == [("abc", "d"), ("bc",)]
