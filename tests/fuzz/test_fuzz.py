"""The recorder tells the truth about programs that are made at random.

`nox -s bench -- fuzz` tries 10,000 of them.
"""

import sys
import textwrap
from pathlib import Path

import hypothesis
import pytest

from looptape.record.deeds import Deeds
from looptape.record.recorder import record
from looptape.script import Script
from looptape.virtual.clock import Moment
from tests.fuzz.compare import differences, outcome
from tests.fuzz.judge import judge
from tests.fuzz.programs import Program, programs

# Each Python tries programs of its own, in parts that several workers share.
PARTS, EACH = 2, 40
SEEDS = range(PARTS * sys.version_info.minor, PARTS * (sys.version_info.minor + 1))
# Not `explain`, which needs the same tool of `sys.monitoring` as the judge of order.
PHASES = [hypothesis.Phase.generate, hypothesis.Phase.shrink]


def check(folder: Path, program: Program) -> list[str]:
    """What is wrong with the recording of a program."""
    path = folder / "program.py"
    path.write_text(program.source, encoding="utf-8")
    return differences(path)


# What a deadlock leaves behind complains when it goes, on the judge's loop as well.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_recorder_agrees_with_plain_asyncio(tmp_path: Path, seed: int) -> None:
    @hypothesis.seed(seed)  # The same programs each time.
    @hypothesis.settings(
        max_examples=EACH,
        phases=PHASES,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(programs())
    def agrees(program: Program) -> None:
        wrong = check(tmp_path, program)
        assert not wrong, f"{wrong[0]}\n\n{program.source}"

    agrees()


# What the fuzzer found, shrunk by hand.
FOUND = {
    "default names count tasks that are gone": """
        import asyncio
        async def work():
            print(asyncio.current_task().get_name())
        async def main():
            for _ in range(3):
                await asyncio.create_task(work())
        asyncio.run(main())
    """,
    "a thread that ends while the loop is blocked": """
        import asyncio, time
        async def work():
            await asyncio.sleep(0)
            print("work")
        async def block():
            time.sleep(1)
            asyncio.create_task(work())
            await asyncio.sleep(0.5)
        async def main():
            task = asyncio.create_task(block())
            await asyncio.to_thread(time.sleep, 0.25)
            print("the thread was first")
            await task
        asyncio.run(main())
    """,
    "a thread that ends before a timer that is late": """
        import asyncio, time
        async def hold():
            time.sleep(1)
        async def nap():
            await asyncio.sleep(0.125)
            print("slept")
        async def main():
            tasks = [asyncio.create_task(one()) for one in (nap, hold)]
            await asyncio.to_thread(time.sleep, 0.25)
            print("the thread was first")
            await asyncio.gather(*tasks)
        asyncio.run(main())
    """,
    "tasks of a group beside threads": """
        import asyncio, time
        async def work(number):
            try:
                await asyncio.sleep(1)
            finally:
                print(number)
        async def main():
            await asyncio.gather(*[asyncio.to_thread(time.sleep, 0.125 * n)
                                   for n in range(1, 6)])
            async with asyncio.TaskGroup() as group:
                for number in range(4):
                    group.create_task(work(number))
                await asyncio.sleep(0)
                raise ValueError
        asyncio.run(main())
    """,
    "an exception that is caught keeps nothing": """
        import asyncio
        class Thing:
            def __del__(self):
                print("gone")
        async def late():
            thing = Thing()
            try:
                async with asyncio.timeout(0.5):
                    await asyncio.sleep(1)
            except TimeoutError:
                print("too late")
        async def failed():
            thing = Thing()
            try:
                await asyncio.to_thread(int, "x")
            except ValueError as error:
                print(error)
        async def main():
            for work in (late, failed):
                await asyncio.create_task(work())
                await asyncio.sleep(1)
                print("next")
        asyncio.run(main())
    """,
    "the error of a thread for which nothing waits": """
        import asyncio, time
        class Thing:
            def __del__(self):
                print("gone")
        def fail():
            time.sleep(1)
            raise ValueError
        async def work():
            thing = Thing()
            try:
                async with asyncio.timeout(0.5):
                    await asyncio.to_thread(fail)
            except TimeoutError:
                print("too late")
        async def main():
            await asyncio.create_task(work())
            await asyncio.sleep(0)
            print("main")
            await asyncio.sleep(1)
        asyncio.run(main())
    """,
    "the error of a thread that took its time": """
        import asyncio, time
        class Thing:
            def __del__(self):
                print("gone")
        def fail():
            time.sleep(0.125)
            raise ValueError
        async def work():
            thing = Thing()
            try:
                await asyncio.to_thread(fail)
            except ValueError as error:
                print(repr(error))
        async def main():
            await work()
            await asyncio.sleep(0)
            print("main")
            await asyncio.sleep(1)
            print("end")
        asyncio.run(main())
    """,
    "what a variable no longer holds": """
        import asyncio
        class Thing:
            def __del__(self):
                print("gone")
        async def replaces(queue):
            thing = Thing()
            queue.put_nowait(1)
            thing = None
            print("replaced")
            future = asyncio.get_running_loop().create_future()
            thing = Thing()
            future.set_result(1)
            del thing
            print("deleted")
        async def catches(queue):
            thing = Thing()
            try:
                queue.get_nowait()
            except asyncio.QueueEmpty as error:
                print(repr(error))
        async def waits(thing):
            await asyncio.sleep(1)
            thing = None
            await asyncio.sleep(1)
            print("waited")
        async def main():
            await replaces(asyncio.Queue())
            await asyncio.create_task(catches(asyncio.Queue()))
            print("caught")
            await asyncio.create_task(waits(Thing()))
        asyncio.run(main())
    """,
    "calls that are cancelled before there is a thread": """
        import asyncio, time
        class Thing:
            def __del__(self):
                print("gone")
        def crunch(number):
            time.sleep(0.25 + number / 512)
            print(number)
            if number > 30:
                raise ValueError(number)
        async def work(number):
            thing = Thing()
            try:
                async with asyncio.timeout(1 if number < 36 else 0.125):
                    await asyncio.to_thread(crunch, number)
            except (TimeoutError, ValueError) as error:
                print(number, repr(error))
        async def main():
            await asyncio.gather(*map(work, range(40)))
        asyncio.run(main())
    """,
    "generators of tasks that nothing holds at the end": """
        import asyncio
        async def numbers(name):
            try:
                yield 1
            finally:
                print(name, "left")
        async def work(name):
            source = numbers(name)
            await anext(source)
            await asyncio.sleep(1)
        async def main():
            kept = asyncio.create_task(work("kept"))
            asyncio.create_task(work("not kept"))
            await asyncio.sleep(0)
            raise ValueError
        asyncio.run(main())
    """,
    "generators that are left at the end": """
        import asyncio
        async def numbers(name):
            try:
                yield 1
            finally:
                print(name, "left")
        async def main():
            global kept
            kept = [numbers(name) for name in range(12)]
            for one in kept:
                await anext(one)
        asyncio.run(main())
    """,
}
if sys.version_info >= (3, 12):
    FOUND["an eager task by the factory itself"] = """
        import asyncio
        async def work():
            print("work")
            await asyncio.sleep(1)
        async def main():
            loop = asyncio.get_running_loop()
            task = asyncio.eager_task_factory(loop, work())
            print("made")
            await task
            loop.set_task_factory(asyncio.eager_task_factory)
            print(loop.get_task_factory() is asyncio.eager_task_factory)
            await asyncio.create_task(work())
        asyncio.run(main())
    """


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_is_repaired(tmp_path: Path, name: str) -> None:
    program = Program(textwrap.dedent(FOUND[name]))
    assert not check(tmp_path, program)
    # Once more without the judge of order, who holds every task.
    script = Script(tmp_path / "program.py", program.source)
    assert not outcome(record(script), judge(program.source, "program.py"))


def test_a_limit_within_a_group_is_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    source = """
        import asyncio, time
        async def work():
            time.sleep(100)
        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(work())
        asyncio.run(main())
    """
    recording = record(Script(path, textwrap.dedent(source)))
    assert (recording.ended, recording.status) == ("limit", 1)
    assert recording.error == "stopped at 60 s of virtual time"


SLEEPERS = """
import asyncio

async def sleeper(number):
    await asyncio.sleep(1)
    print(number)

async def main():
    await asyncio.gather(*map(sleeper, range(10)))

asyncio.run(main())
"""


def test_it_notices_another_order_of_timers(tmp_path: Path, monkeypatch) -> None:
    assert not check(tmp_path, Program(SLEEPERS))

    def last_first(self: Moment, other: Moment) -> bool:
        return (self.key[0], -self.key[1]) < (other.key[0], -other.key[1])

    monkeypatch.setattr(Moment, "__lt__", last_first)
    assert check(tmp_path, Program(SLEEPERS))[0].startswith("output: line 1 is '9'")


def test_it_notices_a_deed_that_is_lost(tmp_path: Path, monkeypatch) -> None:
    did = Deeds.did

    def without(self: Deeds, verb: str, **about: object) -> int | None:
        return None if verb == "prints" else did(self, verb, **about)

    monkeypatch.setattr(Deeds, "did", without)
    text = "is not a deed of its step"
    assert any(text in line for line in check(tmp_path, Program(SLEEPERS)))
