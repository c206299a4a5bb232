"""Companion programs as real processes, for runs on the real clock.

In virtual time a client and its server share one loop; here the server is started
as a reader would start it, on a free port.
"""

import contextlib
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

from looptape.script import Script, ScriptError

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
# Starting a server takes well under a second; this is for a machine under load.
PATIENCE = 30.0


@contextlib.contextmanager
def running_companions(script: Script) -> Iterator[list[str]]:
    """Start the companions of a script, and end them afterwards.

    Args:
        script: The program that needs them.

    Yields:
        The command line arguments that lead the program to them: each address
        after `--url`, or alone where the program has no option of that name.

    Raises:
        ScriptError: A companion did not say in its first line where it listens.
    """
    with contextlib.ExitStack() as stack:
        arguments = []
        for companion in script.companions:
            url = stack.enter_context(_running(companion))
            option = ["--url"] if '"--url"' in script.source else []
            arguments += [*option, url]
        yield arguments


@contextlib.contextmanager
def _running(script: Script) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, script.path.name, "--port", "0"],
        cwd=script.path.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    # A server that never says a word is ended, which ends the `readline`.
    alarm = threading.Timer(PATIENCE, process.kill)
    alarm.start()
    try:
        line = process.stdout.readline()
        alarm.cancel()
        address = ADDRESS.search(line)
        if address is None:
            raise ScriptError(
                f"{script.path}: its first line has to name its address "
                f"(http://127.0.0.1:PORT), but is {line!r}"
            )
        yield address[0]
    finally:
        alarm.cancel()
        process.terminate()  # A shell may have it ignore Ctrl-C.
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
