"""Sentences that speak of what they have named already, and words for two rare calls.

Each program prints what is true when the step runs that the sentence is about.
"""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

AGAIN = """
    import asyncio
    class Both:
        def __init__(self, loop):
            self.loop = loop
        def __await__(self):
            return self.loop.create_future().__await__()
    async def main():
        loop = asyncio.get_running_loop()
        gate, store = asyncio.Event(), asyncio.Queue()
        {before}
        try:
            async with asyncio.timeout(1):
                await {waits}
        except TimeoutError:
            {prints}
            try:
                async with asyncio.timeout(1):
                    await {waits}
            except TimeoutError:
                print("still waits:", not gate.is_set())
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("before", "waits", "again"),
    [
        ("pass", "gate.wait()", "gate, and waits for it again."),
        ("pass", "store.get()", "an item, and waits for an item because the queue is"),
        ("pass", "Both(loop)", "a future, and waits for another future."),
        (
            "naps = [asyncio.create_task(asyncio.sleep(9), name=x) for x in 'ab']",
            "asyncio.wait(naps)",
            "a and b, and waits for them again.",
        ),
    ],
)
def test_what_is_waited_for_again_is_not_named_again(
    tmp_path: Path, before: str, waits: str, again: str
) -> None:
    source = AGAIN.format(before=before, waits=waits, prints="pass")
    sentences = sentences_of(tmp_path, source)
    (cancelled,) = (
        one for one in sentences if "and waits for" in one and "is cancelled" in one
    )
    start = "main is cancelled by the timeout while waiting for "
    assert cancelled.startswith(start + again)


def test_what_is_waited_for_after_something_else_is_named(tmp_path: Path) -> None:
    source = AGAIN.format(before="pass", waits="gate.wait()", prints="print('late')")
    (cancelled,) = (one for one in sentences_of(tmp_path, source) if "“late”" in one)
    assert cancelled.endswith("It prints “late” and waits for gate.")


CLOSED = """
    import asyncio
    async def answer(reader, writer):
        await reader.read()
        writer.close()
    async def main():
        server = await asyncio.start_server(answer, "127.0.0.1", 7007)
        reader, writer = await asyncio.open_connection("127.0.0.1", 7007)
        writer.close()
        await writer.wait_closed()
        print("closing:", writer.is_closing())
        server.close()
    asyncio.run(main())
"""


def test_what_was_closed_is_waited_for_by_a_pronoun(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, CLOSED)
    (closes,) = (one for one in sentences if "main" in one and "waits until" in one)
    assert closes.endswith("closes the connection and waits until it is closed.")


RARE = """
    import asyncio
    async def main():
        loop = asyncio.get_running_loop()
        seen = []
        loop.call_soon(lambda: seen.append(1))
        await asyncio.sleep(0)
        print("called:", seen)
        try:
            async with asyncio.timeout_at(loop.time() + 2):
                await asyncio.sleep(5)
        except TimeoutError:
            print("too late")
    asyncio.run(main())
"""


def test_a_lambda_function_is_called_and_a_deadline_passes(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, RARE)
    assert sentences[0].endswith("schedules a lambda function and yields control.")
    assert sentences[1] == "The loop calls a lambda function."
    assert sentences[3] == "The deadline at 2 s passes and cancels main."
