"""What a shell hands to a program unseen, and what examples may not depend on.

A variable such as PYTHONASYNCIODEBUG changes what asyncio prints and when it
takes a step; under `nohup` a program and all that it starts ignore Ctrl-C. Neither
belongs to an example, so whatever records or tests examples clears it away first.
"""

import codecs
import locale
import os
import signal
import sys

# Where Python finds and keeps its modules, and the order of sets: no behaviour.
KEPT = {
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHASHSEED",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONPYCACHEPREFIX",
}
# The width, length and colours of messages, and what tools that examples start are
# told: pytest writes longer lines where it finds that it runs for a build server.
LOOKS = {
    "BUILD_NUMBER",
    "CI",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "FORCE_COLOR",
    "LINES",
    "NO_COLOR",
    "PYTEST_ADDOPTS",
    "PYTEST_PLUGINS",
    "PY_COLORS",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
}
# Left by the caller as "ignore", these would be ignored by every child as well; and
# a process that ignores SIGCHLD never learns the exit status of a child.
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM", "SIGCHLD", "SIGUSR1", "SIGUSR2")


class Unsuitable(Exception):
    """This Python was started in a way that changes examples; the message says how."""


def clear() -> None:
    """Let this process and its children run examples as a fresh shell would.

    Variables that change what Python does or how messages look are removed,
    proxies as well because examples talk to this machine only. Children read and
    write UTF-8. Signals that the caller had ignored or blocked work again.

    Raises:
        Unsuitable: What was handed down took effect when this process started.
    """
    for name in list(os.environ):
        if (
            (name.startswith("PYTHON") and name not in KEPT)
            or name in LOOKS
            or name.startswith("TQDM_")
            or name.lower().endswith("_proxy")
        ):
            del os.environ[name]
    os.environ["PYTHONUTF8"] = "1"
    for name in SIGNALS:
        number = getattr(signal, name, None)  # Windows has two of them.
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            own = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
            signal.signal(number, own)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if os.environ.get("PYTHONHASHSEED") != "0":
        raise Unsuitable("set PYTHONHASHSEED=0, or sets have another order in each run")
    if sys.flags.dev_mode:
        raise Unsuitable("start Python without -X dev and PYTHONDEVMODE")
    if sys.flags.optimize:
        raise Unsuitable("start Python without -O and PYTHONOPTIMIZE")
    if codecs.lookup(locale.getpreferredencoding(False)).name != "utf-8":
        raise Unsuitable("set PYTHONUTF8=1 before Python starts")
