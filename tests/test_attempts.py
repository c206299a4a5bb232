"""Attempts of tests on the machine's clock: who runs beside whom."""

import fcntl
import threading
import time
from pathlib import Path
from types import SimpleNamespace

from tests.attempts import FACTOR, STARTS, attempts, starts_beside, summary, turn


def test_an_attempt_alone_excludes_those_that_come_later(tmp_path: Path) -> None:
    order: list[str] = []
    waits = threading.Event()

    def alone() -> None:
        waits.set()
        with turn(tmp_path, fcntl.LOCK_EX):
            order.append("alone")

    def beside() -> None:
        with turn(tmp_path, fcntl.LOCK_SH):
            order.append("beside")

    first, second = threading.Thread(target=alone), threading.Thread(target=beside)
    with turn(tmp_path, fcntl.LOCK_SH), turn(tmp_path, fcntl.LOCK_SH):
        first.start()
        assert waits.wait(60)
        while not held(tmp_path / "gate"):
            time.sleep(0.01)
        second.start()
        second.join(0.2)
        assert second.is_alive() and order == []
    first.join()
    second.join()
    assert order == ["alone", "beside"]


def held(path: Path) -> bool:
    """Tell whether a lock is taken."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_what_needed_another_attempt_is_named(tmp_path: Path) -> None:
    node = SimpleNamespace(user_properties=[], nodeid="test_late")
    request = SimpleNamespace(node=node, config=SimpleNamespace(rootpath=tmp_path))
    for number in attempts(request):
        if number == 1:
            assert not list(summary([node]))
        if number == 2:
            break
    assert list(summary([node])) == ["test_late: attempt 2, alone"]


def test_starts_are_measured_where_one_attempt_was_not_enough() -> None:
    with starts_beside(1) as late:
        pass
    assert late() == 0
    with starts_beside(2) as late:
        pass
    # No interpreter starts within a millisecond.
    assert late() > FACTOR * STARTS * 1_000_000
