"""What is told of signals, whose handlers nobody schedules.

The program tells the truth itself: by the handlers that run, and by what they set.
"""

from pathlib import Path

import pytest

from tests.record.reading import sentences_of

SIGNAL = """
    import asyncio, signal
    async def main():
        loop = asyncio.get_running_loop()
        stopped, told = asyncio.Event(), loop.create_future()
        def tell():
            print("handler")
            told.set_result(7)
        for handler in stopped.set, tell:
            loop.add_signal_handler(signal.SIGUSR1, handler)
            signal.raise_signal(signal.SIGUSR1)
            if handler is tell:
                print("told", await told)
            else:
                await stopped.wait()
                print("stopped")
        loop.remove_signal_handler(signal.SIGUSR1)
    asyncio.run(main())
"""


@pytest.mark.skipif("not hasattr(__import__('signal'), 'SIGUSR1')", reason="no signals")
def test_what_a_signal_calls_is_told(tmp_path: Path) -> None:
    sentences = sentences_of(tmp_path, SIGNAL, "real")
    woken = "main wakes up because the loop"
    assert sentences[:4] == [
        "main starts and waits for stopped.",
        "The loop calls stopped.set(), which wakes main.",
        f"{woken} called stopped.set(). It prints “stopped” and waits for told.",
        "The loop calls tell(), which prints “handler” and wakes main.",
    ]
    end = f"{woken} called tell(). It prints “told 7” and ends."
    assert sentences[4].startswith(end)
    assert len(sentences) == 5


INTERRUPT = """
    import asyncio, os, signal
    class Odd:
        __hash__ = None
        def __call__(self):
            pass
    async def keys():
        await asyncio.sleep(0.1)
        signal.raise_signal(signal.SIGINT)
        print("pressed")
    async def main():
        task = asyncio.create_task(keys())
        asyncio.get_running_loop().call_soon(Odd())
        try:
            await asyncio.sleep(9)
        finally:
            print("cancelled", asyncio.current_task().cancelling())
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_ctrl_c_cancels_by_its_handler(tmp_path: Path, clock: str) -> None:
    sentences = sentences_of(tmp_path, INTERRUPT, clock)
    presses, cancelled = sentences[-2:]
    assert presses.endswith(
        "is interrupted by SIGINT, whose handler cancels main, prints “pressed” and "
        "ends."
    )
    assert cancelled.startswith(
        "main is cancelled by the handler of SIGINT (Ctrl-C) while sleeping. It "
        "prints “cancelled 1” and ends."
    )


def test_a_signal_that_a_timer_sends_is_no_timeout(tmp_path: Path) -> None:
    source = INTERRUPT.replace("asyncio.create_task(keys())", "None").replace(
        "call_soon(Odd())", "call_later(0.1, os.kill, os.getpid(), signal.SIGINT)"
    )
    sentences = sentences_of(tmp_path, source, "real")
    assert sentences[1] == (
        "The loop calls os.kill(), which is interrupted by SIGINT, whose handler "
        "cancels main."
    )
    by = "by the handler of SIGINT (Ctrl-C)"
    assert sentences[2].startswith(f"main is cancelled {by} while sleeping.")


IDLE = """
    import asyncio, os, signal, threading
    async def side():
        try:
            await asyncio.sleep(9)
        finally:
            print("side", main_task.done())
    async def main():
        global main_task
        main_task = asyncio.current_task()
        asyncio.create_task(side())
        threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGINT]).start()
        try:
            await asyncio.sleep(9)
        finally:
            print("main", main_task.cancelling())
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("interrupted")
"""


def test_ctrl_c_cancels_main_while_the_loop_is_idle(tmp_path: Path) -> None:
    *_, cancelled, left = sentences_of(tmp_path, IDLE, "real")
    assert cancelled == (
        "main is cancelled by the handler of SIGINT (Ctrl-C) while sleeping. It prints "
        "“main 1” and ends."
    )
    assert left.startswith(
        "side is cancelled while sleeping, because main has ended. It prints “side "
        "True” and ends. The program prints “interrupted” and ends"
    )


def test_what_else_cancels_at_the_end_is_no_end_of_main(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def nap():
            await asyncio.sleep(9)
        with asyncio.Runner() as runner:
            loop = runner.get_loop()
            task = loop.create_task(nap())
            runner.run(asyncio.sleep(1))
            task.cancel()
            runner.run(asyncio.sleep(1))
            loop.create_task(nap())
            runner.run(asyncio.sleep(1))
    """
    sentences = sentences_of(tmp_path, source)
    cancelled = [text for text in sentences if "is cancelled" in text]
    assert cancelled == [
        "nap 1 is cancelled while sleeping, and ends.",
        (
            "nap 2 is cancelled while sleeping, because its event loop ends, and ends. "
            "The program ends."
        ),
    ]
