"""Every door to the time moves with the virtual clock, from one origin."""

import copyreg
import datetime as dt
import pickle
import sys
import time
import types

import pytest

from looptape.record.limits import Limits
from looptape.recording import SECOND, Recording
from looptape.text.labels import held_up


def lines(recording: Recording) -> list[str]:
    return recording.stdout().splitlines()


DOORS = {
    "time.time()": 0,
    "time.time_ns() / 1e9": 0,
    "time.mktime(time.localtime())": 0,
    "calendar.timegm(time.gmtime())": 0,
    "time.mktime(time.strptime(time.ctime()))": 0,
    "time.mktime(time.strptime(time.asctime()))": 0,
    "time.mktime(time.strptime(time.strftime('%F %T'), '%Y-%m-%d %H:%M:%S'))": 0,
    "datetime.datetime.now().timestamp()": 0,
    "datetime.datetime.now(datetime.UTC).timestamp()": 0,
    "datetime.datetime.today().timestamp()": 0,
    "calendar.timegm(datetime.datetime.utcnow().timetuple())": 0,
    "logging.makeLogRecord({}).created": 0,
    "logging.makeLogRecord({}).relativeCreated / 1000": 1,
    "time.monotonic()": 1,
    "time.perf_counter()": 1,
    "timeit.default_timer()": 1,
}


def test_every_door_moves_from_one_origin(run) -> None:
    asked = "\n    ".join(
        f"print({door} - start * {not own})" for door, own in DOORS.items()
    )
    printed = lines(
        run(
            f"""
import asyncio, calendar, datetime, logging, time, timeit, warnings
warnings.simplefilter("ignore")
start = time.time()
async def main():
    await asyncio.sleep(30)
    {asked}
    print(datetime.date.today() - datetime.date.fromtimestamp(start))
    await asyncio.sleep(86400)
    print(datetime.date.today() - datetime.date.fromtimestamp(start))
asyncio.run(main())
""",
            limits=Limits(time=100_000 * SECOND),
        )
    )
    assert printed[-2:] == ["0:00:00", "1 day, 0:00:00"]
    assert [round(float(text), 2) for text in printed[:-2]] == [30] * len(DOORS)


def test_dates_are_what_they_are_without_the_recorder(run, tmp_path) -> None:
    source = """
        import copy, datetime, pickle
        from datetime import date, datetime as moment
        now = moment.now()
        made = moment(2026, 2, 3, 4, 5)
        for value in (now, made, made + datetime.timedelta(1), made.replace(day=1),
                      moment.fromisoformat("2026-02-03"), moment.max, moment.min,
                      moment.strptime("2026", "%Y"), copy.deepcopy(made),
                      pickle.loads(pickle.dumps(made)), made.astimezone(datetime.UTC)):
            assert type(value) is moment is datetime.datetime, value
            assert isinstance(value, moment) and isinstance(value, date)
        for day in (date.today(), made.date(), date(2026, 1, 1), date.max):
            assert type(day) is date and not isinstance(day, moment), day
        print(repr(made), repr(made.date()), moment, date, made, f"{made:%A}")
        print(issubclass(moment, date), issubclass(date, moment), hash(made) != 0)
        class Own(moment):
            pass
        print(repr(Own(2026, 1, 2)), isinstance(Own.now(), Own), isinstance(now, Own))
        match made:
            case moment():
                print("matches")
        print(made < now or made >= now, made == moment(2026, 2, 3, 4, 5))
    """
    recording = run(source)
    assert recording.error is None, lines(recording)
    assert lines(recording) == [
        (
            "datetime.datetime(2026, 2, 3, 4, 5) datetime.date(2026, 2, 3) "
            "<class 'datetime.datetime'> <class 'datetime.date'> 2026-02-03 "
            "04:05:00 Tuesday"
        ),
        "True False True",
        "Own(2026, 1, 2, 0, 0) True False",
        "matches",
        "True True",
    ]
    made = dt.datetime(2026, 2, 3)
    assert type(made).__module__ == "datetime" and "looptape" not in repr(type(made))
    assert pickle.loads(pickle.dumps(made)) == made
    assert abs(dt.datetime.now().timestamp() - time.time()) < 60


def test_dates_of_modules_that_were_there_before_are_pickled(run) -> None:
    made = dt.datetime(2026, 2, 3, 4, 5, fold=1), dt.date(2026, 2, 3)
    sys.modules["early"] = types.SimpleNamespace(made=made)  # type: ignore[assignment]
    try:
        recording = run("""
            import copy, datetime, early, pickle
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                back = pickle.loads(pickle.dumps(early.made, protocol))
                assert back == early.made, back
                assert back[0].fold == 1 and type(back[0]) is datetime.datetime
            print(copy.deepcopy(early.made))
        """)
    finally:
        del sys.modules["early"]
    assert recording.error is None
    assert recording.stdout() == f"{made}\n"
    assert pickle.loads(pickle.dumps(made)) == made
    assert dt.datetime not in copyreg.dispatch_table


@pytest.mark.parametrize("door", ["time.time", "time.monotonic", "time.perf_counter"])
def test_a_loop_that_reads_the_clock_ends(run, door: str) -> None:
    recording = run(f"""
        import asyncio, time
        async def main():
            end = {door}() + 2
            while {door}() < end:
                pass
            print("done")
        asyncio.run(main())
    """)
    assert lines(recording) == ["done"]
    assert 2 * SECOND <= recording.until < 2.02 * SECOND
    (block,) = recording.steps[0].blocks
    assert held_up(block) == "reading the clock"
    assert (block.at, block.until) == (0, recording.until)


def test_a_loop_that_reads_the_clock_for_ever_is_ended(run) -> None:
    recording = run(
        "import time\nwhile time.time(): pass", limits=Limits(time=5 * SECOND)
    )
    assert recording.ended == "limit" and recording.until == 5 * SECOND


def test_reading_the_clock_now_and_then_takes_no_time(run) -> None:
    recording = run("""
        import asyncio, time
        async def main():
            for _ in range(3):
                for _ in range(9000):
                    time.time()
                await asyncio.sleep(1)
        asyncio.run(main())
    """)
    assert recording.until == 3 * SECOND
    assert not any(step.blocks for step in recording.steps)
