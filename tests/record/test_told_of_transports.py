"""What a program does with transports and child processes by itself.

The other side prints what has come, so each program tells what it has done.
"""

import sys
from pathlib import Path

import pytest

from tests.record.reading import sentences_of

STREAM = """
    import asyncio
    class Tells(asyncio.Protocol):
        def data_received(self, data):
            print("came", data)
        def eof_received(self):
            print("no more")
        def connection_lost(self, error):
            print("lost", error)
    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Tells, "127.0.0.1", 7007)
        transport, _ = await loop.create_connection(
            asyncio.Protocol, "127.0.0.1", 7007)
        transport.BODY
        await asyncio.sleep(1)
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("body", "does", "comes"),
    [
        ("write(b'one')", "writes b'one'", "came b'one'"),
        ("write_eof()", "ends its output", "no more"),
        ("close()", "closes the connection", "no more"),
        ("abort()", "aborts the connection", "no more"),
    ],
)
def test_what_is_done_with_a_connection(
    tmp_path: Path, body: str, does: str, comes: str
) -> None:
    sentences = sentences_of(tmp_path, STREAM.replace("BODY", body))
    opened = "main wakes up because the connection is open. It"
    done = sentences.index(f"{opened} {does} and sleeps for 1 s.")
    came = next(n for n, one in enumerate(sentences) if f"“{comes}”" in one)
    assert done < came


def test_datagrams_are_sent(tmp_path: Path) -> None:
    source = """
        import asyncio
        class Echo(asyncio.DatagramProtocol):
            def connection_made(self, transport):
                self.transport = transport
            def datagram_received(self, data, address):
                print("came", data)
                if data.islower():
                    self.transport.sendto(data.upper(), address)
        async def main():
            make = asyncio.get_running_loop().create_datagram_endpoint
            await make(Echo, local_addr=("127.0.0.1", 7007))
            asking, _ = await make(Echo, remote_addr=("127.0.0.1", 7007))
            asking.sendto(b"a")
            asking.sendto(b"b")
            await asyncio.sleep(1)
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    asks = "sends b'a' and b'b', and sleeps for 1 s."
    assert sum(one.endswith(asks) for one in sentences) == 1
    came = [one for one in sentences if "“came" in one]
    calls = "The loop calls datagram_received(), which prints"
    assert sorted(came) == [
        f"{calls} “came b'A'”.",
        f"{calls} “came b'B'”.",
        f"{calls} “came b'a'” and sends b'A'.",
        f"{calls} “came b'b'” and sends b'B'.",
    ]


CHILD = """
    import asyncio, signal, sys
    async def main():
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "import time; time.sleep(9)")
        child.BODY
        await child.WAIT()
        print(signal.Signals(-child.returncode).name)
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")
@pytest.mark.parametrize(
    ("body", "wait", "does", "ended"),
    [
        (
            "terminate()",
            "wait",
            "terminates the child process and waits for it to exit.",
            "SIGTERM",
        ),
        (
            "kill()",
            "communicate",
            "kills the child process and waits for its output and exit.",
            "SIGKILL",
        ),
        (
            "send_signal(signal.SIGHUP)",
            "wait",
            "sends SIGHUP to the child process and waits for it to exit.",
            "SIGHUP",
        ),
    ],
)
def test_how_a_child_is_stopped(
    tmp_path: Path, body: str, wait: str, does: str, ended: str
) -> None:
    source = CHILD.replace("BODY", body).replace("WAIT", wait)
    sentences = sentences_of(tmp_path, source, "real")
    assert any(one.endswith(f" It {does}") for one in sentences)
    assert f"It prints “{ended}” and ends." in sentences[-1]


@pytest.mark.parametrize("size", [20, 2000])
def test_bytes_are_cut_in_one_way(tmp_path: Path, size: int) -> None:
    body = f"write(b'a' * {size})"
    sentences = sentences_of(tmp_path, STREAM.replace("BODY", body))
    (writes,) = (one for one in sentences if " writes b'" in one)
    text = writes.partition(" writes b'")[2].partition("'")[0]
    # It begins as the bytes do, and says if it goes no further.
    assert text.strip("a") == ("" if size == 20 else "…")
    assert len(text) <= size


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
