"""What is told of calls that a library hands to a thread.

The program tells the truth itself: by the thread in which its function runs.
"""

import textwrap
from pathlib import Path

from looptape.record.recorder import record
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from tests.record.busy import at_rest

ANYIO = """
    import asyncio, threading
    from anyio import to_thread
    def where(fails):
        if fails:
            raise LookupError
        return threading.current_thread() is not threading.main_thread()
    async def main():
        print("in another thread:", await to_thread.run_sync(where, False))
        try:
            await to_thread.run_sync(where, True)
        except LookupError:
            print("failed")
    asyncio.run(main())
"""


def test_a_call_in_a_thread_of_anyio_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(ANYIO), encoding="utf-8")
    recording = record(Script.read(path), clock="real")
    assert recording.stdout() == "in another thread: True\nfailed\n"
    sentences = [at_rest(plain(row.sentence)) for row in Figure(recording).rows()]
    assert sum(one.endswith("waits for a worker thread.") for one in sentences) == 2
    assert not any("future" in one for one in sentences)
    known, failed = (one for one in sentences if "prints" in one)
    why = "main wakes up because the worker thread is done. It prints “in another thr"
    assert known.startswith(why)
    why = "main wakes up because its call in a worker thread raised LookupError. It pr"
    assert failed.startswith(why)
