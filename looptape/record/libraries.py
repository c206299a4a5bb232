"""What is known of the inside of asyncio, aiohttp, websockets and AnyIO.

A suspended task of a program often stands inside a library's function, and some
tasks are a library's own. The functions that matter are listed here, in `INNER`, by
file and qualified name: never by name alone, as a program may use the same names.
`tests/record/test_libraries.py` looks for each of them on the Python that runs it.
"""

import sys
import types
from functools import cache
from typing import NamedTuple


class Inner(NamedTuple):
    """A function of a library.

    Attributes:
        file: The end of the name of its file, with `/` between folders.
        name: Its qualified name.
        role: What it is, as `waits` and others ask for it.
        first: The first Python that has it.
        last: The last Python that has it.
    """

    file: str
    name: str
    role: str
    first: tuple[int, int] = (3, 11)
    last: tuple[int, int] = (3, 99)

    @property
    def is_here(self) -> bool:
        """Whether it belongs to this Python."""
        return self.first <= sys.version_info[:2] <= self.last


# The first that matches a frame tells what a task waits for, so functions of wide
# meaning come first.
INNER = (
    Inner("aiohttp/client.py", "ClientSession._request", "request"),
    # What a client's middleware is given to await.
    Inner(
        "aiohttp/client.py",
        "ClientSession._request.<locals>._connect_and_send_request",
        "request",
    ),
    Inner("aiohttp/client_ws.py", "ClientWebSocketResponse.receive", "message"),
    Inner("aiohttp/web_ws.py", "WebSocketResponse.receive", "message"),
    Inner("aiohttp/client_ws.py", "ClientWebSocketResponse.close", "farewell"),
    Inner("aiohttp/web_ws.py", "WebSocketResponse.close", "farewell"),
    # Those of websockets, in its own folder `asyncio`.
    Inner("asyncio/connection.py", "Connection.recv", "message"),
    Inner("asyncio/connection.py", "Connection.close", "farewell"),
    Inner("asyncio/connection.py", "Connection.wait_closed", "closed"),
    Inner("aiohttp/connector.py", "_wait_for_close", "closed"),
    Inner("aiohttp/client_reqrep.py", "ClientResponse.read", "answer"),
    Inner("aiohttp/streams.py", "StreamReader._wait", "data"),
    Inner("aiohttp/web_protocol.py", "RequestHandler.start", "connection"),
    Inner("aiohttp/web_protocol.py", "RequestHandler._handle_request", "handler"),
    Inner(
        "_backends/_asyncio.py",
        "AsyncIOBackend.run_sync_in_worker_thread",
        "worker thread",
    ),
    # AnyIO's own, which wait for futures and events of asyncio.
    Inner("_backends/_asyncio.py", "Lock.acquire", "lock"),
    Inner("_backends/_asyncio.py", "Semaphore.acquire", "lock"),
    Inner("_backends/_asyncio.py", "CapacityLimiter.acquire_on_behalf_of", "lock"),
    Inner("_core/_synchronization.py", "Condition.wait", "event"),
    Inner("streams/memory.py", "MemoryObjectReceiveStream.receive", "item"),
    Inner("asyncio/subprocess.py", "Process.communicate", "child"),
    Inner("asyncio/subprocess.py", "Process.wait", "child's end"),
    Inner("asyncio/subprocess.py", "create_subprocess_exec", "child's start"),
    Inner("asyncio/subprocess.py", "create_subprocess_shell", "child's start"),
    Inner("asyncio/base_events.py", "BaseEventLoop.subprocess_exec", "child's start"),
    Inner("asyncio/base_events.py", "BaseEventLoop.subprocess_shell", "child's start"),
    Inner("asyncio/base_events.py", "BaseEventLoop.create_datagram_endpoint", "socket"),
    Inner("asyncio/streams.py", "open_connection", "connect"),
    Inner("asyncio/streams.py", "open_unix_connection", "connect"),
    Inner("asyncio/base_events.py", "BaseEventLoop.create_connection", "connect"),
    Inner(
        "asyncio/unix_events.py",
        "_UnixSelectorEventLoop.create_unix_connection",
        "connect",
    ),
    Inner("virtual/loop.py", "VirtualLoop.create_unix_connection", "connect"),
    *(
        Inner("asyncio/base_events.py", f"BaseEventLoop.{name}", role)
        for name, role in (
            ("start_tls", "handshake"),
            ("connect_accepted_socket", "set up"),
            ("connect_read_pipe", "pipe"),
            ("connect_write_pipe", "pipe"),
        )
    ),
    Inner("asyncio/streams.py", "StreamWriter.drain", "drain"),
    Inner("asyncio/streams.py", "StreamWriter.wait_closed", "closed"),
    Inner("asyncio/streams.py", "StreamReader._wait_for_data", "data"),
    Inner(
        "asyncio/selector_events.py",
        "BaseSelectorEventLoop._accept_connection2",
        "connect",
    ),
    # What a program does with sockets of its own.
    *(
        Inner("asyncio/selector_events.py", f"BaseSelectorEventLoop.{name}", role)
        for name, role in (
            ("sock_connect", "connect"),
            ("sock_accept", "client"),
            ("sock_recv", "receive"),
            ("sock_recv_into", "receive"),
            ("sock_recvfrom", "receive"),
            ("sock_recvfrom_into", "receive"),
            ("sock_sendall", "drain"),
        )
    ),
    # Before the other, which waits for it once it is cancelled.
    Inner("asyncio/base_events.py", "Server.wait_closed", "server's end"),
    Inner("asyncio/base_events.py", "Server.serve_forever", "serve"),
    Inner(
        "asyncio/tasks.py",
        "as_completed.<locals>._wait_for_one",
        "as_completed",
        last=(3, 12),
    ),
    Inner(
        "asyncio/tasks.py",
        "_AsCompletedIterator._wait_for_one",
        "as_completed",
        first=(3, 13),
    ),
    Inner("asyncio/tasks.py", "sleep", "sleep"),
    # Waits for an event of the queue's own.
    Inner("asyncio/queues.py", "Queue.join", "join"),
    Inner("asyncio/locks.py", "Barrier.wait", "event"),
    Inner("asyncio/locks.py", "Barrier._wait", "release"),
    # What notifies a barrier's own condition.
    Inner("asyncio/locks.py", "Barrier._release", "reaches"),
    Inner("asyncio/locks.py", "Barrier.reset", "resets"),
    Inner("asyncio/locks.py", "Barrier.abort", "aborts"),
    # Before the condition, which takes its lock again when it was notified.
    Inner("asyncio/locks.py", "Lock.acquire", "lock"),
    Inner("asyncio/locks.py", "Semaphore.acquire", "lock"),
    Inner("asyncio/locks.py", "Condition.wait", "event"),
    Inner("asyncio/locks.py", "Event.wait", "event"),
    Inner("asyncio/queues.py", "Queue.get", "get"),
    Inner("asyncio/queues.py", "Queue.put", "put"),
    Inner("asyncio/taskgroups.py", "TaskGroup.__aexit__", "group"),
    Inner("_backends/_asyncio.py", "TaskGroup.__aexit__", "group"),
    Inner("asyncio/tasks.py", "_wait", "wait"),
    # A future of theirs is done when that is which they were given: on 3.11 always.
    Inner("asyncio/tasks.py", "_cancel_and_wait", "given"),
    Inner("asyncio/tasks.py", "wait_for", "given"),
    # What a program sends by: the data are in `data`.
    Inner("aiohttp/web_ws.py", "WebSocketResponse.send_str", "sends"),
    Inner("aiohttp/web_ws.py", "WebSocketResponse.send_bytes", "sends"),
    Inner("aiohttp/web_ws.py", "WebSocketResponse.send_json", "sends"),
    Inner("aiohttp/client_ws.py", "ClientWebSocketResponse.send_str", "sends"),
    Inner("aiohttp/client_ws.py", "ClientWebSocketResponse.send_bytes", "sends"),
    Inner("aiohttp/client_ws.py", "ClientWebSocketResponse.send_json", "sends"),
    Inner("asyncio/connection.py", "Connection.send", "sends"),
    Inner("aiohttp/web_response.py", "StreamResponse.write", "writes"),
    # What calls the function that a program gives to `start_server`.
    Inner("asyncio/streams.py", "StreamReaderProtocol.connection_made", "accepts"),
    # What asyncio calls for each task of `as_completed`.
    Inner(
        "asyncio/tasks.py",
        "as_completed.<locals>._on_completion",
        "reports",
        last=(3, 12),
    ),
    # What it calls when the future of `run_coroutine_threadsafe` is done.
    Inner("asyncio/futures.py", "_chain_future.<locals>._call_check_cancel", "chain"),
    # What asyncio calls when the outer future of `shield` is done.
    Inner("asyncio/tasks.py", "shield.<locals>._outer_done_callback", "shield"),
    # Tasks that a library makes for what the program waits for; `text.labels` says it.
    Inner(
        "asyncio/base_events.py",
        "BaseEventLoop._create_server_getaddrinfo",
        "own task",
    ),
    Inner("aiohttp/client_reqrep.py", "ClientRequest.write_bytes", "own task"),
    # In which a request waits that has no connection yet.
    Inner("aiohttp/connector.py", "BaseConnector.connect", "opens"),
    Inner("aiohttp/web_protocol.py", "RequestHandler.shutdown", "own task"),
    # What AnyIO makes tasks of, which only await a program's own coroutine, or call its
    # function: that of `start_soon`, and the main one of `anyio.run`.
    Inner("_core/_tasks.py", "TaskHandle._run_coro", "awaits"),
    Inner("_backends/_asyncio.py", "AsyncIOBackend.run.<locals>.wrapper", "calls"),
    # The same of asyncio, for an object that has `__await__`.
    Inner("asyncio/tasks.py", "_wrap_awaitable", "wraps", last=(3, 11)),
    Inner(
        "asyncio/tasks.py",
        "ensure_future.<locals>._wrap_awaitable",
        "wraps",
        first=(3, 12),
    ),
    # The tasks that `asyncio.run` makes when main is over; no program knows them.
    Inner("asyncio/base_events.py", "BaseEventLoop.shutdown_asyncgens", "shutdown"),
    Inner(
        "asyncio/base_events.py",
        "BaseEventLoop.shutdown_default_executor",
        "shutdown",
    ),
    Inner(
        "record/virtual_loop.py",
        "VirtualRecordedLoop.shutdown_default_executor",
        "shutdown",
    ),
    # What handles Ctrl-C while `asyncio.run` runs.
    Inner("asyncio/runners.py", "Runner._on_sigint", "interrupt"),
    # What cancels the tasks that are left when its main one is over.
    Inner("asyncio/runners.py", "_cancel_all_tasks", "end of run"),
    # The thread in which `asyncio.run` waits for other threads.
    Inner("asyncio/base_events.py", "BaseEventLoop._do_shutdown", "end of threads"),
)
# Whose objects a program uses itself, beside those of asyncio.
KNOWN = {"anyio"}
PLACES = {(each.file, each.name): place for place, each in enumerate(INNER)}


@cache
def place(file: str, name: str) -> int | None:
    """Where a function stands in `INNER`; None for any other function.

    Args:
        file: The name of its file, as its code object has it.
        name: Its qualified name.
    """
    parts = file.replace("\\", "/").rsplit("/", 2)
    return PLACES.get(("/".join(parts[-2:]), name)) if len(parts) > 1 else None


def role(code: types.CodeType | None) -> str | None:
    """What a function of a library is; None for any other function.

    Args:
        code: Its code object.
    """
    found = None if code is None else place(code.co_filename, code.co_qualname)
    return None if found is None else INNER[found].role
