"""Where sleeps overlap, a server's among them, no headline says that none did."""

from pathlib import Path

from tests.record.test_headlines import headline

# It computes itself whether its sleeps overlap.
SERVER_SLEEPS = """
    import asyncio
    sleeps = []
    async def nap(seconds):
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(seconds)
        sleeps.append((began, loop.time()))
    async def serve(reader, writer):
        await nap(1)
        await reader.read()
        writer.close()
    async def main():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address)
        await nap(2)
        writer.write_eof()
        await reader.read()
        await nap(1)
        writer.close()
        server.close()
    asyncio.run(main())
    (_, end), (begin, _), *rest = sorted(sleeps)
    print("overlap:", begin < end)
"""


def test_a_sleep_of_a_server_may_overlap_one_of_its_client(tmp_path: Path) -> None:
    assert headline(tmp_path, SERVER_SLEEPS, "overlap: True\n") == "Took 3 s."
