"""Who holds a lock, who waits for it, and what it is called."""

from pathlib import Path

import pytest

from looptape.recording import Recording
from looptape.text.labels import label
from tests.record.ending_programs import DEADLOCK
from tests.record.reading import lines, sentences_of


def _label(wait) -> str:
    return label(wait, lambda lanes: "")


def waits(recording: Recording, name: str) -> list[str]:
    """The waits of a lane, by its name, each with the names of those it waits for."""
    names = [lane.name for lane in recording.lanes]
    return [
        " ".join([_label(step.wait), *(names[lane] for lane in step.wait.lanes)])
        for step in recording.steps
        if names[step.lane] == name and step.wait is not None
    ]


def test_who_holds_a_lock_and_who_waits_for_it(run) -> None:
    recording = run(DEADLOCK)
    assert waits(recording, "left") == ["sleep 1", "waits for y right"]
    assert waits(recording, "right") == ["sleep 1", "waits for x left"]
    assert [(hold.lane, hold.name, hold.until) for hold in recording.holds] == [
        (1, "x", None),
        (2, "y", None),
    ]
    assert "left waits for y, held by right; right waits for x" in recording.error


def test_locks_are_given_back(run) -> None:
    recording = run("""
        import asyncio
        class Desk:
            def __init__(self):
                self.lamp = asyncio.Lock()
        async def work(pens, desk):
            async with pens, desk.lamp:
                await asyncio.sleep(1)
        async def main():
            pens, desk = asyncio.BoundedSemaphore(2), Desk()
            await asyncio.gather(*(work(pens, desk) for _ in range(2)))
            try:
                pens.release()
            except ValueError as error:
                print(error)
        asyncio.run(main())
    """)
    assert [
        (hold.kind, hold.lane, hold.name, hold.step, hold.until)
        for hold in recording.holds
    ] == [
        ("semaphore", 1, "pens", 1, 3),
        ("lock", 1, "desk.lamp", 1, 3),
        ("semaphore", 2, "pens", 2, 5),
        ("lock", 2, "desk.lamp", 4, 5),
    ]
    assert lines(recording) == [(2, "BoundedSemaphore released too many times")]


def test_a_condition_is_held_as_its_lock_is(run) -> None:
    recording = run("""
        import asyncio
        async def wait(ready):
            async with ready:
                await ready.wait()
        async def main():
            ready = asyncio.Condition()
            task = asyncio.create_task(wait(ready))
            await asyncio.sleep(1)
            async with ready:
                ready.notify()
                await asyncio.sleep(1)
            await task
        asyncio.run(main())
    """)
    assert waits(recording, "wait") == ["waits for ready", "waits for ready main"]
    assert [(hold.lane, hold.name) for hold in recording.holds] == [
        (1, "ready"),
        (0, "ready"),
        (1, "ready"),
    ]


def test_classes_of_locks_stay_what_they_are(run) -> None:
    recording = run("""
        import asyncio
        class Counted(asyncio.Lock):
            async def acquire(self):
                print("counted")
                return await super().acquire()
        async def main():
            lock = Counted()
            print(isinstance(lock, asyncio.Lock), repr(asyncio.Lock.acquire)[:22])
            print(asyncio.iscoroutinefunction(lock.acquire))
            async with lock:
                await asyncio.sleep(1)
            try:
                lock.release()
            except RuntimeError as error:
                print(error)
        asyncio.run(main())
    """)
    assert [text for _, text in lines(recording)] == [
        "True <function Lock.acquire",
        "True",
        "counted",
        "Lock is not acquired.",
    ]
    (hold,) = recording.holds
    assert (hold.name, hold.until) == ("the lock", 1)


@pytest.mark.parametrize(
    ("make", "use", "name"),
    [
        ("forks = [asyncio.Event()]", "forks[0]", "forks[0]"),
        ("by = {'a': asyncio.Event()}", "by['a']", "by['a']"),
        ("desk = Desk()", "desk.lamp", "desk.lamp"),
        ("event = asyncio.Event()", "event", "the event"),
        ("", "asyncio.Event()", "thing"),
        ("", "LAMP", "LAMP"),
    ],
)
def test_things_have_the_name_that_their_maker_gave_them(run, make, use, name) -> None:
    recording = run(f"""
        import asyncio
        LAMP = asyncio.Event()
        class Desk:
            def __init__(self):
                self.lamp = asyncio.Event()
        async def wait(thing):
            await thing.wait()
        async def main():
            {make}
            await asyncio.create_task(wait({use}))
        asyncio.run(main())
    """)
    assert waits(recording, "wait") == [f"waits for {name}"]


def test_a_bounded_semaphore_is_released_as_another(tmp_path: Path) -> None:
    # asyncio's class for it calls `release` of the other one.
    source = """
        import asyncio
        async def work(desk):
            async with desk:
                await asyncio.sleep(1)
        async def main():
            desk = asyncio.KIND(1)
            await asyncio.gather(work(desk), work(desk))
            await desk.acquire()
            desk.release()
        asyncio.run(main())
    """
    plain = sentences_of(tmp_path, source.replace("KIND", "Semaphore"))
    assert plain == sentences_of(tmp_path, source.replace("KIND", "BoundedSemaphore"))
    assert "releases desk, which wakes work 2" in plain[3]
