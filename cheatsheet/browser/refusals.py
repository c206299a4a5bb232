"""Says why a program cannot run in a browser, and what to do instead.

Only what is known to be missing is told so. Everything else, such as a misspelt
import, stays the error that Python makes of it.
"""

import re
import sys

from looptape.record.errors import NeedsRealClock

# Import names of packages that asyncio programs use and that the page does not have:
# those of https://github.com/timofurrer/awesome-asyncio (at 0335c9d) that keep their
# name on PyPI, with the HTTP clients, data and test tools that programs load beside.
PACKAGES = """
aioamqp aiocache aiodebug aiodns aiofiles aiohttp_client_cache aiokafka aiomysql aioodbc
aiopg aioredis aioresponses aiorun aiosqlite aiozmq anyio ariadne asgiref asyncpg
asyncpgsa asyncssh asynctest autobahn bs4 celery curio databases django dotenv fastapi
flask gino httpx janus japronto lxml matplotlib motor nats nest_asyncio numpy pandas
psutil psycopg psycopg2 pydantic pymongo pytest pytest_asyncio quart redis requests ruia
sanic scrapy selenium sqlalchemy starlette tartiflette tornado tortoise tqdm trio
trio_asyncio twisted uvicorn uvloop vibora websockets yaml zmq
"""

# Public names that CPython has on Linux and Pyodide 314 lacks, by module.
PARTS = {
    "asyncio": "open_unix_connection start_unix_server",
    "hashlib": "pbkdf2_hmac scrypt",
    "os": "copy_file_range eventfd forkpty getegid geteuid getgroups getrandom "
    "getxattr link listxattr memfd_create mkfifo mknod nice openpty pidfd_open pipe2 "
    "posix_spawn preadv pwritev sched_getaffinity sched_setaffinity sendfile setxattr",
    "select": "epoll EPOLLET EPOLLIN EPOLLOUT",
    "selectors": "EpollSelector",
    "signal": "alarm pidfd_send_signal pthread_kill setitimer",
    "socket": "AF_NETLINK AF_UNIX SO_REUSEADDR SO_REUSEPORT sethostname",
    "threading": "get_native_id",
    "time": "thread_time thread_time_ns tzset",
}

IMPORT = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
PART = re.compile(
    r"AttributeError: module '(?P<module>\w+)' has no attribute '(?P<name>\w+)'.*"
    r"|ImportError: cannot import name '(?P<imported>\w+)' from '(?P<origin>\w+)'.*"
)
NO_PROCESSES = "NotImplementedError: This Python build lacks multiprocessing"

# What a program called, by the function of a library that a refusal came through:
# (end of its file's name, its name) -> as a program names it.
CALLS = {
    ("aiohttp/web.py", "run_app"): "web.run_app",
    ("http/client.py", "connect"): "http.client",
    ("smtplib.py", "connect"): "smtplib",
    ("urllib/request.py", "urlopen"): "urllib.request.urlopen",
}
RUN_APP = (
    "`web.run_app` serves clients from outside until a signal comes, and a browser has "
    "neither. Serve with `web.AppRunner` and `web.TCPSite`, and add a client in the "
    "same program, or download it and run `python {name}`."
)
INPUT = (
    "This program reads what you type, and programs in this page have no keyboard. "
    "Download it and run `python {name}`."
)


def lacks(needs: str, name: str) -> str:
    """The sentence for what only a Python outside a browser has.

    Args:
        needs: What the program needs, as a program names it; words around a name have
            their own backticks.
        name: Its file.
    """
    what = needs if "`" in needs else f"`{needs}`"
    return (
        f"This program needs {what}, which a browser does not have. "
        f"Download it and run `python {name}`."
    )


def refused(error: NeedsRealClock, name: str) -> str:
    """The sentence for what the recorder refused.

    Args:
        error: The refusal.
        name: The program's file.
    """
    called = _called(error.calls)
    if error.needs == "input()":
        return INPUT.format(name=name)
    if called == "web.run_app":
        return RUN_APP.format(name=name)
    if not (called or error.needs):
        return (
            f"This program cannot run here, because {error}. "
            f"Download it and run `python {name}`."
        )
    return lacks(called or error.needs, name)


def _called(calls: list[tuple[str, str]]) -> str | None:
    for filename, name in reversed(calls):  # The outermost is the program's own word.
        for (file, function), called in CALLS.items():
            if name == function and filename.endswith(file):
                return called
    return None


def missing(error: str, name: str) -> str | None:
    """The sentence for an error that comes of what Python lacks in a browser.

    Args:
        error: Its type and text.
        name: The program's file.

    Returns:
        None for an error that the program would meet on any Python.
    """
    if error.startswith(NO_PROCESSES):
        return lacks("multiprocessing", name)
    if found := IMPORT.fullmatch(error):
        top = found[1].partition(".")[0]
        if top in sys.stdlib_module_names:
            return lacks(top.lstrip("_"), name)
        if top in PACKAGES.split():
            return (
                f"This program needs the package `{top}`, which this page does not "
                f"have. Download it, install the package and run `python {name}`."
            )
    elif found := PART.fullmatch(error):
        module = found["module"] or found["origin"]
        part = found["name"] or found["imported"]
        if part in PARTS.get(module, "").split():
            return lacks(f"{module}.{part}", name)
    return None
