"""Steps are told in the order in which things happened.

The judge here is `sys.monitoring`: it sees what each program calls, and knows
nothing of the recorder. What it logs is compared with the recording, and with the
words of every step.
"""

import re
import sys
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from cheatsheet.store.project import all_scripts
from looptape.record.limits import Limits
from looptape.record.observer import Observer
from looptape.record.recorder import LIMITS, record
from looptape.recording import Recording
from looptape.script import Script
from looptape.timeline import Figure
from looptape.timeline.prose.parts import plain
from looptape.timeline.prose.sentences import Sentences
from looptape.timeline.prose.table import row_of
from tests.record.judge import (
    POOLED,
    WAITS_FOR_CALLS,
    WORD,
    WORDS,
    Event,
    Judge,
    deeds,
    judged,
    merged,
)
from tests.record.watched import PROGRAMS, write
from tests.record.watched_wholes import WHOLE

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="sys.monitoring is new in Python 3.12"
)
# How sentences begin that tell no deed of the step.
FOLLOWS = re.compile(
    r" (?:(?:Its TaskGroup|That) cancels|Meanwhile,|At [0-9.]+ m?s,|Then"
    r"|Before that,|The program) "
)
SCRIPTS = [
    script
    for script in all_scripts()
    if script.settings.clock == "virtual" and script.oldest <= sys.version_info
]


def differences(script: Script) -> list[str]:
    """Where the order told is not the order logged."""
    return judged_recording(script)[1]


def judged_recording(
    script: Script, limits: Limits = LIMITS
) -> tuple[Recording, list[str]]:
    """Record a script, and find where the order told is not the order logged."""
    files = {one.path.name for one in (script, *script.companions)}
    judge = Judge(files)
    write = Observer.write

    def noted(observer: Observer, stream: str, text: str) -> None:
        # When it is written: what a thread writes is shown later.
        judge.echo(stream, text)
        write(observer, stream, text)

    with mock.patch.object(Observer, "write", noted), judged(judge):
        recording = record(script, limits=limits)
    told = deeds(recording)
    known = merged([event for _, event in told])
    logged = merged(judge.log)
    if recording.ended == "deadlock":
        # What follows is cleaning up, and not told.
        logged = logged[: len(known)]
        last = known[-1:]
        if last and logged and last[0][2] == "prints" == logged[-1][2]:
            cut = logged[-1][3][: len(last[0][3])]
            logged[-1] = (*logged[-1][:3], cut)
    if known != logged:
        place = next(
            (i for i, (a, b) in enumerate(zip(known, logged, strict=False)) if a != b),
            min(len(known), len(logged)),
        )
        text = f"event {place}: {known[place:][:3]}, logged {logged[place:][:3]}"
        return recording, [text]
    return recording, _words(recording, told)


def _words(recording: Recording, told: list[tuple[int, Event]]) -> list[str]:
    """Where the words of a step are in another order."""
    figure = Figure(recording)
    by_step = {
        number: [event for _, event in group]
        for number, group in groupby(told, key=lambda entry: entry[0])
    }
    wrong = []
    sentences = Sentences(figure.view)
    for number in range(len(figure.view.steps)):
        row = row_of(sentences, number)
        index = figure.view.numbers.original[row.number - 1]
        if not row.task or recording.lanes[row.lane].kind != "task":
            continue
        sentence = plain(row.what)
        sentence = FOLLOWS.split(sentence)[0]
        quotes = re.findall(r"“([^”]*)”", sentence)
        sentence = re.sub(r"“[^”]*”", "“”", sentence)
        # No queue of the program gets these, and none gives those.
        sentence = POOLED.sub("is queued", sentence)
        sentence = WAITS_FOR_CALLS.sub("waits", sentence)
        # That is the interpreter's doing, and a generator is no connection.
        sentence = sentence.replace("closes the generator", "")
        # What is written is no quotation, and may say anything as well.
        words = WORD.findall(
            re.sub(r"""\b(b|sends )(['"]).*?(\2|…)""", r"\1", sentence)
        )
        wanted = [WORDS[verb] for _, _, verb, _ in by_step.get(index, [])]
        wanted = [word for word, _ in groupby(wanted)]
        words = [word for word, _ in groupby(words)]
        if " more things" in sentence:
            wanted = wanted[: len(words)]
        lines = [
            line.strip()
            for _, _, verb, text in by_step.get(index, [])
            if verb == "prints"
            for line in text.removesuffix("\n").split("\n")
        ]
        left = iter(lines)
        quoted = all(
            any(line.startswith(quote.removesuffix("…")) for line in left)
            for quote in quotes
        )
        if words != wanted or not quoted:
            wrong.append(f"step {row.number}: {sentence!r}, logged {wanted} {lines}")
    return wrong


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_the_order_told_is_the_order_logged(script: Script) -> None:
    assert not differences(script)


# In its factory the program prints before the task is there, and asyncio's own
# function, which the judge sees, has begun before.
OWN_FACTORY = "own factory"


@pytest.mark.parametrize("name", sorted({*PROGRAMS, *WHOLE} - {OWN_FACTORY}))
def test_small_programs_are_told_in_their_order(tmp_path: Path, name: str) -> None:
    """They are made to be odd, for a test that knows nothing of words."""
    assert not differences(write(tmp_path, name))


def test_the_judge_finds_a_wrong_order(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "import asyncio, time\n"
        "async def main():\n"
        "    print('first')\n"
        "    time.sleep(1)\n"
        "asyncio.run(main())\n"
    )
    script = Script.read(path)
    assert not differences(script)
    real = Sentences.step

    def swapped(self: Sentences, number: int) -> Any:
        told = real(self, number)
        text = plain(told.parts).replace("prints “first”", "X")
        text = text.replace("calls time.sleep(1)", "prints “first”")
        text = text.replace("X", "calls time.sleep(1)")
        return replace(told, parts=[(text, "")])

    monkeypatch.setattr(Sentences, "step", swapped)
    assert differences(script)
