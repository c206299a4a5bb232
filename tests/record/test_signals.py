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
        "The loop calls event.set(), which wakes main.",
        f"{woken} called event.set(). It prints “stopped” and waits for told.",
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
        "main is cancelled by the handler of SIGINT while sleeping. It prints "
        "“cancelled 1” and ends."
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
    assert sentences[2].startswith("main is cancelled by the handler of SIGINT while")
