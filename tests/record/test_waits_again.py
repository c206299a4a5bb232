"""What is said of a task that waits again: on for the same, or for another one."""

import textwrap
from pathlib import Path

import pytest

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.table import Row, plain

OPENS = """
    import asyncio
    async def main():
        make = asyncio.get_running_loop().create_datagram_endpoint
        for _ in range(3):
            transport, _ = await make(
                asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
            transports.append(transport)
        for transport in transports:
            transport.close()
    transports = []
    asyncio.run(main())
"""
FUTURES = """
    import asyncio
    async def main():
        loop = asyncio.get_running_loop()
        both = loop.create_future(), loop.create_future()
        for seconds, future in enumerate(both):
            loop.call_later(seconds, future.set_result, None)
        for future in both:
            await future
    asyncio.run(main())
"""
READS = """
    import asyncio
    async def serve(reader, writer):
        for part in b"a", b"b\\n":
            await asyncio.sleep(1)
            writer.write(part)
        writer.close()
    async def main():
        async with await asyncio.start_server(serve, "127.0.0.1", 8000):
            reader, writer = await asyncio.open_connection("127.0.0.1", 8000)
            READ
            writer.close()
    asyncio.run(main())
"""
# Until its end of line comes, one call waits twice; two calls do so once each.
ONE_CALL = READS.replace("READ", "await reader.readline()")
TWO_CALLS = READS.replace("READ", "for _ in range(2): await reader.read(1)")


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        pytest.param(
            OPENS,
            "main wakes up because the socket is open, and waits for another socket to "
            "open.",
            id="sockets",
        ),
        pytest.param(
            FUTURES,
            "main wakes up because the loop called future.set_result(), and waits for "
            "future.",
            id="futures",
        ),
        pytest.param(
            ONE_CALL, "main runs briefly and keeps waiting for data.", id="one call"
        ),
        pytest.param(
            TWO_CALLS,
            "main wakes up because data arrived from serve, and waits for data.",
            id="two calls",
        ),
    ],
)
def test_only_one_call_keeps_waiting(
    tmp_path: Path, program: str, sentence: str
) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(program))
    rows = Figure(record(Script.read(path))).rows()
    told = [plain(row.sentence) for row in rows if isinstance(row, Row)]
    assert sentence in told
    # It waits for its connection in one call, too.
    keeps = [one for one in told if "keeps waiting for" in one and "conn" not in one]
    assert bool(keeps) == (program == ONE_CALL)
