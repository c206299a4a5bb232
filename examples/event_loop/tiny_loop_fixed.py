"""An event loop in twenty lines.

A queue holds what is ready, first in, first out. A heap holds what is
waiting, and until when. Each turn of `run` sleeps if nothing is
ready, moves whatever is due into the queue, and resumes what is in it.
"""

import heapq
import time
from collections import deque


class Pause:
    def __init__(self, seconds):
        self.until = time.monotonic() + seconds

    def __await__(self):
        yield self.until


async def tick(name, seconds, times):
    for number in range(1, times + 1):
        await Pause(seconds)
        print(f"{name}: tick {number}")


def run(*coroutines):
    ready, timers = deque(enumerate(coroutines)), []
    while ready or timers:
        if not ready:
            time.sleep(max(0, timers[0][0] - time.monotonic()))
        while timers and timers[0][0] <= time.monotonic():
            until, *due = heapq.heappop(timers)
            ready.append(due)
        for _ in range(len(ready)):
            number, coroutine = ready.popleft()
            try:
                until = coroutine.send(None)
            except StopIteration:
                continue
            heapq.heappush(timers, (until, number, coroutine))
    print("loop: nothing left to do")


if __name__ == "__main__":
    run(tick("clock", 1, 4), tick("grandfather", 2.5, 2))
