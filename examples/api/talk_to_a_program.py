# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts another program"
# ///
"""Ask a program questions over its pipes, one at a time.

The program answers each line on its standard output, and `ask` waits
for that answer before it returns. On a signal, the program prints
statistics, as many programs do. Closing its standard input ends it.
"""

import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT

CALCULATOR = """
import signal, sys
count = 0
def tell(*_): print(count, "answers", file=sys.stderr, flush=True)
signal.signal(signal.SIGUSR1, tell)
for line in sys.stdin:
    count += 1
    print(sum(map(int, line.split())), flush=True)
"""


async def ask(process: asyncio.subprocess.Process, question):
    process.stdin.write(f"{question}\n".encode())
    await process.stdin.drain()
    async with asyncio.timeout(5):
        answer = await process.stdout.readline()
    if not answer:
        raise EOFError("the program has ended")
    print(question, "=", answer.decode().strip())


async def main():
    for errors in PIPE, STDOUT:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", CALCULATOR),
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
        )
        try:
            await ask(process, "1 2 3")
            await ask(process, "40 2")
            process.send_signal(signal.SIGUSR1)
            pipe = process.stderr or process.stdout
            print((await pipe.readline()).decode().strip())
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                process.kill()  # it may not end by itself
            raise
        finally:
            process.stdin.close()  # which makes the program end
            print(f"{await process.wait()=}")


if __name__ == "__main__":
    asyncio.run(main())
