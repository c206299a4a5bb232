"""What is wrong with the recording of a program, as judged without the recorder."""

import itertools
import sys
from pathlib import Path

from looptape.record.limits import Limits
from looptape.record.recorder import record
from looptape.recording import SECOND, Recording, Step
from looptape.script import Script
from tests.fuzz.judge import Outcome, judge
from tests.record import test_order as order

# The judge has no end either: a program may sleep for minutes.
LIMITS = Limits(time=3600 * SECOND)


def differences(path: Path) -> list[str]:
    """What a recording gets wrong, one line each.

    Args:
        path: The program.
    """
    script = Script.read(path)
    if sys.version_info < (3, 12):  # It has no `sys.monitoring`.
        recording, wrong = record(script, limits=LIMITS), []
    else:
        recording, wrong = order.judged_recording(script, LIMITS)
    expected = judge(script.source, path.name)
    return [*outcome(recording, expected), *wrong, *invariants(recording)]


def outcome(recording: Recording, expected: Outcome) -> list[str]:
    """Where a program did not do the same as without the recorder."""
    error = None if recording.ended == "deadlock" else recording.error
    found = Outcome(recording.stdout(), recording.ended, error, recording.status)
    wrong = []
    if found.output != expected.output:
        lines = itertools.zip_longest(
            found.output.splitlines(), expected.output.splitlines()
        )
        number, (ours, plain) = next(
            (number, pair)
            for number, pair in enumerate(lines, start=1)
            if pair[0] != pair[1]
        )
        wrong.append(f"output: line {number} is {ours!r}, plain {plain!r}")
    for name in ("ended", "error", "status"):
        ours, plain = getattr(found, name), getattr(expected, name)
        if ours != plain:
            wrong.append(f"end: {name} is {ours!r}, plain {plain!r}")
    return wrong


def invariants(recording: Recording) -> list[str]:
    """Where a recording contradicts itself."""
    steps, wrong = recording.steps, []
    for number, (before, step) in enumerate(itertools.pairwise(steps), start=1):
        if step.at < before.until:
            wrong.append(f"step {number} begins within the one before it")
    for number, lane in enumerate(recording.lanes):
        own = [step for step in steps if step.lane == number]
        if lane.kind in {"task", "library"}:
            over = [step for step in own[:-1] if step.end != "waits"]
            wrong += [f"lane {number} goes on after its end" for _ in over]
    for number, step in enumerate(steps):
        found = _step(recording, number, step)
        wrong += [f"step {number} {text}" for text in found]
    wrong += _output(recording)
    if Recording.from_json(recording.to_json()) != recording:
        wrong.append("it is another one when it is read again")
    return [f"invariant: {text}" for text in wrong]


def _output(recording: Recording) -> list[str]:
    steps, wrong = recording.steps, []
    told = [
        (deed.piece, number)
        for number, step in enumerate(steps)
        for deed in step.deeds
        if deed.piece is not None
    ]
    by_piece = dict(told)
    if len(by_piece) != len(told):
        wrong.append("a piece of output is told twice")
    for index, piece in enumerate(recording.output):
        if by_piece.get(index) != piece.step:
            wrong.append(f"piece {index} is not a deed of its step")
        elif piece.step is not None and steps[piece.step].lane != piece.lane:
            wrong.append(f"piece {index} is not of the lane of its step")
    return wrong


def _step(recording: Recording, number: int, step: Step) -> list[str]:
    wrong = []
    if not step.at <= step.until <= recording.until:
        wrong.append("ends before it begins, or after the run")
    if step.woken_by is not None:
        waker = recording.steps[step.woken_by]
        if step.woken_by >= number or waker.at > step.at:
            wrong.append(f"is woken by step {step.woken_by}, which comes later")
        if step.deed is not None and step.deed >= len(waker.deeds):
            wrong.append(f"is woken by a deed that is not there: {step.deed}")
    if step.end == "waits" and step.wait is None:
        wrong.append("waits for nothing")
    for before, deed in itertools.pairwise([None, *step.deeds]):
        if not step.at <= deed.at <= step.until or (before and deed.at < before.at):
            wrong.append(f"{deed.verb} at {deed.at}, outside its time")
    return wrong
