"""`python -m looptape SCRIPT`: run a script and show what its tasks did."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from looptape.record.errors import NeedsRealClock
from looptape.record.limits import Limits
from looptape.record.recorder import record
from looptape.recording import SECOND
from looptape.script import Script, ScriptError
from looptape.timeline import text_table


def main(arguments: Sequence[str] | None = None) -> int:
    """Record one script of the reader's own.

    Returns:
        The script's exit status, or 2 where it can not be recorded.
    """
    parser = argparse.ArgumentParser(prog="python -m looptape", description=__doc__)
    parser.add_argument("--clock", choices=["virtual", "real"])
    parser.add_argument(
        "--seconds",
        type=float,
        default=Limits().time / SECOND,
        help="virtual time after which the run is ended",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the recording")
    parser.add_argument("script", type=Path)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if not options.seconds > 0:
        parser.error("--seconds has to be more than 0")
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of strings have another order in each run otherwise.
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        command = [sys.executable, "-m", "looptape", *(arguments or sys.argv[1:])]
        return subprocess.run(command, env=environment, check=False).returncode
    streams = {"out": sys.stdout, "err": sys.stderr}

    def echo(stream: str, text: str) -> None:
        streams[stream].write(text)
        streams[stream].flush()

    try:
        script = Script.read(options.script)
        recording = record(
            script,
            clock=options.clock,
            arguments=options.arguments or None,
            limits=Limits(time=round(options.seconds * SECOND)),
            echo=echo,
        )
        if options.json:
            options.json.write_text(recording.to_json(), encoding="utf-8")
    except ScriptError as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"the recording can not be written: {error}")
    except NeedsRealClock as error:
        parser.error(f"{error}: try `--clock real`")
    print(f"\n{text_table(recording)}")
    return recording.status


if __name__ == "__main__":
    raise SystemExit(main())
