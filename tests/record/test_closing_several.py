"""Each connection that a step closes is told of once, and not as the same one."""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

# Two connections, of which the program knows which one it closes.
PROGRAM = """
    import asyncio
    async def main():
        server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        one, two, three = [
            (await asyncio.open_connection(*address))[1] for _ in range(3)
        ]
        await asyncio.sleep(1)
        for writer in {closes}:
            print("closes", [one, two, three].index(writer) + 1)
            writer.close()
        {then}
        server.close()
    asyncio.run(main())
"""
WAKES = "main wakes up after sleeping 1 s, prints “closes 1”, "


@pytest.mark.parametrize(
    ("closes", "then", "said"),
    [
        (
            "(one, two)",
            "print('and')",
            (
                "closes a connection, prints “closes 2”, closes another connection, "
                "prints “and”, closes the server and ends."
            ),
        ),
        (
            "(one, one)",
            "print('and')",
            (
                "closes the connection, prints “closes 1” and “and”, closes the "
                "server and ends."
            ),
        ),
        (
            "(one,)",
            "print('and'); two.close(); three.close()",
            (
                "closes a connection, prints “and”, closes two more connections, "
                "closes the server and ends."
            ),
        ),
        ("(one,)", "pass", "closes the connection, closes the server and ends."),
    ],
)
def test_each_connection_is_another_one(
    tmp_path: Path, closes: str, then: str, said: str
) -> None:
    sentences = sentences_of(tmp_path, PROGRAM.format(closes=closes, then=then))
    assert any(one.startswith(f"{WAKES}{said}") for one in sentences)
