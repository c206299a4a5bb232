# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the event loop and the window run in two real threads"
# ///
"""Use asyncio in a program that has a window.

The window needs the main thread, so the event loop runs in another one.
Neither thread touches what belongs to the other: the window sends
coroutines to the loop with `run_coroutine_threadsafe`, and reads their
reports from a queue every 50 milliseconds.
"""

import asyncio
import queue
import sched
import threading
from contextlib import contextmanager


class Window:  # stands in for tkinter.Tk, which needs a display
    def __init__(self):
        self.calls = sched.scheduler()

    def after(self, milliseconds, function, *arguments):
        self.calls.enter(milliseconds / 1000, 0, function, arguments)

    def mainloop(self):
        self.calls.run()

    def destroy(self):
        for call in self.calls.queue:
            self.calls.cancel(call)


@contextmanager
def background_loop():
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield loop
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


async def download(name, seconds, report):
    report(f"{name}: connects")
    try:
        async with asyncio.timeout(0.5):
            await asyncio.sleep(seconds)
        report(f"{name}: done")
    except Exception as error:  # here, because nothing awaits this
        report(f"{name}: {type(error).__name__}")
    finally:
        report(f"{name}: disconnects")


def main():
    window = Window()  # or tkinter.Tk()
    reports = queue.SimpleQueue()

    def start(name, seconds):
        asyncio.run_coroutine_threadsafe(
            download(name, seconds, reports.put), loop
        )

    def read_reports():
        while not reports.empty():
            print(f"window shows: {reports.get()}")
        window.after(50, read_reports)

    window.after(0, read_reports)
    window.after(100, start, "tea", 0.2)
    window.after(500, start, "cake", 60)
    window.after(1400, start, "pie", 60)
    window.after(1600, window.destroy)
    with background_loop() as loop:
        window.mainloop()
    print(f"after the window: {reports.get(timeout=5)}")


if __name__ == "__main__":
    main()
