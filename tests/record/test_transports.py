"""What is told of what a program does with transports, servers and child processes.

Each program prints before and after what it does, and the other side prints what came
of it.
"""

import re
from pathlib import Path

import pytest

from tests.record.reading import sentences_of

CONNECTED = """
    import asyncio
    class Server(asyncio.Protocol):
        def connection_made(self, transport):
            self.came = []
        def data_received(self, data):
            self.came.append(data)
        def connection_lost(self, error):
            print("came:", b"".join(self.came), error)
    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Server, "127.0.0.1", 8000)
        connect = loop.create_connection
        transport, _ = await connect(asyncio.Protocol, "127.0.0.1", 8000)
        print("before")
        {}
        print("after")
        await asyncio.sleep(1)
        transport.abort()
        server.close()
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("does", "came", "words"),
    [
        ("transport.write(b'tea')", b"tea", "writes b'tea'"),
        ("transport.write(data=b'tea')", b"tea", "writes b'tea'"),
        ("transport.write(memoryview(b'tea'))", b"tea", "writes data"),
        ("transport.writelines([b'te', b'a'])", b"tea", "writes b'tea'"),
        ("transport.writelines(bytes([n]) for n in b'tea')", b"tea", "writes data"),
        ("transport.write_eof()", b"", "ends its output"),
        ("transport.close()", b"", "closes the connection"),
        ("transport.close(); transport.close()", b"", "closes the connection"),
        ("transport.abort()", b"", "aborts the connection"),
    ],
)
def test_what_is_done_with_a_connection_is_told_where_it_is_done(
    tmp_path: Path, does: str, came: bytes, words: str
) -> None:
    told = " ".join(sentences_of(tmp_path, CONNECTED.format(does)))
    assert f"prints “before”, {words}, prints “after” and sleeps for 1 s." in told
    assert f"“came: {came!r} None”" in told


@pytest.mark.parametrize("size", [20, 2000])
def test_bytes_are_cut_in_one_way(tmp_path: Path, size: int) -> None:
    told = " ".join(
        sentences_of(tmp_path, CONNECTED.format(f"transport.write(b'a' * {size})"))
    )
    text = told.partition(" writes b'")[2].partition("'")[0]
    # It begins as the bytes do, and says if it goes no further.
    assert text.strip("a") == ("" if size == 20 else "…")
    assert len(text) <= size


REFUSED = """
        try:
            transport.write("tea")
        except TypeError as error:
            print("refused")
"""


def test_what_is_refused_is_not_written(tmp_path: Path) -> None:
    told = " ".join(sentences_of(tmp_path, CONNECTED.format(REFUSED.strip())))
    assert "prints “before”, “refused” and “after”, and sleeps" in told
    assert "writes" not in told


FULL = """
    import asyncio
    class Reader(asyncio.Protocol):
        def connection_made(self, transport):
            transport.pause_reading()
    class Writer(asyncio.Protocol):
        def pause_writing(self):
            print("paused")
    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Reader, "127.0.0.1", 8000)
        transport, _ = await loop.create_connection(Writer, "127.0.0.1", 8000)
        transport.write(bytes(9_000_000))
        print("written")
        transport.abort()
        server.close()
    asyncio.run(main())
"""


def test_what_a_full_buffer_calls_is_told_after_the_writing(tmp_path: Path) -> None:
    told = " ".join(sentences_of(tmp_path, FULL))
    assert re.search(r"writes b'[^,]+, prints “paused” and “written”, aborts the", told)


DATAGRAMS = """
    import asyncio
    class Server(asyncio.DatagramProtocol):
        def datagram_received(self, data, address):
            print("came:", data)
    async def main():
        endpoint = asyncio.get_running_loop().create_datagram_endpoint
        here = "127.0.0.1", 8000
        server, _ = await endpoint(Server, local_addr=here)
        client, _ = await endpoint(asyncio.DatagramProtocol, remote_addr=here)
        print("before")
        client.sendto(b"tea")
        print("after")
        await asyncio.sleep(1)
        client.close()
        print("closed")
        server.abort()
    asyncio.run(main())
"""


def test_datagrams_are_sent(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, DATAGRAMS)
    told = " ".join(sentences)
    assert "prints “before”, sends b'tea', prints “after” and sleeps" in told
    assert "calls datagram_received(), which prints “came: b'tea'”" in told
    assert "closes the socket, prints “closed”, aborts the socket and ends" in told


STREAMS = """
    import asyncio
    async def read(reader, writer):
        print("came:", await reader.read())
        writer.transport.abort()
        print("gone:", writer.is_closing())
    async def main():
        server = await asyncio.start_server(read, "127.0.0.1", 8000)
        print("serves:", server.is_serving())
        _, writer = await asyncio.open_connection("127.0.0.1", 8000)
        writer.writelines([b"t", b"ea"])
        writer.close()
        await asyncio.sleep(1)
        server.close()
    asyncio.run(main())
"""


def test_streams_and_their_transports_are_told_alike(tmp_path: Path) -> None:
    starts, *sentences = sentences_of(tmp_path, STREAMS)
    assert starts == "main starts, sets up a server and yields control."
    assert "“serves: True”" in sentences[0]
    told = " ".join(sentences)
    assert "writes b'tea', closes the connection and sleeps for 1 s" in told
    assert "“came: b'tea'”, aborts the connection, prints “gone: True” and" in told


LATER = """
    import asyncio
    async def main():
        loop = asyncio.get_running_loop()
        make = loop.create_server
        server = await make(asyncio.Protocol, "127.0.0.1", 8000, start_serving=False)
        print("serves:", server.is_serving())
        await server.start_serving()
        print("serves:", server.is_serving())
        await server.start_serving()
        try:
            other = await make(asyncio.Protocol, "127.0.0.1", 8000)
        except OSError:
            print("refused")
        server.close()
    asyncio.run(main())
"""


def test_a_server_starts_once_and_where_it_does(tmp_path: Path) -> None:
    told = " ".join(sentences_of(tmp_path, LATER))
    assert "prints “serves: False”, sets up a server and yields control. " in told
    assert told.count("sets up a server") == 1
    assert told.index("sets up a server") < told.index("“serves: True”")
    assert "“refused”" in told


CHILD = """
    import asyncio, signal, sys
    PROGRAM = "print('ready', flush=True); import time; time.sleep(60)"
    async def main():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, stdout=asyncio.subprocess.PIPE
        )
        await process.stdout.readline()
        print("before")
        {}
        print("after")
        await process.wait()
        print("exited:", process.returncode)
        try:
            process.kill()
        except ProcessLookupError:
            pass
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("does", "status", "words"),
    [
        ("process.terminate()", -15, "terminates the child process"),
        ("process.kill()", -9, "kills the child process"),
        ("process.send_signal(signal.SIGHUP)", -1, "sends SIGHUP to the child process"),
        ("process._transport.close()", -9, "kills the child process"),
    ],
)
def test_what_is_done_to_a_child_process_is_told_where_it_is_done(
    tmp_path: Path, does: str, status: int, words: str
) -> None:
    told = " ".join(sentences_of(tmp_path, CHILD.format(does), clock="real"))
    assert f"prints “before”, {words}, prints “after” and waits for" in told
    *_, last = told.partition(f"“exited: {status}”")
    assert "kills" not in last


def test_each_child_process_has_its_row(run) -> None:
    recording = run(
        """
        import asyncio, sys
        async def main():
            shell = await asyncio.create_subprocess_shell("exit 3")
            program = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
            print(await shell.wait(), await program.wait())
        asyncio.run(main())
        """,
        clock="real",
    )
    assert recording.stdout() == "3 0\n"
    children = [lane for lane in recording.lanes if lane.kind == "process"]
    assert [lane.name for lane in children] == ["child 1", "child 2"]
    assert len(recording.bars) == 2
