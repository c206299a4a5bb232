"""What is told of waits for a child, for datagrams and for websockets.

Each program prints the truth when it wakes up: what it has got, and how things are
just then. The sentence of the step that prints it has to fit.
"""

import textwrap
from pathlib import Path

import pytest

from tests.record.reading import sentences_of


def beginning(sentences: list[str], printed: str) -> str:
    """How the step begins that prints a text."""
    (found,) = (one for one in sentences if f"“{printed}" in one)
    return found.partition(". It ")[0]


CHILD = """
    import asyncio, sys
    CODE = "import sys; print('line', flush=True); sys.stdin.readline()"
    async def main():
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CODE, stdin=pipe, stdout=pipe)
        print("started:", child.returncode)
        line = await child.stdout.readline()
        print("read:", line, child.returncode)
        {}
    asyncio.run(main())
"""


def test_a_child_that_writes_has_not_exited(tmp_path: Path) -> None:
    source = CHILD.format("""
        child.stdin.write(b"\\n")
        rest = await child.stdout.read()
        print("rest:", rest)
        print("exited:", await child.wait())
    """)
    sentences = sentences_of(tmp_path, textwrap.dedent(source), "real")
    start = beginning(sentences, "started: None")
    assert start == "main wakes up because the child process has started"
    read = beginning(sentences, "read: b'line\\n' None")
    assert read == "main wakes up because data arrived"
    rest = beginning(sentences, "rest: b''")
    assert rest == "main wakes up because it has reached the end of its input"


STARTS = """
    import asyncio, sys
    async def main():
        loop, plain = asyncio.get_running_loop(), asyncio.SubprocessProtocol
        for start in (asyncio.create_subprocess_exec(sys.executable, "-c", ""),
                      asyncio.create_subprocess_shell("exit 0")):
            child = await start
            print("started:", child.pid > 0)
            await child.wait()
        for start in (loop.subprocess_exec(plain, sys.executable, "-c", ""),
                      loop.subprocess_shell(plain, "exit 0")):
            transport, _ = await start
            print("started:", transport.get_pid() > 0)
            await asyncio.sleep(0.5)
            transport.close()
            await asyncio.sleep(0)
    asyncio.run(main())
"""


def test_a_child_is_started_by_four_functions(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, STARTS, "real")
    started = [one for one in sentences if "“started: True”" in one]
    assert len(started) == 4, sentences
    why = "main wakes up because the child process has started. It prints"
    assert all(one.startswith(why) for one in started)


def test_a_child_that_is_communicated_with_has_exited(tmp_path: Path) -> None:
    source = CHILD.format("""
        out, _ = await child.communicate(b"\\n")
        print("exited:", child.returncode, out)
    """)
    sentences = sentences_of(tmp_path, source, "real")
    end = beginning(sentences, "exited: 0 b''")
    assert end == "main wakes up because the child process has exited"
    waits = "waits for the output and exit of the child process."
    assert any(one.endswith(waits) for one in sentences)


def test_what_a_child_reads_is_a_pipe_and_no_connection(tmp_path: Path) -> None:
    source = CHILD.format("""
        child.stdin.write(b"\\n")
        child.stdin.close()
        print("closing:", child.stdin.transport.get_extra_info("socket"))
        await child.wait()
    """)
    sentences = sentences_of(tmp_path, textwrap.dedent(source), "real")
    (closes,) = (one for one in sentences if "“closing: None”" in one)
    assert "writes b'\\n', closes the pipe, prints" in closes


def test_a_datagram_arrives_or_time_runs_out(tmp_path: Path) -> None:
    sentences = sentences_of(
        tmp_path,
        """
        import asyncio
        class Echo(asyncio.DatagramProtocol):
            def connection_made(self, transport):
                self.transport = transport
            def datagram_received(self, data, address):
                self.transport.sendto(data.upper(), address)
        class Client(asyncio.DatagramProtocol):
            def __init__(self):
                self.got = asyncio.Queue()
            def datagram_received(self, data, address):
                self.got.put_nowait(data)
        async def main():
            loop = asyncio.get_running_loop()
            await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 7007))
            to, client = await loop.create_datagram_endpoint(
                Client, remote_addr=("127.0.0.1", 7007))
            print("open:", not to.is_closing())
            to.sendto(b"ping")
            print("came:", await client.got.get())
            try:
                async with asyncio.timeout(1):
                    await client.got.get()
            except TimeoutError:
                print("nothing came:", client.got.empty())
        asyncio.run(main())
        """,
    )
    assert sentences[0] == "main starts and waits for the socket to open."
    opened = beginning(sentences, "open: True")
    assert opened == "main wakes up because the socket is open"
    came = beginning(sentences, "came: b'PING'")
    assert came == "main wakes up because the loop called Client.datagram_received()"
    late = beginning(sentences, "nothing came: True")
    assert late == "main is cancelled by the timeout while waiting for an item"


def test_each_of_several_datagrams_has_its_own_sender(tmp_path: Path) -> None:
    sentences = sentences_of(
        tmp_path,
        """
        import asyncio
        class Echo(asyncio.DatagramProtocol):
            def connection_made(self, transport):
                self.transport = transport
            def datagram_received(self, data, address):
                self.transport.sendto(data, address)
        class Client(asyncio.DatagramProtocol):
            def datagram_received(self, data, address):
                waiting[data].set_result(data)
        waiting = {}
        async def ask(to, question):
            waiting[question] = asyncio.get_running_loop().create_future()
            to.sendto(question)
            print("came:", await waiting[question])
        async def main():
            loop = asyncio.get_running_loop()
            await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 7007))
            to, _ = await loop.create_datagram_endpoint(
                Client, remote_addr=("127.0.0.1", 7007))
            async with asyncio.TaskGroup() as group:
                for name in "one", "two", "three":
                    group.create_task(ask(to, name.encode()), name=name)
        asyncio.run(main())
        """,
    )
    for name in "one", "two", "three":
        woken = beginning(sentences, f"came: b'{name}'")
        assert woken.startswith(
            f"{name} wakes up because the loop called Client.datagram_re"
        )


@pytest.mark.parametrize(("how", "broken"), [("abort", True), ("reset", False)])
def test_a_barrier_that_raises_has_not_released(
    tmp_path: Path, how: str, broken: bool
) -> None:
    source = f"""
        import asyncio
        async def meet(barrier):
            try:
                await barrier.wait()
                print("released")
            except asyncio.BrokenBarrierError:
                print("raised", barrier.broken)
        async def main():
            barrier = asyncio.Barrier(2)
            first = asyncio.create_task(meet(barrier))
            await asyncio.sleep(1)
            await barrier.{how}()
            await first
            barrier = asyncio.Barrier(2)
            await asyncio.gather(meet(barrier), barrier.wait())
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source)
    raised = beginning(sentences, f"raised {broken}")
    assert raised.endswith(" wakes up because the barrier raised BrokenBarrierError")
    released = beginning(sentences, "released")
    assert released.endswith(" wakes up because the barrier released it")


def test_a_websocket_brings_messages_and_an_end(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp", reason="aiohttp has websockets, asyncio has not")
    sentences = sentences_of(
        tmp_path,
        """
        import asyncio, aiohttp
        from aiohttp import web
        async def shop(request):
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            message = await socket.receive()
            print("shop hears", message.data)
            await asyncio.sleep(1)
            await socket.send_str("sold")
            await asyncio.sleep(1)
            await socket.close()
            return socket
        async def main():
            app = web.Application()
            app.router.add_get("/", shop)
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 8080).start()
            async with aiohttp.ClientSession() as session:
                async with session.ws_connect("http://127.0.0.1:8080/") as socket:
                    print("client is in:", not socket.closed)
                    await socket.send_str("I buy")
                    message = await socket.receive()
                    print("client hears", message.data)
                    message = await socket.receive()
                    print("client is out:", message.type.name)
            await runner.cleanup()
        asyncio.run(main())
        """,
    )
    connected = beginning(sentences, "client is in: True")
    assert connected == "main wakes up because the response to GET / arrived"
    heard = beginning(sentences, "shop hears I buy")
    assert heard == "GET / wakes up because a message arrived from main"
    answered = beginning(sentences, "client hears sold")
    assert answered.startswith("main wakes up because a message arrived from GET /")
    over = beginning(sentences, "client is out: CLOSE")
    assert over.startswith("main wakes up because GET / is closing the connection")
    closes = "waits for the other side to close the connection"
    assert any(closes in one for one in sentences)


@pytest.mark.parametrize("closer", ["client", "server"])
def test_a_websocket_of_websockets_brings_messages_and_an_end(
    tmp_path: Path, closer: str
) -> None:
    pytest.importorskip("websockets")
    sentences = sentences_of(
        tmp_path,
        f"""
        import asyncio
        from websockets.asyncio.server import serve
        from websockets.asyncio.client import connect
        from websockets.exceptions import ConnectionClosedOK
        CLOSER = {closer!r}
        async def shop(socket):
            asyncio.current_task().set_name("shop")
            print("shop hears", await socket.recv())
            await asyncio.sleep(1)
            await socket.send("sold")
            if CLOSER == "client":
                async for message in socket:
                    pass
                print("shop is left")
        async def main():
            async with serve(shop, "127.0.0.1", 8765):
                async with connect("ws://127.0.0.1:8765") as socket:
                    await socket.send("I buy")
                    print("client hears", await socket.recv())
                    if CLOSER == "server":
                        try:
                            await socket.recv()
                        except ConnectionClosedOK:
                            print("client is left")
                    else:
                        await asyncio.sleep(1)
        asyncio.run(main())
        """,
    )
    heard = beginning(sentences, "shop hears I buy")
    assert heard == "shop wakes up because a message arrived from main"
    assert any("sends 'sold'" in one for one in sentences)
    answered = beginning(sentences, "client hears sold")
    assert answered.startswith("main wakes up because a message arrived from shop")
    if closer == "server":
        left = beginning(sentences, "client is left")
        assert left == "main wakes up because shop is closing the connection"
    else:
        left = beginning(sentences, "shop is left")
        assert left == "shop wakes up because main is closing the connection"
    closed = [one for one in sentences if "closing the connection" in one]
    assert len(closed) == 1


def test_a_request_that_is_not_sent_yet_has_no_response(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp", reason="the client is aiohttp's")
    sentences = sentences_of(
        tmp_path,
        """
        import asyncio, aiohttp
        from aiohttp import web
        async def note(request):
            print("server has", await request.json())
            return web.json_response(1)
        async def main():
            app = web.Application()
            app.router.add_post("/", note)
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 8080).start()
            async with aiohttp.ClientSession() as session:
                async with session.post("http://127.0.0.1:8080/", json=1) as response:
                    print("client has", response.status)
            await runner.cleanup()
        asyncio.run(main())
        """,
    )
    (served,) = (n for n, one in enumerate(sentences) if "“server has" in one)
    before, after = sentences[:served], sentences[served:]
    assert not any("response to POST / arrived" in one for one in before), before
    assert any("response to POST / arrived" in one for one in after)
    assert not any("library's task" in one for one in sentences)


def test_what_goes_over_a_websocket_is_sent_once(tmp_path: Path) -> None:
    """Each text is sent after it is printed; a long one goes in two parts."""
    pytest.importorskip("aiohttp", reason="aiohttp has websockets, asyncio has not")
    sentences = sentences_of(
        tmp_path,
        """
        import asyncio, aiohttp
        from aiohttp import web
        async def shop(request):
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            async for message in socket:
                print("shop:", len(message.data))
                await socket.send_str("sold")
                await socket.send_str("sold")
                await socket.send_json([1])
            return socket
        async def stream(request):
            response = web.StreamResponse()
            await response.prepare(request)
            for part in range(3):
                await asyncio.sleep(1)
                print("part:", part)
                await response.write(b"%d" % part)
            return response
        async def main():
            app = web.Application()
            app.router.add_get("/", shop)
            app.router.add_get("/stream", stream)
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 8080).start()
            async with aiohttp.ClientSession("http://127.0.0.1:8080") as session:
                async with session.ws_connect("/") as socket:
                    print("buys")
                    await socket.send_bytes(bytes(20_000))
                    for _ in range(3):
                        await socket.receive()
                async with session.get("/stream") as response:
                    print("came:", await response.text())
            await runner.cleanup()
        asyncio.run(main())
        """,
    )
    (buys,) = (one for one in sentences if "“buys”" in one)
    assert "prints “buys”, sends b'" in buys and buys.count("sends") == 1
    (shop,) = (one for one in sentences if "“shop: 20000”" in one)
    assert "“shop: 20000”, sends three times and waits" in shop
    for part in range(3):
        (writes,) = (one for one in sentences if f"“part: {part}”" in one)
        assert f"“part: {part}”, writes b'{part}' and " in writes
    assert sum("sends" in one or "writes" in one for one in sentences) == 5


def test_a_request_has_its_query_on_both_sides(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp", reason="the client is aiohttp's")
    sentences = sentences_of(
        tmp_path,
        """
        import asyncio, aiohttp
        from aiohttp import web
        async def page(request):
            return web.Response(text=request.path_qs)
        async def main():
            app = web.Application()
            app.router.add_get("/news", page)
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 8080).start()
            async with aiohttp.ClientSession("http://127.0.0.1:8080") as session:
                async with session.get("/news", params={"page": "2 &"}) as response:
                    print("came:", await response.text())
            await runner.cleanup()
        asyncio.run(main())
        """,
    )
    woken = beginning(sentences, "came: /news?page=2+%26")
    assert woken == "main wakes up because the response to GET /news?page=2+%26 arrived"
    about = [one for one in sentences if "/news" in one]
    assert all("GET /news?page=2+%26" in one for one in about)


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_a_thread_prints_before_it_has_returned(tmp_path: Path, clock: str) -> None:
    source = """
        import asyncio, time
        def nap(mark):
            time.sleep(0.2)
            print("thread:", mark)
        async def main():
            for mark in range(3):
                await asyncio.to_thread(nap, mark)
                print("main:", mark)
        asyncio.run(main())
    """
    whole = " ".join(sentences_of(tmp_path, source, clock))
    printed = [f"{who}: {mark}" for mark in range(3) for who in ("thread", "main")]
    places = [whole.index(f"“{text}”") for text in printed]
    assert places == sorted(places)


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_a_thread_is_waited_for_until_its_call_returns(
    tmp_path: Path, clock: str
) -> None:
    source = """
        import asyncio, time
        def nap(mark):
            time.sleep(0.2)
            return mark
        async def main():
            print("first:", await asyncio.to_thread(nap, 1))
            loop = asyncio.get_running_loop()
            print("second:", await loop.run_in_executor(None, nap, 2))
        asyncio.run(main())
    """
    sentences = sentences_of(tmp_path, source, clock)
    for printed, call in {"first: 1": "nap(1)", "second: 2": "nap(2)"}.items():
        told_of = beginning(sentences, printed)
        assert told_of == f"main wakes up because {call} has returned"
