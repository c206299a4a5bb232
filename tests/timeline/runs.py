"""Runs that the tests draw, recorded and made up, and what reads a drawing."""

import random
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from heapq import heappop, heappush
from pathlib import Path

from cheatsheet.store.folder import is_probe
from cheatsheet.store.project import PROJECT
from looptape.recording import SECOND, Bar, Deed, Lane, Piece, Recording, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.prose.sentences import Sentences
from looptape.timeline.prose.table import Row, row_of

FILES = sorted(PROJECT.recordings.glob("*/*.json"))
RECORDED = [path for path in FILES if not is_probe(path)]
NASTY = """<script>alert("ö")</script> & 'x' \x07\ud800 ☃"""


def calls(text: str, at: int, until: int, line: int | None = None) -> Deed:
    """A call that blocks."""
    return Deed("calls", text, at=at, until=until, line=line)


def made_up(seed: int, tasks: int = 6, most: int = 60) -> Recording:
    """A run that a loop could have: who is next is drawn by lot."""
    rng = random.Random(seed)
    lanes = [Lane("task", "main", "main()")]
    children = list(range(1, tasks + 1))
    lanes += [
        Lane("task", f"fetch {i}", f"fetch({i})", parent=0, made_in=0) for i in children
    ]
    steps = [Step(0, 0, 0, "start", line=9, wait=Wait("task", lanes=children))]
    queue = [(0, order, lane) for order, lane in enumerate(children)]
    now, output, bars = 0, [], []
    while queue and len(steps) < most:
        at, order, lane = queue.pop(queue.index(min(queue)))
        now = max(now, at)
        first = order < tasks and at == 0
        cause, woken = ("step", 0) if first else ("timer", None)
        step = Step(lane, now, now, cause, woken, 3, 4)
        steps.append(step)
        index = len(steps) - 1
        fate = rng.random()
        if fate < 0.1:
            step.until = now = now + rng.randint(1, 3) * SECOND // 2
            step.deeds = [calls("time.sleep(1)", step.at, now, 4)]
        if rng.random() < 0.3:
            step.deeds.append(Deed("prints", piece=len(output), at=now))
            output.append(Piece(f"line {index}\n", now, lane=lane, step=index))
        if fate > 0.93:
            step.end, step.value = "raises", "ValueError('no')"
        elif fate > 0.86:
            step.end, step.value = "returns", "7"
        elif fate > 0.8:
            step.end = "cancelled"
        else:
            until = now + rng.choice([0, 1, 1, 2, 5, 40]) * SECOND // 10
            step.wait = Wait("sleep", seconds=0.1, until=until)
            queue.append((until, tasks + index, lane))
    if rng.random() < 0.5:
        lanes.append(Lane("thread", "thread 1", "work()", 0, False, 1, 1))
        bars.append(Bar(len(lanes) - 1, 0, now, "work()"))
    return Recording(
        "made/up", "", until=now, programs=["up.py"], lanes=lanes, steps=steps,
        bars=bars, output=output,
    )  # fmt: skip


def run(steps: list[Step], *lanes: Lane, **more: object) -> Recording:
    """A recording of a few steps."""
    until = max([step.until for step in steps], default=0)
    lanes = lanes or (Lane("task", "main", "main()"),)
    recording = Recording("a/b", "", until=until, programs=["b.py"])
    return replace(recording, lanes=list(lanes), steps=steps, **more)


EDGES = {
    "nothing": Recording("a/b", "", programs=["b.py"]),
    "no loop": run(
        [Step(0, 0, 3 * SECOND, "start", end="returns",
              deeds=[calls("time.sleep(1)", 0, SECOND, 2),
                     Deed("prints", piece=1, at=SECOND),
                     Deed("requests", "GET /", at=SECOND, until=3 * SECOND, line=3)])],
        Lane("program", "b.py", ""),
        output=[Piece("a\n", 0), Piece("b\n", SECOND, lane=0, step=0)],
    ),
    "one step": run([Step(0, 0, 0, "start", end="returns")]),
    "one instant": run([
        Step(0, 0, 0, "start", wait=Wait("turn")),
        Step(0, 0, 0, "step", 0, end="returns"),
    ]),
    "deadlock": run(
        [Step(0, 0, 0, "start", wait=Wait("lock", name="y", lanes=[1])),
         Step(1, 0, 0, "step", 0, wait=Wait("lock", name="x", lanes=[0]))],
        Lane("task", "left", "a()"), Lane("task", "right", "b()", made_in=0, parent=0),
        ended="deadlock", error="nothing can wake the loop",
    ),
    "raised": run(
        [Step(0, 0, 0, "start", wait=Wait("sleep", seconds=1, until=SECOND)),
         Step(0, SECOND, SECOND, "timer", end="raises", value="ValueError('x')")],
        ended="raised", error="ValueError: x", status=1,
    ),
    "limit": run(
        [Step(0, 0, 0, "start", wait=Wait("sleep", seconds=99, until=99 * SECOND))],
        ended="limit", error="stopped at 60 s of virtual time",
    ),
    "a huge gap": run(
        [Step(0, at, at, "timer", wait=Wait("sleep", seconds=0, until=at + 1))
         for at in [*range(0, 60_000_000, 10_000_000), *range(
             9000 * SECOND, 9000 * SECOND + 60_000_000, 10_000_000)]],
    ),
    "two huge gaps": run(
        [Step(i % 2, at, at, "timer", wait=Wait("sleep", seconds=0, until=at + 1))
         for hours in (0, 2, 5) for i in range(5)
         for at in [3600 * SECOND * hours + i * 10_000_000]],
        Lane("task", "a", "a()"), Lane("task", "b", "b()"),
    ),
    "a millisecond": run([
        Step(0, 0, 0, "start", wait=Wait("sleep", seconds=0.001, until=1_000_000)),
        Step(0, 1_000_000, 1_000_000, "timer", end="returns"),
    ]),
    "nasty texts": run(
        [Step(0, 0, SECOND, "start", end="raises", value=NASTY,
              wait=None, deeds=[calls(NASTY, 0, SECOND)])],
        Lane("task", NASTY, NASTY),
        output=[Piece(NASTY + "\n", 0, lane=0, step=0)], programs=[NASTY],
        ended="raised", error=NASTY,
    ),
    "a lane that never ran": run(
        [Step(0, 0, 0, "start", end="returns")],
        Lane("task", "main", "main()"),
        Lane("task", "never", "never()", parent=0, made_in=0),
    ),
}  # fmt: skip


def sleeping(*seconds_: float) -> Recording:
    """Tasks that sleep at the same time."""
    lanes = [Lane("task", f"t{i}", "t()") for i in range(len(seconds_))]
    steps = []
    for i, each in enumerate(seconds_):
        until = round(each * SECOND)
        steps.append(
            Step(i, 0, 0, "start", wait=Wait("sleep", seconds=each, until=until))
        )
    for i, each in sorted(enumerate(seconds_), key=lambda one: one[1]):
        at = round(each * SECOND)
        steps.append(Step(i, at, at, "timer", end="returns"))
    return run(steps, *lanes)  # fmt: skip


def blocked() -> Recording:
    wait = Wait("sleep", seconds=0.5, until=SECOND // 2)
    return run(
        [
            Step(0, 0, 0, "start", wait=wait),
            Step(1, 0, 2 * SECOND, "start", end="returns",
                 deeds=[calls("time.sleep(2)", 0, 2 * SECOND, 3)]),
            Step(0, 2 * SECOND, 2 * SECOND, "timer", end="returns"),
        ],
        Lane("task", "ticker", "ticker()"), Lane("task", "report", "report()"),
    )  # fmt: skip


def long_run(tasks: int, number: int) -> Recording:
    """A run in which tasks sleep in turn."""
    rng = random.Random(tasks)
    children = list(range(1, tasks))
    lanes = [Lane("task", "main", "main()")]
    lanes += [
        Lane("task", f"fetch {i}", f"fetch({i})", parent=0, made_in=0) for i in children
    ]
    steps = [Step(0, 0, 0, "start", wait=Wait("task", lanes=children))]
    times = sorted(
        (rng.random() * number / tasks, i % tasks or 1) for i in range(number)
    )
    for at, lane in times:
        ns = round(at * SECOND)
        wait = Wait("sleep", seconds=0.2, until=ns + SECOND // 5)
        steps.append(Step(lane, ns, ns, "timer", line=3, wait=wait))
    last: dict[int, Step] = {}
    for step in steps:
        if step.lane in last and last[step.lane].wait is not None:
            last[step.lane].wait.until = step.at
        last[step.lane] = step
    return run(steps[:number], *lanes)


CROWDS = ("plain", "programs", "deadlock", "few instants", "threads", "gap", "calm")
WAITS = ("network", "lock", "queue", "event", "turn", "task", "sleep", "sleep", "sleep")


def crowd(kind: str, tasks: int, most: int, seed: int = 0) -> Recording:
    """A long run with all that can be in one, drawn by lot.

    Args:
        kind: One of `CROWDS`.
        tasks: How many besides main.
        most: Steps at most.
        seed: Of the lots.
    """
    rng = random.Random(f"{kind} {tasks} {most} {seed}")
    unit = SECOND // (1 if kind == "few instants" else 10)
    lanes = crowd_lanes(kind, tasks)
    bars = [
        Bar(lane, 0, rng.randint(1, 40) * unit, "work()")
        for lane, one in enumerate(lanes)
        if one.kind == "thread"
    ]
    steps = [Step(0, 0, 0, "start", wait=Wait("task", lanes=[*range(1, tasks)]))]
    # Time, order, lane, cause, and the step that wakes it.
    ready = [(0, i, i, "step", 0) for i in range(1, tasks + 2)]
    now, output = 0, []
    while ready and len(steps) < most:
        if kind == "gap" and len(steps) == most // 2:
            ready = [(at + 5000 * SECOND, *rest) for at, *rest in ready]
        at, _, lane, cause, woken = heappop(ready)
        now = max(now, at)
        if kind == "few instants" and now >= 12 * unit:
            break
        index = len(steps)
        step = Step(lane, now, now, cause, woken, 3, 4)
        steps.append(step)
        if rng.random() < 0.01 and kind not in {"few instants", "calm"}:
            step.until = now = now + 2 * unit
            step.deeds = [calls("time.sleep(1)", step.at, now, 4)]
        if rng.random() < 0.1 and lanes[lane].kind == "task":
            step.deeds.append(Deed("prints", piece=len(output), at=now))
            output.append(Piece(f"line {index}\n", now, lane=lane, step=index))
        early = 1 if kind == "calm" and at > most // tasks * unit // 6 else 0.05
        if rng.random() < early:
            step.end = rng.choice(["returns"] * 6 + ["raises", "cancelled"])
            step.value = "ValueError('no')" if step.end == "raises" else None
            continue
        until = now + rng.choice([0, 1, 1, 2, 5, 9]) * unit
        step.wait = crowd_wait(kind, rng, until)
        cause = {"sleep": "timer", "network": "network"}.get(step.wait.kind, "step")
        heappush(ready, (until, index, lane, cause, None))
    for index, step in enumerate(steps[1:], start=1):
        before = steps[index - 1]
        if step.cause == "step" and before.lane != step.lane:
            step.woken_by = index - 1 if before.at == step.at else step.woken_by
    ends = [one.until for one in (*steps, *bars)]
    recording = Recording(
        "a/crowd", "", until=max(ends), programs=["up.py"], lanes=lanes, steps=steps,
        bars=bars, output=output,
    )  # fmt: skip
    if kind == "programs":
        recording.programs.append("server.py")
    if kind == "deadlock":
        recording.ended, recording.error = "deadlock", "nothing can wake the loop"
    return recording


def crowd_lanes(kind: str, tasks: int) -> list[Lane]:
    lanes = [Lane("task", "main", "main()")]
    for i in range(1, tasks + 1):
        name = f"{'ask' if i < tasks // 3 else 'serve' if i % 40 else 'log it'} {i}"
        program = int(kind == "programs" and i > tasks // 2)
        lanes.append(Lane("task", name, f"{name}()", program, False, 0, 0))
    lanes.append(Lane("library", "_helper", "_helper()", 0, False, 0, 0))
    if kind == "threads":
        names = [f"thread {i}" for i in range(1, 9)]
        lanes += [Lane("thread", name, "work()", 0, False, 0, 0) for name in names]
    return lanes


def crowd_wait(kind: str, rng: random.Random, until: int) -> Wait:
    wait = rng.choice(WAITS)
    names = {"lock": "the lock", "queue": "jobs", "event": "the event"}
    if kind == "calm":
        names = dict.fromkeys(names, "the gate")
    if wait == "sleep":
        return Wait(wait, seconds=0.1, until=until)
    return Wait(wait, name=names.get(wait, wait))


LONG = {f"{kind}, {tasks} tasks": (kind, tasks, most)
        for kind in CROWDS
        for tasks, most in ((26, 200), (90, 1200))}  # fmt: skip


LONG["700 tasks"] = ("plain", 700, 2400)


def long_of(name: str) -> Recording:
    return crowd(*LONG[name])


ALL = {path.stem: path for path in RECORDED}
ALL |= {f"made up {seed}": seed for seed in range(25)} | EDGES


def recording_of(name: str) -> Recording:
    what = ALL[name]
    if isinstance(what, Path):
        return Recording.from_json(what.read_text())
    return made_up(what, most=20 + 5 * what) if isinstance(what, int) else what


def elements(text: str) -> list[ET.Element]:
    return list(ET.fromstring(text).iter()) if text else []


def blocks(text: str) -> list[tuple[int, float, float]]:
    """Number, left and right edge in percent of each step's block."""
    found = []
    for one in elements(text):
        if one.tag == "rect" and one.get("data-k"):
            x, width = (float(one.get(name, "")[:-1]) for name in ("x", "width"))
            found.append((int(one.get("data-k", "")), x, x + width))
    return found


def escape_xml(text: str) -> str:
    """A text with what XML does not allow replaced, as the page has it."""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)


def every_row(shown: Figure) -> list[Row]:
    """The whole table, of which a page leaves out the middle of a long run."""
    sentences = Sentences(shown.view)
    return [row_of(sentences, place) for place in range(len(shown.view.steps))]
