"""What is told of protocols, whose methods the loop calls itself.

Each method prints its name and what the loop has read; the order of these lines is
that of plain asyncio, with real sockets, which knows nothing of the recorder.
"""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.table import Row, plain
from tests.record.reading import sentences_of

ANSWERS = """
    import asyncio
    class Server(asyncio.Protocol):
        def connection_made(self, transport):
            print("connection_made: server")
            self.transport = transport
        def data_received(self, data):
            print("data_received: server has", data)
            self.transport.write(data.upper())
        def eof_received(self):
            print("eof_received: server")
        def connection_lost(self, error):
            print("connection_lost: server")
    class Client(asyncio.Protocol):
        def __init__(self):
            self.gone = asyncio.get_running_loop().create_future()
        def connection_made(self, transport):
            self.note("connection_made")
        def note(self, what):
            print(f"{what}: client")
        def data_received(self, data):
            self.note("data_received")
            self.gone.get_loop().call_soon(self.later)
        def later(self):
            print("later: client")
        def connection_lost(self, error):
            self.note("connection_lost")
            self.gone.set_result("lost")
    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Server, "127.0.0.1", 0)
        async with server:
            address = server.sockets[0].getsockname()
            transport, client = await loop.create_connection(Client, *address)
            print("open:", not transport.is_closing())
            transport.write(b"hello")
            await asyncio.sleep(0.5)
            print("asked")
            transport.write_eof()
            print("gone:", await client.gone)
            await asyncio.sleep(0.5)
    asyncio.run(main())
"""
PAUSES = """
    import asyncio
    class Reader(asyncio.Protocol):
        def connection_made(self, transport):
            transport.pause_reading()
            asyncio.get_running_loop().call_later(0.5, transport.resume_reading)
    class Writer(asyncio.Protocol):
        def connection_made(self, transport):
            self.room = asyncio.Event()
        def pause_writing(self):
            print("pause_writing")
        def resume_writing(self):
            print("resume_writing")
            self.room.set()
    async def main():
        loop = asyncio.get_running_loop()
        async with await loop.create_server(Reader, "127.0.0.1", 0) as server:
            address = server.sockets[0].getsockname()
            transport, writer = await loop.create_connection(Writer, *address)
            transport.write(bytes(9_000_000))
            await writer.room.wait()
            print("has room")
            transport.abort()
            await asyncio.sleep(0.5)
    asyncio.run(main())
"""
DATAGRAMS = """
    import asyncio
    class Both(asyncio.DatagramProtocol):
        def __init__(self):
            self.came = asyncio.Queue()
        def datagram_received(self, data, address):
            print("datagram_received:", data)
            self.came.put_nowait(data)
    async def main():
        loop = asyncio.get_running_loop()
        make = loop.create_datagram_endpoint
        here = ("127.0.0.1", 0)
        transport, protocol = await make(Both, local_addr=here)
        other, _ = await make(Both, local_addr=here)
        other.sendto(b"hello", transport.get_extra_info("sockname"))
        print("came:", await protocol.came.get())
        transport.close()
        other.close()
    asyncio.run(main())
"""
# Their own functions, which the loop calls in the midst of asyncio's.
OTHERS = """
    import asyncio
    class Odd:
        def __eq__(self, other):
            return NotImplemented
        def __hash__(self):
            return 7
    class Reader(asyncio.StreamReaderProtocol):
        def data_received(self, data):
            print("data_received:", data)
            super().data_received(data)
    def connected(reader, writer):
        print("connected")
        writer.write(b"hello\\n")
        writer.close()
    def handler(loop, context):
        print("handler:", type(context["exception"]).__name__)
    class Broken(asyncio.Protocol):
        def data_received(self, data):
            print("data_received: broken")
            raise KeyError(Odd())
    class Loop(asyncio.SelectorEventLoop):
        def call_soon(self, *args, **options):
            return super().call_soon(*args, **options)
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(handler)
        async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
            address = server.sockets[0].getsockname()
            reader = asyncio.StreamReader()
            await loop.create_connection(lambda: Reader(reader), *address)
            print("line:", await reader.readline())
            await loop.create_connection(Broken, *address)
            await asyncio.sleep(0.5)
    asyncio.Runner(loop_factory=Loop).run(main())
"""
PROGRAMS = {
    "answers": ANSWERS, "pauses": PAUSES, "datagrams": DATAGRAMS, "others": OTHERS
}  # fmt: skip


def rows_of(folder: Path, source: str) -> tuple[list[Row], str]:
    """The steps of a program, and what it prints on plain asyncio."""
    path = folder / "program.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    plainly = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, check=True
    )
    recording = record(Script.read(path))
    assert (recording.ended, recording.error) == ("returned", None)
    return Figure(recording).rows(), plainly.stdout


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_what_the_loop_calls_is_told_in_the_order_of_printing(
    tmp_path: Path, source: str
) -> None:
    rows, printed = rows_of(tmp_path, source)
    sentences = [plain(row.sentence) for row in rows]
    told = re.findall("“(.*?)”", " ".join(sentences))
    assert told == printed.splitlines()
    for row, sentence in zip(rows, sentences, strict=True):
        assert row.prints == tuple(re.findall("“(.*?)”", sentence))
        methods = [line.partition(":")[0] for line in row.prints if row.lane]
        # Where a step of the loop prints, it is that of the method that did.
        for method in methods:
            # A method has its class where two of them define it.
            several = source.count(f"def {method}(") > 1
            owner = r"(\w+)\." if several else "()"
            called = re.match(rf"The loop calls {owner}{method}\(\)", sentence)
            assert called
            if several and source is ANSWERS:
                assert called[1].lower() in " ".join(row.prints)


def beginning(rows: list[Row], printed: str) -> str:
    """How the step begins that prints a line."""
    (found,) = (row for row in rows if printed in row.prints)
    return plain(found.sentence).partition(". It ")[0].partition(",")[0]


def test_what_wakes_a_task_is_the_method_that_did(tmp_path: Path) -> None:
    rows, _ = rows_of(tmp_path, ANSWERS)
    opened = beginning(rows, "open: True")
    assert opened == "main wakes up because the connection is open"
    gone = beginning(rows, "gone: lost")
    assert gone == "main wakes up because the loop called Client.connection_lost()"
    rows, _ = rows_of(tmp_path, PAUSES)
    room = beginning(rows, "has room")
    assert room == "main wakes up because the loop called resume_writing()"
    rows, _ = rows_of(tmp_path, DATAGRAMS)
    came = beginning(rows, "came: b'hello'")
    assert came == "main wakes up because the loop called datagram_received()"


def test_a_connection_that_opens_is_waited_for(tmp_path: Path) -> None:
    rows, _ = rows_of(tmp_path, ANSWERS)
    sentences = [plain(row.sentence) for row in rows]
    assert not any("a future" in one for one in sentences)
    assert any(one.endswith("waits for a connection to open.") for one in sentences)
    # Data that a program's own reader takes come from nobody but the loop, which
    # calls its loop's methods for its own ends.
    rows, _ = rows_of(tmp_path, OTHERS)
    assert not any("call_soon" in plain(row.sentence) for row in rows)
    line = beginning(rows, "line: b'hello\\n'")
    assert line == "main wakes up because data arrived"


SAME_NAMES = """
    import asyncio
    class Server(asyncio.Protocol):
        def connection_made(self, transport):
            print("in Server")
        def connection_lost(self, error):
            print("only in Server")
    class Client(asyncio.Protocol):
        def connection_made(self, transport):
            print("in Client")
    Alias = Server
    def ring():
        print("in no class")
    async def main():
        loop = asyncio.get_running_loop()
        loop.call_soon(ring)
        server = await loop.create_server(Server, "127.0.0.1", 7007)
        transport, _ = await loop.create_connection(Client, "127.0.0.1", 7007)
        await asyncio.sleep(1)
        transport.close()
        await asyncio.sleep(1)
    asyncio.run(main())
"""


def test_methods_of_one_name_have_that_of_their_class(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, SAME_NAMES)
    calls = sorted(one for one in sentences if one.startswith("The loop calls"))
    assert calls == [
        "The loop calls Client.connection_made(), which prints “in Client”.",
        "The loop calls Server.connection_made(), which prints “in Server”.",
        "The loop calls connection_lost(), which prints “only in Server”.",
        "The loop calls ring(), which prints “in no class”.",
    ]
