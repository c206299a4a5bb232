# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another program"
# ///
"""Send text to a program, check its exit status, and always end it.

`communicate` writes its argument to standard input, then closes it.
An exit status other than 0 becomes a `CalledProcessError`, as with
`subprocess.run(check=True)`. Even after a timeout or a cancellation,
the program is not left running.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE
from subprocess import CalledProcessError

SORT = "import sys; print(*sorted(sys.stdin), sep='', end='')"


async def run(*command, text=""):
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        out, err = await process.communicate(text.encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()  # wait() might never end
    if process.returncode:
        raise CalledProcessError(process.returncode, command, out, err)
    return out.decode().strip()


async def main(python=sys.executable):
    print(await run(python, "-c", SORT, text="pear\napple\nfig\n"))
    try:
        await run(python, "-c", "raise SystemExit('no more paper')")
    except CalledProcessError as error:
        reason = error.stderr.decode().strip()
        print(f"status {error.returncode}: {reason}")
    try:
        async with asyncio.timeout(1):
            await run(python, "-c", "import time; time.sleep(60)")
    except TimeoutError:
        print("stopped after 1 s")


if __name__ == "__main__":
    asyncio.run(main())
