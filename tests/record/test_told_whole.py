"""Sentences that left something out or told it in another way than the rest.

What is true of each program is known from what it prints or returns.
"""

from pathlib import Path

from tests.record.reading import sentences_of


def test_who_acts_is_named_again_after_whom_it_wakes(tmp_path: Path) -> None:
    source = """
        import asyncio
        async def work(lock, name):
            async with lock:
                await asyncio.sleep(1)
            print(name, "after the lock")
            await asyncio.sleep(1)
        async def main():
            lock = asyncio.Lock()
            async with asyncio.TaskGroup() as group:
                for name in ("A", "B"):
                    group.create_task(work(lock, name), name=name)
        asyncio.run(main())
    """
    assert sentences_of(tmp_path, source)[3] == (
        "A wakes up after sleeping 1 s and releases the lock, which wakes B. "
        "A prints “A after the lock” and sleeps for 1 s."
    )


def test_a_callback_is_named_again_after_whom_it_wakes(tmp_path: Path) -> None:
    source = """
        import asyncio
        def open_gate(gate):
            gate.set()
            print("opened")
            gate.clear()
        async def main():
            gate = asyncio.Event()
            asyncio.get_running_loop().call_soon(open_gate, gate)
            await gate.wait()
        asyncio.run(main())
    """
    assert sentences_of(tmp_path, source)[1] == (
        "The loop calls open_gate(), which sets gate, which wakes main. "
        "open_gate() prints “opened” and clears gate."
    )
