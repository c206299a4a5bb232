# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# ///
"""Run several programs concurrently and collect what they write.

`communicate` reads all output and waits for the program to exit.
Output that you did not ask for with `PIPE` is `None`: by default, it
goes where your own output goes.
Starting a program that does not exist raises `FileNotFoundError`.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE

GREET = "import time; time.sleep(1); print('hello')"
FAIL = "import time; time.sleep(0.5); raise SystemExit('no more paper')"
COUNT = "print(sum(range(10)))"


async def run(name, *command, stderr=PIPE):
    process = await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, stderr=stderr
    )
    try:
        out, err = await process.communicate()
    finally:  # no program outlives its task
        if process.returncode is None:
            process.kill()
            await process.communicate()  # wait() might never end
    print(f"{name} has ended")
    return name, process.returncode, out, err


async def main(python=sys.executable):
    results = await asyncio.gather(
        run("greet", python, "-c", GREET),
        run("fail", python, "-c", FAIL),
        run("count", python, "-c", COUNT, stderr=None),
    )
    for name, code, out, err in results:
        print(f"{name}: {code=} {out=} {err=}")

    try:
        await run("missing", "no-such-program")
    except FileNotFoundError as error:
        print(f"there is no program {error.filename!r}")


if __name__ == "__main__":
    asyncio.run(main())
