"""What a program sees that asks for something wrong is what plain Python says."""

import contextlib
import io
import runpy
from pathlib import Path

import pytest

from looptape.record import world
from looptape.record.errors import NeedsRealClock
from looptape.record.recorder import record
from looptape.script import Script
from looptape.text.lines import lines_of
from tests.record.reading import sentences_of

LACKING = """
import asyncio

class Mine(asyncio.Task):
    pass

async def main():
    task = asyncio.current_task()
    for ask in (
        lambda: asyncio.Task.all_tasks(),
        lambda: asyncio.Task.current_task(),
        lambda: Mine.all_tasks(),
        lambda: task.all_tasks(),
        lambda: task.results(),
    ):
        try:
            ask()
        except AttributeError as error:
            print(error, error.name)
    print(hasattr(task, "results"), getattr(task, "results", None))

asyncio.run(main())
"""


def test_what_a_task_lacks_is_told_as_asyncio_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(LACKING)
    with contextlib.redirect_stdout(io.StringIO()) as plain:
        runpy.run_path(str(path), run_name="__main__")
    seen = [line.text for line in lines_of(record(Script.read(path)).output)]
    assert seen == plain.getvalue().splitlines()
    assert seen[0].startswith("type object '_asyncio.Task' has no attribute")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "await asyncio.open_connection('10.0.0.1', 80)",
            "it connects to 10.0.0.1",
        ),
        (
            "await loop.sock_connect(udp, ('192.168.0.255', 80))",
            "it connects to 192.168.0.255",
        ),
        (
            "await loop.sock_sendto(udp, b'x', ('192.168.0.255', 80))",
            "it sends to 192.168.0.255",
        ),
        ("sys.stdin.fileno()", "it reads what somebody types"),
        (
            "await loop.connect_read_pipe(asyncio.Protocol, sys.stdin)",
            "it reads what somebody types",
        ),
        (
            "await loop.connect_read_pipe(asyncio.Protocol, open(__file__))",
            "it reads from a real file or pipe",
        ),
        (
            "await loop.connect_write_pipe(asyncio.Protocol, sys.stdout)",
            "it writes to a real file or pipe",
        ),
    ],
)
def test_what_is_outside_is_refused_and_does_not_seem_to_fail(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, socket, sys\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "    udp.setblocking(False)\n"
        "    try:\n"
        f"        {text}\n"
        "    except OSError as error:\n"
        "        print(error)\n"
        "asyncio.run(main())\n"
    )
    with pytest.raises(NeedsRealClock) as refused:
        record(Script.read(path))
    assert str(refused.value) == reason


CALIBRATES = """
import time

def work(number):
    for _ in range(number):
        pass

number, took = 1000, 0
while took < 0.01:
    number *= 2
    start = time.perf_counter()
    work(number)
    took = time.perf_counter() - start
print("calibrated")
"""


def test_a_program_that_measures_work_is_refused_and_does_not_run_for_ever(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(world, "MOST_WORK", 0.1)
    path = tmp_path / "program.py"
    path.write_text(CALIBRATES)
    with pytest.raises(NeedsRealClock, match="it measures how long it computes"):
        record(Script.read(path))


def test_work_that_is_not_measured_again_and_again_is_not_refused(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(world, "MOST_WORK", 0.1)
    path = tmp_path / "program.py"
    path.write_text(CALIBRATES.replace("took < 0.01", "number < 9000"))
    assert record(Script.read(path)).ended == "returned"


def test_a_function_of_os_is_called_so_in_a_thread(tmp_path: Path) -> None:
    source = """
        import asyncio, os
        async def main():
            await asyncio.to_thread(os.listdir, ".")
        asyncio.run(main())
    """
    told = sentences_of(tmp_path, source)[0]
    assert told == "main starts, hands os.listdir('.') to a worker thread and waits."


NO_HOST = """
import asyncio

async def main():
    loop = asyncio.get_running_loop()
    asks = [
        asyncio.open_connection("", 80),
        loop.getaddrinfo("", 80),
        loop.create_datagram_endpoint(asyncio.DatagramProtocol, ("", 0)),
    ]
    for ask in asks:
        try:
            print(await ask)
        except OSError as error:
            print(type(error).__name__, error)
    server = await asyncio.start_server(print, "", 0)
    server.close()
    print("a server listens everywhere")

asyncio.run(main())
"""


def test_a_host_without_a_name_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(NO_HOST)
    with contextlib.redirect_stdout(io.StringIO()) as plain:
        runpy.run_path(str(path), run_name="__main__")
    seen = [line.text for line in lines_of(record(Script.read(path)).output)]
    assert seen == plain.getvalue().splitlines()


def test_traced_memory_is_not_the_recorders(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, tracemalloc\n"
        "async def main():\n"
        "    kept = [object() for _ in range(100)]\n"
        "    for one in tracemalloc.take_snapshot().statistics('filename'):\n"
        "        print(one.traceback[0].filename)\n"
        "tracemalloc.start()\n"
        "asyncio.run(main())\n"
    )
    seen = [line.text for line in lines_of(record(Script.read(path)).output)]
    assert "program.py" in seen
    assert not any("looptape" in one for one in seen)
