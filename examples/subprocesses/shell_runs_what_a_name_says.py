# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""Start a program without a shell when an argument comes from outside.

A shell reads the whole line, so what follows a semicolon in a file name
becomes a second command. `create_subprocess_exec` hands each argument
to the program as it is. If you need a shell, use `shlex.quote`.
"""

import asyncio
import shlex
from asyncio.subprocess import PIPE

NAME = "notes.txt; echo all files deleted"


async def main():
    process = await asyncio.create_subprocess_shell(
        f"echo {NAME}", stdout=PIPE
    )
    out, _ = await process.communicate()
    print(f"shell: {out.decode().splitlines()}")

    process = await asyncio.create_subprocess_exec(
        "echo", NAME, stdout=PIPE
    )
    out, _ = await process.communicate()
    print(f"exec: {out.decode().splitlines()}")

    process = await asyncio.create_subprocess_shell(
        f"echo {shlex.quote(NAME)} | tr a-z A-Z", stdout=PIPE
    )
    out, _ = await process.communicate()
    print(f"quoted: {out.decode().splitlines()}")


if __name__ == "__main__":
    asyncio.run(main())
