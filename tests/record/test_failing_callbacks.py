"""A callback that raises, and what the loop's exception handler does then."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.table import Row, plain
from tests.record.reading import sentences_of

PROGRAM = """
    import asyncio
    def fail():
        print("before")
        raise ValueError("bad")
    def quiet(loop, context):
        pass
    def loud(loop, context):
        print("caught")
    def own():
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": "none", "exception": ValueError()})
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(HANDLER)
        loop.call_soon(CALLBACK)
        await asyncio.sleep(1)
    asyncio.run(main())
"""
RAISES = "The loop calls fail(), which prints “before” and raises ValueError('bad')."
CASES = {
    "one that prints": (
        "loud",
        "fail",
        f"{RAISES} Its exception handler prints “caught”.",
    ),
    "one that does nothing": ("quiet", "fail", RAISES),
    "called by the program": (
        "loud",
        "own",
        "The loop calls own(), which prints “caught”.",
    ),
}


@pytest.mark.parametrize(
    ("handler", "callback", "words"), CASES.values(), ids=list(CASES)
)
def test_a_callback_raises(
    tmp_path: Path, handler: str, callback: str, words: str
) -> None:
    told = _told(tmp_path, handler, callback)
    assert [one for one in told if one.startswith("The loop")] == [words]


def test_the_loops_own_handler_logs(tmp_path: Path) -> None:
    (words,) = (one for one in _told(tmp_path, "None", "fail") if "loop calls" in one)
    handled = f"{RAISES} Its exception handler prints “Exception in callback fail()"
    assert words.startswith(handled)


def _told(tmp_path: Path, handler: str, callback: str) -> list[str]:
    path = tmp_path / "program.py"
    source = PROGRAM.replace("HANDLER", handler).replace("CALLBACK", callback)
    path.write_text(textwrap.dedent(source))
    rows = Figure(record(Script.read(path))).rows()
    return [plain(row.sentence) for row in rows if isinstance(row, Row)]


@pytest.mark.parametrize("method", ["data_received", "eof_received"])
def test_a_method_of_a_protocol_raises(tmp_path: Path, method: str) -> None:
    source = f"""
        import asyncio, sys
        class Odd(asyncio.Protocol):
            def {method}(self, *args):
                print(1)
                raise ValueError("bad")
        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(Odd, "127.0.0.1", 0)
            where = server.sockets[0].getsockname()
            reader, writer = await asyncio.open_connection(*where)
            writer.write(b"data")
            writer.write_eof()
            await asyncio.sleep(1)
            writer.close()
            server.close()
        asyncio.run(main())
    """
    said = f"The loop calls {method}(), which prints “1” and raises ValueError('bad')."
    told = sentences_of(tmp_path, source)
    assert f"{said} Then the loop logs to standard error." in told


PROTOCOL = """
    import asyncio
    class Odd(PROTOCOL):
        def NAME(self, *about):
            print("NAME", "raises")
            raise ValueError("no")
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: print("caught"))
        OPENS
        await asyncio.sleep(1)
        writer.close()
        await asyncio.sleep(1)
    asyncio.run(main())
"""
STREAM = """await loop.create_server(Odd, "127.0.0.1", 7007)
        _, writer = await asyncio.open_connection("127.0.0.1", 7007)
        writer.write(b"1")"""
DATAGRAMS = """await loop.create_datagram_endpoint(
            Odd, local_addr=("127.0.0.1", 7007))
        writer, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=("127.0.0.1", 7007))
        writer.sendto(b"1")"""


@pytest.mark.parametrize(
    ("kind", "opens", "name"),
    [
        ("Protocol", STREAM, "connection_made"),
        ("Protocol", STREAM, "data_received"),
        ("Protocol", STREAM, "eof_received"),
        ("Protocol", STREAM, "connection_lost"),
        ("DatagramProtocol", DATAGRAMS, "connection_made"),
        ("DatagramProtocol", DATAGRAMS, "datagram_received"),
    ],
)
def test_each_method_of_a_protocol_that_raises_says_so(
    tmp_path: Path, kind: str, opens: str, name: str
) -> None:
    source = PROTOCOL.replace("PROTOCOL", f"asyncio.{kind}").replace("OPENS", opens)
    sentences = sentences_of(tmp_path, source.replace("NAME", name))
    calls = [each for each in sentences if each.startswith(f"The loop calls {name}()")]
    assert len(calls) == 1
    told = f"{name}(), which prints “{name} raises” and raises ValueError('no')."
    assert calls[0].startswith(f"The loop calls {told}")
