"""Waits for the network that end in another way than they were meant to.

What each program prints says how they ended.
"""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

ENDS = """
    import asyncio
    async def handle(reader, writer):
        writer.write(b"hi")
        await asyncio.sleep(1)
        writer.write(SECOND)
        await asyncio.sleep(1)
        writer.close()
    async def main():
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(host, port)
        try:
            print(await reader.READ)
        except asyncio.IncompleteReadError as error:
            print("only", error.partial)
        except asyncio.LimitOverrunError as error:
            print(error)
        writer.close()
        server.close()
    asyncio.run(main())
"""


@pytest.mark.parametrize("second", ["b''", "b'!'"])
@pytest.mark.parametrize("read", ["readexactly(9)", "readuntil(b'.')", "read()"])
def test_an_end_of_input_is_no_data(tmp_path: Path, second: str, read: str) -> None:
    source = ENDS.replace("SECOND", second).replace("READ", read)
    (last,) = (each for each in sentences_of(tmp_path, source) if "prints" in each)
    got = b"hi!" if second == "b'!'" else b"hi"
    what = f"only {got!r}" if read != "read()" else repr(got)
    assert last.startswith(
        f"main wakes up because it has reached the end of its input. It prints “{what}”"
    )


def test_data_that_come_with_the_end_are_data(tmp_path: Path) -> None:
    source = ENDS.replace("        await asyncio.sleep(1)\n", "")
    source = source.replace("SECOND", "b'!'").replace("READ", "readexactly(3)")
    (last,) = (each for each in sentences_of(tmp_path, source) if "prints" in each)
    assert "wakes up because data arrived from handle. It prints “b'hi!'”" in last


@pytest.mark.parametrize("again", [1, 2])
def test_a_request_without_a_connection_gets_no_response(
    tmp_path: Path, again: int
) -> None:
    # `localhost` has two addresses, and aiohttp tries both.
    source = f"""
        import asyncio, aiohttp
        async def main():
            async with aiohttp.ClientSession() as session:
                for _ in range({again}):
                    try:
                        async with session.get("http://localhost:9/a") as response:
                            print(response.status)
                    except aiohttp.ClientConnectionError as error:
                        print(type(error).__name__)
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    failed = [each for each in sentences if "prints “ClientConnectorError”" in each]
    assert len(failed) == again
    why = "main wakes up because its connection could not be opened. It prints"
    assert all(each.startswith(why) for each in failed)
    assert not [each for each in sentences if "arrived" in each]
