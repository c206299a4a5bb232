"""Which names asyncio has, and which of them warn.

Each line of output shows a name and how this Python responds to it.
"""

import asyncio
import gc
import logging
import re
import sys
import warnings

CASES = []


def idiom(label, machine=False):
    def keep(function):
        CASES.append((label, function, machine))
        return function

    return keep


async def fetch():
    return "page"


def has(path, arguments=None):
    """Look a name up, and call it where arguments are given."""

    def look():
        found = asyncio
        for name in path.split("."):
            found = getattr(found, name)
        if arguments is not None:
            found(*arguments)

    brackets = "" if arguments is None else "()"
    idiom("`asyncio." + path + brackets + "`")(look)


for path in [
    "run",
    "create_task",
    "get_running_loop",
    "all_tasks",
    "current_task",
    "Task.set_name",
    "to_thread",
    "TaskGroup",
    "timeout",
    "timeout_at",
    "Runner",
    "Barrier",
    "Task.cancelling",
    "Task.uncancel",
    "eager_task_factory",
    "Queue.shutdown",
    "QueueShutDown",
    "EventLoop",
    "Server.close_clients",
    "capture_call_graph",
    "print_call_graph",
    "TaskGroup.cancel",
    "coroutine",
    "async",
    "Task.all_tasks",
    "AbstractChildWatcher",
    "ThreadedChildWatcher",
    "SafeChildWatcher",
    "PidfdChildWatcher",
    "AbstractEventLoopPolicy",
    "DefaultEventLoopPolicy",
]:
    has(path)

for path, arguments in [
    ("get_child_watcher", []),
    ("set_child_watcher", [None]),
    ("get_event_loop_policy", []),
    ("set_event_loop_policy", [None]),
    ("iscoroutinefunction", [fetch]),
    ("set_event_loop", [None]),
]:
    has(path, arguments)


@idiom("`asyncio.TimeoutError` is the built-in `TimeoutError`")
def timeout_error():
    same = asyncio.TimeoutError is TimeoutError
    assert same, "it is a class of its own"


@idiom("`CancelledError` is not an `Exception`")
def cancelled_error():
    kind = issubclass(asyncio.CancelledError, Exception)
    assert not kind, "it is an Exception"


@idiom("no name in asyncio contains `http`, `sql`, `redis` or `mail`")
def other_libraries():
    words = re.compile("http|sql|redis|mail", re.IGNORECASE)
    found = [name for name in dir(asyncio) if words.search(name)]
    assert not found, "it has " + ", ".join(found)


@idiom("nothing in asyncio watches or opens files")
def files():
    words = re.compile("watch|file|inotify", re.IGNORECASE)
    found = [name for name in dir(asyncio) if words.search(name)]
    known = re.compile(
        "child_?watcher|sendfile|__file__", re.IGNORECASE
    )
    found = [name for name in found if not known.search(name)]
    assert not found, "it has " + ", ".join(found)


def cut(text):
    line = str(text).partition("\n")[0].replace("__main__.", "")
    line = re.sub(r"[\w.]+\.<locals>\.", "", line)
    while re.search(r"<\w+\W[^<>]*>", line):
        line = re.sub(r"<(\w+)\W[^<>]*>", r"{\1}", line)
    return line.replace("{", "<").replace("}", ">")


def attempt(function):
    said = []
    log = logging.Handler()
    log.emit = lambda record: said.append(cut(record.getMessage()))
    logger = logging.getLogger()
    logger.addHandler(log)
    status = "ok"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            function()
        except AssertionError as error:
            status = "error: " + cut(error)
        except BaseException as error:
            text = str(getattr(error, "msg", None) or error)
            status = "error: " + cut(type(error).__name__ + ": " + text)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".*set_event_loop_policy")
            asyncio.set_event_loop_policy(None)
        gc.collect()
    logger.removeHandler(log)
    texts = [
        f"{one.category.__name__}: {cut(one.message)}" for one in caught
    ]
    texts = list(dict.fromkeys(texts + said))
    if texts and status == "ok":
        status = "warning: " + texts.pop(0)
    return " | ".join([status, *texts])


def main():
    for label, function, machine in CASES:
        if machine and sys.platform == "emscripten":
            print(f"{label}: not run")
            continue
        print(f"{label}: {attempt(function)}", flush=True)


if __name__ == "__main__":
    main()
