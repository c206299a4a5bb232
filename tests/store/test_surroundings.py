"""Whatever the caller's shell has set or ignores, examples run alike."""

import json
import os
import signal
import subprocess
import sys

import pytest

from cheatsheet.store.project import ROOT

# What a program sees of its surroundings, and a child of it.
LOOK = """
import json, os, signal, subprocess, sys
from cheatsheet.store import surroundings
surroundings.clear()
look = '''if True:
    import asyncio, json, os, signal, sys
    print(json.dumps({
        "debug": asyncio.coroutines._is_debug_mode(),
        "encoding": sys.stdout.encoding.lower(),
        "interrupted": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
        "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        "variables": sorted(os.environ),
    }))'''
exec(look)
sys.stdout.flush()
sys.exit(subprocess.run([sys.executable, "-c", look]).returncode and 3)
"""
UNWANTED = {
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONWARNINGS": "error",
    "CI": "true",
    "COLUMNS": "20",
    "FORCE_COLOR": "1",
    "PYTEST_ADDOPTS": "-v",
    "http_proxy": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}


def ignore() -> None:
    """Do as `nohup` and some shells do to what they start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])


def test_what_a_shell_hands_down_is_cleared_away() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env={**os.environ, **UNWANTED},
        preexec_fn=ignore,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    own, child = map(json.loads, done.stdout.splitlines())
    assert not UNWANTED.keys() & {*own.pop("variables"), *child.pop("variables")}
    assert own == child
    assert own == {
        "debug": False,
        "encoding": "utf-8",
        "interrupted": True,
        "blocked": 0,
    }


@pytest.mark.parametrize(
    ("variables", "remedy"),
    [
        ({"PYTHONDEVMODE": "1"}, "start Python without -X dev and PYTHONDEVMODE"),
        ({"PYTHONOPTIMIZE": "1"}, "start Python without -O and PYTHONOPTIMIZE"),
        (
            {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
            "set PYTHONUTF8=1 before Python starts",
        ),
        (
            {"PYTHONHASHSEED": "1"},
            "set PYTHONHASHSEED=0, or sets have another order in each run",
        ),
    ],
)
def test_what_cannot_be_undone_is_refused(
    variables: dict[str, str], remedy: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cheatsheet.store.recordings", "check", "any/name"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0", **variables},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.endswith(f"error: {remedy}\n")
