"""An HTTP server that does everything wrong, one fault per address.

The first part of a path names the fault, the rest is a path of the news or of
the statistics service, as in `/cut/v0/topstories.json`. The fault befalls the
list, or with `late-` before its name the third story or player.
"""

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LISTED = [1, 2, 3, 4, 5]
LATE = 3
PATIENCE = 100  # Seconds; nothing takes as long unless a test is about to fail.
LONG = 100_000
TITLES = {"long": "!" * LONG, "accent": ": caf\u00e9"}


class Faulty(BaseHTTPRequestHandler):
    """Answers a request as the name of the fault in its path says."""

    protocol_version = "HTTP/1.1"
    server: "FaultyServer"

    def do_GET(self) -> None:
        fault, page = self.path.split("/")[1], self.path.split("/")[-1]
        number = int(page.removesuffix(".json")) if page[0].isdecimal() else None
        late = fault.startswith("late-")
        first = self.path not in self.server.seen
        self.server.seen.append(self.path)
        self.server.times.append(time.monotonic())
        one_by_one = self.headers["User-Agent"].startswith("Python-urllib")
        if late and number == LATE and not one_by_one:
            self.server.wait_for_the_others()
        if number == (LATE if late else None):
            method = getattr(self, "do_" + fault.removeprefix("late-").split("-")[0])
            if first or not fault.endswith("-once"):
                method(*fault.removeprefix("late-").split("-")[1:2])
                return
        if number is None:
            self.answer(LISTED)
        else:
            title = f"Story {number}" + TITLES.get(fault, "")
            self.answer({"title": title, "name": f"Guard {number}", "points": 7})
            if late:
                self.note_that_it_came(number)

    def note_that_it_came(self, number: int) -> None:
        """Wait until the client hangs up, which it does when it has the answer."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            while self.rfile.read(1):
                pass
        self.server.note(number)

    def answer(self, value: object) -> None:
        self.send(200, json.dumps(value).encode())

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; an underscore in a header's name is a hyphen."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        if "/late-" in self.path:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def do_well(self) -> None:
        self.answer(LISTED)

    do_long = do_accent = do_well

    def do_status(self, status: str) -> None:
        self.send(int(status), b"" if status in {"204", "304"} else b"sorry")

    def do_retry(self, after: str) -> None:
        self.server.met.set()
        self.send(429, b"sorry", Retry_After=after.replace("_", " "))

    def do_body(self, name: str) -> None:
        self.send(200, BODIES[name], Content_Type="application/json")

    def do_circle(self) -> None:
        self.send(302, Location=self.path)

    def do_elsewhere(self) -> None:
        self.send(302, Location="ftp://127.0.0.1/news")

    def do_astray(self) -> None:
        self.send(302, Location="http://[")

    def do_silent(self) -> None:
        """Keep the connection and say nothing until the test is over."""
        self.server.met.set()
        self.server.over.wait(PATIENCE)
        self.close_connection = True

    def do_hangup(self) -> None:
        """End the connection without an answer."""
        self.close_connection = True

    def do_cut(self) -> None:
        """End the connection in the middle of the body."""
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b'{"title": ')
        self.close_connection = True

    def do_chunk(self) -> None:
        """End the connection in the middle of a body sent in chunks."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b'5\r\n{"tit\r\n')
        self.close_connection = True

    def do_stall(self) -> None:
        """Fall silent in the middle of the body."""
        self.do_cut()
        self.do_silent()

    def do_reset(self) -> None:
        """End the connection in mid-body as a crashed machine does."""
        self.do_cut()
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        # The socket's own close sends the reset; a shutdown would be polite.
        self.server.shutdown_request = self.server.close_request

    def do_garbage(self) -> None:
        """Answer in something that is not HTTP."""
        self.wfile.write(b"+OK dovecot ready.\r\n")
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


BODIES = {
    "html": b"<!doctype html><p>Hello",
    "binary": b"\xff\xfe\xfa\x00",
    "half": b'{"title": "Sto',
    "null": b"null",
    "number": b"5",
    "texts": b'["a", "b"]',
    "mixed": b'[1, "b"]',
    "nested": b'{"title": {"name": []}}',
    "vacant": b"[]",
}


class FaultyServer(ThreadingHTTPServer):
    """The server, with what a test wants to know of it.

    Attributes:
        seen: The paths that were asked for, in order.
        times: When each of them was, in seconds of a monotonic clock.
        met: Set when a client has met a fault that makes it wait.
        over: Set when the test is over, which ends all silence.
    """

    daemon_threads = True
    request_queue_size = 50

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Faulty)
        self.seen: list[str] = []
        self.times: list[float] = []
        self.met = threading.Event()
        self.over = threading.Event()
        self._came: set[int] = set()
        self._change = threading.Condition()

    def note(self, number: int) -> None:
        """A client has all of an item."""
        with self._change:
            self._came.add(number)
            self._change.notify_all()

    def wait_for_the_others(self) -> None:
        """Wait until a client that asks for all at once has all but the late one."""
        others = {*LISTED} - {LATE}
        with self._change:
            self._change.wait_for(lambda: self._came >= others, PATIENCE)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """Keep quiet: clients leave when they have met their fault."""


@contextlib.contextmanager
def faulty_server() -> Iterator[FaultyServer]:
    """Run a server in a thread of its own, on a free port of this machine."""
    with FaultyServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
