"""A program that blocks before or after `asyncio.run`: it only runs the loop there."""

from pathlib import Path

from tests.record.reading import sentences_of

SYNC_THEN_ASYNC = """
    import asyncio, time

    async def fetch(seconds):
        await asyncio.sleep(seconds)

    async def main():
        await asyncio.gather(fetch(1), fetch(2))

    time.sleep(1)
    asyncio.run(main())
    print("done")
"""
OLD_STYLE = """
    import asyncio, time

    async def work():
        print("work")
        await asyncio.sleep(1)

    time.sleep(1)
    loop = asyncio.new_event_loop()
    first = loop.create_task(work())
    loop.call_soon(loop.stop)
    loop.run_forever()
    print("stopped")
    loop.run_until_complete(first)
    loop.run_until_complete(work())
    loop.close()
"""


AGAIN = "continues because the event loop has stopped"


def rows_of(name: str, told: list[str]) -> list[str]:
    return [one for one in told if one.startswith(f"{name} ")]


def test_a_program_runs_its_loop_in_one_row_until_that_stops(tmp_path: Path) -> None:
    told = sentences_of(tmp_path, SYNC_THEN_ASYNC)
    assert [one.removeprefix("program.py ") for one in rows_of("program.py", told)] == [
        "starts and sleeps for 1 s.",
        "wakes up after sleeping 1 s, creates main and runs the event loop.",
        f"{AGAIN}. It prints “done” and ends. The program ends.",
    ]


def test_each_run_of_a_loop_has_a_row_of_its_own(tmp_path: Path) -> None:
    told = rows_of("program.py", sentences_of(tmp_path, OLD_STYLE))
    assert [one.removeprefix("program.py ") for one in told] == [
        "starts and sleeps for 1 s.",
        (
            "wakes up after sleeping 1 s, creates work 1, schedules loop.stop() and "
            "runs the event loop."
        ),
        f"{AGAIN}. It prints “stopped” and runs the event loop.",
        f"{AGAIN}. It creates work 2 and runs the event loop.",
        f"{AGAIN}, and ends. The program ends.",
    ]


def test_who_stops_a_loop_is_told(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def main():
            await asyncio.sleep(1)
            loop.stop()
            print("stops")
        def ring():
            loop.stop()
        loop = asyncio.new_event_loop()
        loop.create_task(main())
        loop.run_forever()
        loop.call_soon(ring)
        loop.run_forever()
        loop.run_until_complete(asyncio.sleep(0))
        asyncio.run(asyncio.sleep(0))
    """
    told = sentences_of(tmp_path, source)
    assert [one for one in told if "stops" in one] == [
        (
            "main wakes up after sleeping 1 s, stops the event loop, prints “stops” "
            "and ends."
        ),
        "The loop calls ring(), which stops the event loop.",
    ]
