"""What policies and child watchers still do.

Each line of output is one use of them and how this Python responds.
"""

import asyncio
import gc
import logging
import re
import subprocess
import sys
import warnings

CASES = []


def idiom(label, machine=False):
    def keep(function):
        CASES.append((label, function, machine))
        return function

    return keep


@idiom("`set_event_loop_policy()` with a policy of your own")
def own_policy():
    made = []

    class Own(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            made.append(super().new_event_loop())
            return made[-1]

    asyncio.set_event_loop_policy(Own())
    asyncio.new_event_loop().close()
    assert made, "it is not asked"


@idiom("a policy that is derived from `AbstractEventLoopPolicy`")
def abstract_policy():
    class Own(asyncio.AbstractEventLoopPolicy):
        def get_event_loop(self):
            return "my loop"

    asyncio.set_event_loop_policy(Own())
    assert asyncio.get_event_loop() == "my loop"


@idiom("`policy.get_event_loop()`, with no loop set")
def no_loop():
    asyncio.get_event_loop_policy().get_event_loop().close()


@idiom("`policy.set_event_loop()`, then `policy.get_event_loop()`")
def set_and_get():
    policy = asyncio.get_event_loop_policy()
    loop = policy.new_event_loop()
    try:
        policy.set_event_loop(loop)
        assert policy.get_event_loop() is loop
    finally:
        policy.set_event_loop(None)
        loop.close()


@idiom("`policy.set_child_watcher()`", machine=True)
def set_watcher():
    policy = asyncio.get_event_loop_policy()
    watcher = asyncio.SafeChildWatcher()
    policy.set_child_watcher(watcher)
    assert policy.get_child_watcher() is watcher
    policy.set_child_watcher(None)


def start_child():
    return subprocess.Popen(["sh", "-c", "sleep 0.2; exit 3"])


def child_ends(make):
    """Start a child, and let a watcher call back when it has ended."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    ended = loop.create_future()

    def tell(pid, status):
        loop.call_soon_threadsafe(ended.set_result, status)

    async def main():
        watcher = make()
        watcher.attach_loop(loop)
        with watcher:
            child = start_child()
            watcher.add_child_handler(child.pid, tell)
            child.returncode = await asyncio.wait_for(ended, 5)
            if hasattr(watcher, "is_active"):
                watcher.is_active()
            watcher.remove_child_handler(child.pid)
        watcher.close()
        assert child.returncode == 3

    try:
        loop.run_until_complete(main())
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@idiom("a child watcher that is derived from `AbstractChildWatcher`")
def abstract_watcher():
    class Own(asyncio.AbstractChildWatcher):
        pass

    assert Own


@idiom("`ThreadedChildWatcher`", machine=True)
def threaded_watcher():
    child_ends(asyncio.ThreadedChildWatcher)


@idiom("`PidfdChildWatcher`", machine=True)
def pidfd_watcher():
    child_ends(asyncio.PidfdChildWatcher)


@idiom("`MultiLoopChildWatcher`", machine=True)
def multi_loop_watcher():
    child_ends(asyncio.MultiLoopChildWatcher)


@idiom("`SafeChildWatcher`", machine=True)
def safe_watcher():
    child_ends(asyncio.SafeChildWatcher)


@idiom("`FastChildWatcher`", machine=True)
def fast_watcher():
    child_ends(asyncio.FastChildWatcher)


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
