"""What a task waits for that uses the loop's methods for sockets.

asyncio's own loops and the one in memory tell the same.
"""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

SOCKETS = """
    import asyncio, socket
    async def serve(server):
        loop = asyncio.get_running_loop()
        client, _ = await loop.sock_accept(server)
        with client:
            while data := await loop.sock_recv(client, 99):
                print(data)
        print("end")
    async def main():
        loop = asyncio.get_running_loop()
        with socket.socket() as server, socket.socket() as client:
            for sock in (server, client):
                sock.setblocking(False)
            server.bind(("127.0.0.1", 0))
            server.listen()
            task = asyncio.create_task(serve(server))
            await asyncio.sleep(0.1)
            await loop.sock_connect(client, server.getsockname())
            await asyncio.sleep(0.1)
            await loop.sock_sendall(client, b"hello")
            await asyncio.sleep(0.1)
            client.close()
            await task
    asyncio.run(main())
"""


def test_waits_of_sockets(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, SOCKETS, clock="real")
    assert [each for each in sentences if each.startswith("serve")] == [
        "serve starts and waits for a client to connect.",
        "serve wakes up because a client has connected, and waits for data.",
        "serve wakes up because data arrived. It prints “b'hello'” and waits for data.",
        (
            "serve wakes up because it has reached the end of its input. It prints "
            "“end” and ends. main can continue."
        ),
    ]
    connects = [each for each in sentences if "waits for a connection to open" in each]
    assert all(each.startswith("main ") for each in connects)


@pytest.mark.parametrize("receive", ["recv", "recvfrom"])
def test_a_datagram_is_waited_for_as_data(tmp_path: Path, receive: str) -> None:
    source = f"""
        import asyncio, socket
        async def main():
            loop = asyncio.get_running_loop()
            one = socket.socket(type=socket.SOCK_DGRAM)
            two = socket.socket(type=socket.SOCK_DGRAM)
            with one, two:
                for sock in (one, two):
                    sock.setblocking(False)
                    sock.bind(("127.0.0.1", 0))
                loop.call_later(1, one.sendto, b"hello", two.getsockname())
                task = asyncio.create_task(loop.sock_{receive}(two, 9), name="reader")
                await asyncio.sleep(0)
                await loop.sock_sendto(one, b"hello", two.getsockname())
                print(await task)
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    assert "reader starts and waits for data." in sentences
    assert any("reader wakes up because data arrived" in each for each in sentences)
