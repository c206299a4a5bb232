# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "a real program ends"
# stderr = [".*child process pid .* will report returncode 255"]
# varies = ["pid \\d+"]
# ///
"""Let something else read the exit status of a child process.

The system reports an exit status once. If a program ignores `SIGCHLD`,
or another part of it waits for any child, asyncio can only guess.
"""

import asyncio
import signal
import sys


async def main():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "raise SystemExit(3)"
    )
    print("exit status:", await process.wait())


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    asyncio.run(main())
