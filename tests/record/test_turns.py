"""What is told of tasks that only yield to the loop, or that yield wrongly.

Each program tells the truth itself: by what another callback of the same turn has
seen, and by the error that asyncio throws into it.
"""

from pathlib import Path

from tests.record.reading import sentences_of


def around(sentences: list[str], printed: str) -> tuple[str, str]:
    """The steps that print a text, and the one before."""
    (place,) = (at for at, one in enumerate(sentences) if f"“{printed}" in one)
    return sentences[place - 1], sentences[place]


LOST = """
    import asyncio
    async def hang_up(reader, writer):
        await reader.readline()
        writer.transport.abort()
    async def main():
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
            address = server.sockets[0].getsockname()
            _, writer = await asyncio.open_connection(*address)
            writer.write(b"one\\n")
            await asyncio.sleep(1)
            for data in b"two", b"three":
                writer.write(data)
            size = writer.transport.get_write_buffer_size()
            print("waits:", size, writer.transport.is_closing())
            try:
                await writer.drain()
            except ConnectionError:
                print("lost")
    asyncio.run(main())
"""


def test_a_drain_of_a_closing_connection_yields_one_turn(tmp_path: Path) -> None:
    before, after = around(sentences_of(tmp_path, LOST), "lost")
    # The buffer is empty, so that nothing waits until there is room.
    assert before.endswith("prints “waits: 0 True” and yields control.")
    assert after.startswith("main gets its next turn, prints “lost”")


ODD = """
    import asyncio
    class Odd:
        def __init__(self, value):
            self.value = value
        def __await__(self):
            yield self.value
    async def main():
        for value in "one turn", 7, print:
            seen = []
            asyncio.get_running_loop().call_soon(seen.append, "a turn")
            try:
                await Odd(value)
            except RuntimeError as error:
                print(f"{value}: {error}, after {seen}")
        try:
            await asyncio.current_task()
        except RuntimeError as error:
            print("itself:", error)
    asyncio.run(main())
"""


def test_what_is_no_future_is_yielded_and_refused_in_the_next_turn(
    tmp_path: Path,
) -> None:
    sentences = sentences_of(tmp_path, ODD)
    before, after = around(sentences, "one turn: Task got bad yield: 'one turn', after")
    assert before == "main starts and yields 'one turn', which is not a future."
    error = "“one turn: Task got bad yield: 'one turn', after ['a turn']”"
    assert after.startswith(
        f"main gets its next turn with a RuntimeError, prints {error}"
    )
    assert after.endswith("” and yields 7, which is not a future.")
    before, after = around(sentences, "7: ")
    assert after.endswith(
        "” and yields <built-in function print>, which is not a future."
    )


def test_a_task_that_awaits_itself_waits_for_no_other(tmp_path: Path) -> None:
    before, after = around(
        sentences_of(tmp_path, ODD), "itself: Task cannot await on itself"
    )
    assert before.endswith(" and awaits itself.")
    reason = "main continues because awaiting itself raised RuntimeError. It prints “"
    assert after.startswith(reason)
