"""What is told of tasks that wait for pipes, accepted sockets and TLS.

The programs print what has happened: asyncio returns from each call after that.
"""

import sys
from pathlib import Path

import pytest

from tests.record.reading import sentences_of

PIPE = """
    import asyncio, os
    class Heard(asyncio.Protocol):
        def connection_made(self, transport):
            print("made")
    async def main():
        loop = asyncio.get_running_loop()
        end, other = os.pipe()
        print("before")
        with os.fdopen({end}, "{mode}b", 0) as file:
            transport, _ = await loop.connect_{door}_pipe(Heard, file)
            print("connected")
            transport.close()
            print("closed")
            await asyncio.sleep(0.1)
        os.close({rest})
    asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("door", "end", "rest", "mode"),
    [("read", "end", "other", "r"), ("write", "other", "end", "w")],
)
def test_a_pipe_opens(
    tmp_path: Path, door: str, end: str, rest: str, mode: str
) -> None:
    source = PIPE.format(door=door, end=end, rest=rest, mode=mode)
    first, made, opened, *_ = sentences_of(tmp_path, source, clock="real")
    assert first == "main starts, prints “before” and waits for the pipe to open."
    assert made == "The loop calls connection_made(), which prints “made”."
    assert opened.startswith("main wakes up because the pipe is open. It prints ")
    assert "“connected”, closes the pipe, prints “closed” and" in opened


ACCEPTED = """
    import asyncio, socket
    class Heard(asyncio.Protocol):
        def connection_made(self, transport):
            print("made")
    async def main():
        loop = asyncio.get_running_loop()
        here, there = socket.socketpair()
        transport, _ = await loop.connect_accepted_socket(Heard, there)
        print("connected")
        transport.close()
        here.close()
    asyncio.run(main())
"""


def test_an_accepted_socket_is_set_up(tmp_path: Path) -> None:
    first, made, done, *_ = sentences_of(tmp_path, ACCEPTED, clock="real")
    assert first == "main starts and waits for the connection to be set up."
    assert made == "The loop calls connection_made(), which prints “made”."
    ready = "main wakes up because the connection is set up. It prints “connected”, "
    assert done.startswith(ready)


TLS = """
    import asyncio, socket, ssl
    def context(side, set_psk, answer):
        made = ssl.SSLContext(side)
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
        made.maximum_version = ssl.TLSVersion.TLSv1_2
        made.set_ciphers("PSK")
        getattr(made, set_psk)(answer)
        return made
    def key_of(identity):
        print(f"key of {identity}")
        return bytes(16)
    def key(hint):
        return "me", bytes(16)
    async def serve(reader, writer):
        await writer.start_tls(
            context(ssl.PROTOCOL_TLS_SERVER, "set_psk_server_callback", key_of)
        )
        print("serve:", writer.get_extra_info("cipher") is not None)
        writer.close()
    async def main():
        here, there = socket.socketpair()
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        make = lambda: asyncio.StreamReaderProtocol(reader, serve)
        await loop.connect_accepted_socket(make, there)
        _, writer = await asyncio.open_connection(sock=here)
        await writer.start_tls(
            context(ssl.PROTOCOL_TLS_CLIENT, "set_psk_client_callback", key)
        )
        print("main:", writer.get_extra_info("cipher") is not None)
        writer.close()
        await asyncio.sleep(0.1)
    asyncio.run(main())
"""


@pytest.mark.skipif(
    sys.version_info < (3, 13), reason="keys without certificates are new in 3.13"
)
def test_a_handshake_ends_and_asks_for_keys(tmp_path: Path) -> None:
    told = sentences_of(tmp_path, TLS, clock="real")
    for name in "main", "serve":
        assert any(
            one.startswith(f"{name} ") and one.endswith("waits for the TLS handshake.")
            for one in told
        )
        encrypted = f"{name} wakes up because the connection is encrypted. It prints "
        assert any(one.startswith(f"{encrypted}“{name}: True”") for one in told)
    # OpenSSL asks for the keys: the loop knows nothing of these functions.
    assert "The ssl library calls key_of(), which prints “key of me”." in told
    assert "The ssl library calls key()." in told
    assert not any(one.startswith("The loop calls key") for one in told)
