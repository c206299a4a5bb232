# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it starts other programs"
# dev_stderr = ["Close running child process: kill .*"]
# ///
"""Run a program with a protocol instead of streams.

The protocol's methods are called when the program writes something,
closes a pipe or ends. The transport has the program's pipes, its
process ID and its exit status.
"""

import asyncio
import signal
import sys

PROGRAM = """
import sys, time
print(sys.stdin.readline().upper(), end="", flush=True)
print("careful", file=sys.stderr, flush=True)
time.sleep(60)
"""


class Child(asyncio.SubprocessProtocol):
    def __init__(self):
        self.heard = asyncio.Queue()
        self.ended = asyncio.get_running_loop().create_future()

    def pipe_data_received(self, fd, data):
        self.heard.put_nowait((fd, data))

    def pipe_connection_lost(self, fd, error):
        self.heard.put_nowait((fd, None))

    def process_exited(self):
        if not self.ended.done():
            self.ended.set_result(None)


async def main():
    loop = asyncio.get_running_loop()
    for stop in "terminate", "kill", "send_signal", "close":
        transport, child = await loop.subprocess_exec(
            *(Child, sys.executable, "-c", PROGRAM)
        )
        try:
            assert transport.get_pid() > 0
            transport.get_pipe_transport(0).write(b"hello\n")
            heard = {await child.heard.get(), await child.heard.get()}
            if stop == "terminate":
                print(sorted(heard))
                transport.terminate()
            elif stop == "kill":
                transport.kill()
            elif stop == "send_signal":
                transport.send_signal(signal.SIGUSR1)
            else:
                transport.close()  # kills a program that is running
            await child.ended
        finally:
            transport.close()
        print(f"{stop}: {transport.get_returncode()}")

    transport, child = await loop.subprocess_shell(Child, "exit 3")
    try:
        await child.ended
        print(f"shell: {transport.get_returncode()}")
    finally:
        transport.close()


if __name__ == "__main__":
    asyncio.run(main())
