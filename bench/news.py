"""The news scripts against a real server, in round trips of its delay."""

import asyncio
import contextlib
import io
import re
import runpy
import subprocess
import sys
from collections.abc import Callable

from bench.figures import ROOT, row, seconds

DELAY = 1.0  # Seconds the news server takes to answer.
STORIES = 5
WEB = ROOT / "examples" / "web"


def measure() -> None:
    """Print how many round trips each script takes."""
    command = ["news_server.py", "--port", "0", "--delay", str(DELAY)]
    server = subprocess.Popen(
        [sys.executable, *command],
        cwd=WEB,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert found, "the news server does not say where it listens"
        for name, trips, wanted in (
            ("get_news_async", 2, "1.15 at most"),
            ("get_news_sync", STORIES + 1, "about 1"),
        ):
            main = runpy.run_path(str(WEB / f"{name}.py"))["main"]

            def whole(main: Callable[..., object] = main) -> None:
                done = main(found[0], STORIES, 60)
                if asyncio.iscoroutine(done):
                    asyncio.run(done)

            with contextlib.redirect_stdout(io.StringIO()):
                taken = seconds(whole)
            what = f"{name}, {STORIES} stories: {taken:.2f} s"
            row(what, f"{taken / (trips * DELAY):.3f} x {trips} trips", wanted)
    finally:
        server.terminate()
        server.wait(timeout=10)
