"""The picture of a run and its table, on recorded runs and on made-up ones."""

import gc
import json
import random
import re
import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from cheatsheet.store.project import RECORDINGS, is_probe
from looptape.export.standalone import SHEET, rules, standalone
from looptape.recording import SECOND, Bar, Block, Lane, Line, Recording, Step, Wait
from looptape.timeline.figure import Figure, draw
from looptape.timeline.model.spans import one_by_one, spans
from looptape.timeline.model.view import View
from looptape.timeline.prose.headline import headline
from looptape.timeline.prose.table import Row, Skipped, plain, rows, text_table
from looptape.timeline.svg.axis import Axis
from looptape.words import cut_middle, seconds, series

RECORDED = [path for path in sorted(RECORDINGS.glob("*/*.json")) if not is_probe(path)]
NASTY = """<script>alert("ö")</script> & 'x' \x07\ud800 ☃"""


def made_up(seed: int, tasks: int = 6, most: int = 60) -> Recording:
    """A run that a loop could have: who is next is drawn by lot."""
    rng = random.Random(seed)
    lanes = [Lane("task", "main", "main()")]
    children = list(range(1, tasks + 1))
    lanes += [
        Lane("task", f"fetch {i}", f"fetch({i})", parent=0, made_in=0) for i in children
    ]
    steps = [Step(0, 0, 0, "start", line=9, wait=Wait("task", "waits", children))]
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
            step.blocks = [Block("time.sleep(1)", step.at, now, 4)]
        if rng.random() < 0.3:
            output.append(Line(f"line {index}", now, lane=lane, step=index))
        if fate > 0.93:
            step.end, step.value = "raises", "ValueError('no')"
        elif fate > 0.86:
            step.end, step.value = "returns", "7"
        elif fate > 0.8:
            step.end = "cancelled"
        else:
            until = now + rng.choice([0, 1, 1, 2, 5, 40]) * SECOND // 10
            step.wait = Wait("sleep", "sleep 0.1", until=until)
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
              blocks=[Block("time.sleep(1)", 0, SECOND, 2),
                      Block("waits for the answer to GET /", SECOND, 3 * SECOND, 3)])],
        Lane("program", "b.py", ""),
        output=[Line("a", 0), Line("b", SECOND, lane=0, step=0)],
    ),
    "one step": run([Step(0, 0, 0, "start", end="returns")]),
    "one instant": run([
        Step(0, 0, 0, "start", wait=Wait("turn", "waits its turn")),
        Step(0, 0, 0, "step", 0, end="returns"),
    ]),
    "dead-lock": run(
        [Step(0, 0, 0, "start", wait=Wait("lock", "waits for y", [1])),
         Step(1, 0, 0, "step", 0, wait=Wait("lock", "waits for x", [0]))],
        Lane("task", "left", "a()"), Lane("task", "right", "b()", made_in=0, parent=0),
        ended="deadlock", error="nothing can wake the loop",
    ),
    "raised": run(
        [Step(0, 0, 0, "start", wait=Wait("sleep", "sleep 1", until=SECOND)),
         Step(0, SECOND, SECOND, "timer", end="raises", value="ValueError('x')")],
        ended="raised", error="ValueError: x", status=1,
    ),
    "limit": run(
        [Step(0, 0, 0, "start", wait=Wait("sleep", "sleep 99", until=99 * SECOND))],
        ended="limit", error="stopped at 60 s of virtual time",
    ),
    "a huge gap": run(
        [Step(0, at, at, "timer", wait=Wait("sleep", "sleep", until=at + 1))
         for at in [*range(0, 60_000_000, 10_000_000), *range(
             9000 * SECOND, 9000 * SECOND + 60_000_000, 10_000_000)]],
    ),
    "a millisecond": run([
        Step(0, 0, 0, "start", wait=Wait("sleep", "sleep 0.001", until=1_000_000)),
        Step(0, 1_000_000, 1_000_000, "timer", end="returns"),
    ]),
    "nasty texts": run(
        [Step(0, 0, 0, "start", end="raises", value=NASTY,
              wait=None, blocks=[Block(NASTY, 0, SECOND)])],
        Lane("task", NASTY, NASTY),
        output=[Line(NASTY, 0, lane=0, step=0)], programs=[NASTY],
        ended="raised", error=NASTY,
    ),
    "a lane that never ran": run(
        [Step(0, 0, 0, "start", end="returns")],
        Lane("task", "main", "main()"),
        Lane("task", "never", "never()", parent=0, made_in=0),
    ),
}  # fmt: skip

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


# What holds for the drawing of any run. All of it is asked of one drawing, as to draw
# is what takes the time.


def it_is_well_formed_and_needs_no_ids_and_no_styles(
    shown: Figure, recording: Recording
) -> None:
    for text in (shown.picture.svg, shown.thumbnail(), shown.html()):
        for one in elements(text):
            assert one.tag not in {"defs", "script", "style", "foreignObject", "title"}
            assert not {"id", "style", "href"} & set(one.keys())
            for value in one.attrib.values():
                assert not re.search(r"\d\.\d{3}", value) or value == shown.label


def there_is_one_solid_block_in_a_column(shown: Figure, recording: Recording) -> None:
    found = blocks(shown.picture.svg)
    assert [number for number, *_ in found] == sorted({n for n, *_ in found})
    for (_, _, right), (_, left, _) in pairwise(found):
        assert left >= right - 0.02  # two edges, rounded


def each_step_is_drawn_or_left_out_aloud(shown: Figure, recording: Recording) -> None:
    of_tasks = sum(step.lane in shown.view.row_of for step in shown.view.steps)
    drawn = len(blocks(shown.picture.svg))
    if drawn < of_tasks:
        assert any("drawn in detail" in note for note in shown.picture.notes)
    numbers = {one.get("data-k") for one in elements(shown.picture.svg)} - {None}
    assert len(numbers) <= len(shown.view.steps)


def each_printed_line_is_in_the_table(shown: Figure, recording: Recording) -> None:
    printed = [
        line
        for row in shown.rows(every=True)
        if isinstance(row, Row)
        for line in row.prints
    ]
    if recording.steps:
        assert sorted(printed) == sorted(line.text for line in recording.output)


def the_table_counts_as_the_picture_does(shown: Figure, recording: Recording) -> None:
    table = shown.rows(every=True)
    assert [row.number for row in table] == list(range(1, len(table) + 1))
    for row, step in zip(table, shown.view.steps, strict=True):
        assert (row.at, row.lane, row.line) == (step.at, step.lane, step.line)
        assert plain(row.sentence).strip().endswith((".", "”"))


def the_same_run_gives_the_same_text(shown: Figure, recording: Recording) -> None:
    again = Recording.from_json(recording.to_json())
    assert shown.html() == Figure(again).html()
    assert text_table(recording) == text_table(again)


def marks_lie_within_the_plot_and_time_goes_right(
    shown: Figure, recording: Recording
) -> None:
    view = shown.view
    if not view.steps:
        return
    axis = Axis(view)
    places = [axis.x(view.left(number)) for number in range(len(view.steps))]
    assert places == sorted(places)
    assert places[0] >= 0 and places[-1] <= 100
    for span in spans(view):
        assert span.start < span.end
        assert 0 <= axis.x(span.start) <= axis.x(span.end) <= 100


def stretches_of_a_lane_do_not_overlap(shown: Figure, recording: Recording) -> None:
    lanes = defaultdict(list)
    for span in spans(shown.view):
        lanes[span.lane].append(span)
    for found in lanes.values():
        found.sort(key=lambda span: span.start)
        for earlier, later in pairwise(found):
            assert earlier.end <= later.start


def the_key_names_what_occurs_and_nothing_else(
    shown: Figure, recording: Recording
) -> None:
    picture = shown.picture
    classes = {
        name
        for one in elements(picture.svg)
        for name in (one.get("class") or "").split()
    }
    for name, word in picture.key:
        assert name in classes and word
    assert picture.svg == "" or ("tl-run" in classes or "tl-is-run" in classes)


def steps_carry_what_a_walk_through_them_needs(
    shown: Figure, recording: Recording
) -> None:
    table = shown.table().replace("<br>", "<br/>")
    assert bool(table) == bool(recording.steps)
    found = [
        row
        for row in ET.fromstring(table or "<table/>").iter("tr")
        if row.get("data-at")
    ]
    told = [row for row in shown.rows() if isinstance(row, Row)]
    assert len(found) == len(told)
    for one, row in zip(found, told, strict=True):
        assert int(one.get("data-at")) == row.at
        assert int(one.get("data-lane")) == row.lane
        assert int(one.get("data-program", "0")) == row.program
        assert one.get("data-resumed") == (row.resumed and str(row.resumed))
        assert one.get("data-end") == row.end


def output_names_the_row_that_prints_it(shown: Figure, recording: Recording) -> None:
    told = [row for row in shown.rows(every=True) if isinstance(row, Row)]
    for program in {line.program for line in recording.output}:
        inner = ET.fromstring(f"<pre>{shown.output(program)}</pre>")
        assert [one.text for one in inner] == [
            escape_xml(line.text) + "\n"
            for line in recording.output
            if line.program == program
        ]
        for one in inner:
            if told:
                prints = told[int(one.get("data-k")) - 1].prints
                assert one.text[:-1] in map(escape_xml, prints)


def each_class_of_the_picture_has_a_rule(shown: Figure, recording: Recording) -> None:
    ruled = set(re.findall(r"\.(tl[\w-]*)", SHEET.read_text()))
    for one in elements(shown.html()):
        assert set((one.get("class") or "").split()) <= ruled | {
            "tl-long",
            "tl-lens",
            "tl-picture",
        }


PROMISES = (
    it_is_well_formed_and_needs_no_ids_and_no_styles,
    there_is_one_solid_block_in_a_column,
    each_step_is_drawn_or_left_out_aloud,
    each_printed_line_is_in_the_table,
    the_table_counts_as_the_picture_does,
    the_same_run_gives_the_same_text,
    marks_lie_within_the_plot_and_time_goes_right,
    stretches_of_a_lane_do_not_overlap,
    the_key_names_what_occurs_and_nothing_else,
    steps_carry_what_a_walk_through_them_needs,
    output_names_the_row_that_prints_it,
    each_class_of_the_picture_has_a_rule,
)


@pytest.mark.parametrize("name", ALL)
def test_a_drawing_keeps_every_promise(name: str) -> None:
    recording = recording_of(name)
    before = recording.to_json()
    shown = Figure(recording)
    for promise in PROMISES:
        promise(shown, recording)
    assert recording.to_json() == before, "a run stays as it was"


def test_texts_are_text() -> None:
    shown = Figure(EDGES["nasty texts"])
    for text in (shown.html(), standalone(shown)):
        assert "<script" not in text
        assert "\x07" not in text and "\ud800" not in text
        assert "&lt;script&gt;" in text
        ET.fromstring(text)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("nothing", "No event loop was recorded: there is nothing to draw."),
        ("no loop", "Took 3 s. Nothing ran at the same time."),
        ("one step", "Took 0 s: 1 step."),
        ("one instant", "Took 0 s: 2 steps, one at a time."),
        (
            "dead-lock",
            (
                "Dead-lock at 0 s: left waits for y, held by right; "
                "right waits for x, held by left."
            ),
        ),
        ("raised", "Took 1 s and raised ValueError: x."),
        ("limit", "Stopped at 60 s: this program never ends."),
        ("a millisecond", "Took 1 ms."),
    ],
)
def test_the_headline_says_what_matters_most(case, expected) -> None:
    assert plain(tuple(headline(EDGES[case]))) == expected


def test_only_what_is_bad_is_red() -> None:
    for name, recording in EDGES.items():
        bad = [text for text, kind in headline(recording) if kind == "bad"]
        assert bool(bad) == (recording.ended != "returned"), name


def test_a_dead_lock_goes_on_for_ever_and_shows_its_cycle() -> None:
    text = draw(EDGES["dead-lock"])
    assert "for ever" in text and text.count('class="tl-head"') == 2
    waiting = [one for one in elements(text) if one.get("x2") == "100%"]
    assert len(waiting) == 1 + 2  # the axis and both tasks


def sleeping(*seconds_: float) -> Recording:
    """Tasks that sleep at the same time."""
    lanes = [Lane("task", f"t{i}", "t()") for i in range(len(seconds_))]
    steps = []
    for i, each in enumerate(seconds_):
        until = round(each * SECOND)
        steps.append(
            Step(i, 0, 0, "start", wait=Wait("sleep", f"sleep {each}", until=until))
        )
    for i, each in sorted(enumerate(seconds_), key=lambda one: one[1]):
        at = round(each * SECOND)
        steps.append(Step(i, at, at, "timer", end="returns"))
    return run(steps, *lanes)  # fmt: skip


def test_the_gain_is_the_sum_of_waits_and_none_is_claimed_without() -> None:
    shown = Figure(sleeping(3, 1, 2))
    assert (shown.gain.took, shown.gain.one_by_one) == (3 * SECOND, 6 * SECOND)
    assert plain(tuple(shown.headline)) == "Took 3 s instead of 6 s."
    small = Figure(sleeping(3, 0.2))
    assert plain(tuple(small.headline)) == "Took 3 s."


def test_a_server_counts_only_as_what_its_client_waits_for() -> None:
    recording = sleeping(1, 1)
    recording.lanes[1].program = 1
    recording.programs.append("server.py")
    view = View(recording)
    assert one_by_one(view, spans(view)) == (SECOND, 1)
    text = draw(recording)
    assert "b.py" in text and "server.py" in text


def test_a_server_within_the_program_counts_so_too() -> None:
    recording = sleeping(1, 1)
    recording.steps[1].cause = "network"
    view = View(recording)
    assert one_by_one(view, spans(view)) == (SECOND, 1)


def blocked() -> Recording:
    wait = Wait("sleep", "sleep 0.5", until=SECOND // 2)
    return run(
        [
            Step(0, 0, 0, "start", wait=wait),
            Step(1, 0, 2 * SECOND, "start", end="returns",
                 blocks=[Block("time.sleep(2)", 0, 2 * SECOND, 3)]),
            Step(0, 2 * SECOND, 2 * SECOND, "timer", end="returns"),
        ],
        Lane("task", "ticker", "ticker()"), Lane("task", "report", "report()"),
    )  # fmt: skip


def test_a_blocking_call_is_told_and_drawn_over_all_lanes() -> None:
    shown = Figure(blocked())
    assert plain(tuple(shown.headline)) == (
        "Took 2 s. For 2 s everything stood still: time.sleep(2) in report."
    )
    told = [plain(row.sentence) for row in shown.rows()]
    assert told[1] == (
        "report starts, calls time.sleep(2) and ends. For 2 s nothing else can run: "
        "ticker should have woken at 0.5 s."
    )
    assert told[2].startswith("ticker wakes up 1.5 s late, as its sleep was 0.5 s")
    veil = next(
        group
        for group in elements(shown.picture.svg)
        if group.get("class") == "tl-veil"
    )
    height = int(veil[0].get("height"))
    assert height >= 2 * 38
    assert "1.5 s late" in shown.picture.svg
    assert "nothing else can run for 2 s" in shown.picture.svg


def test_lanes_of_libraries_are_left_out_but_not_what_they_cause() -> None:
    recording = run(
        [
            Step(0, 0, 0, "start", wait=Wait("future", "waits for a future")),
            Step(1, 0, 0, "step", 0, end="returns"),
            Step(2, 0, 0, "step", 1, end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("library", "_helper", "_helper()", parent=0, made_in=0),
        Lane("task", "child", "child()", parent=1, made_in=1),
    )
    view = View(recording)
    assert view.rows == [0, 2] and view.maker[2] == 0
    assert view.wakers == [None, 0]
    assert [row.number for row in rows(recording)] == [1, 2]
    assert "_helper" not in draw(recording)
    recording.output.append(Line("from inside", 0, lane=1, step=1))
    assert "_helper" in draw(recording)


def test_a_program_waits_while_its_loop_runs() -> None:
    waits = Wait("task", "waits for main", [1])
    nap = Block("time.sleep(1)", 0, SECOND, 2)
    recording = run(
        [
            Step(0, 0, SECOND, "start", line=4, wait=waits, blocks=[nap]),
            Step(1, SECOND, SECOND, "step", 0, wait=Wait("sleep", "sleep 1")),
            Step(0, SECOND, 2 * SECOND, "step", 1, wait=waits),
            Step(1, 2 * SECOND, 2 * SECOND, "step", 2, end="returns"),
            Step(0, 2 * SECOND, 2 * SECOND, "step", 3, end="returns"),
        ],
        Lane("program", "b.py", ""),
        Lane("task", "main", "main()", parent=0, made_in=0, made_at=SECOND),
    )
    view = View(recording)
    assert [(step.lane, step.at, step.until) for step in view.steps] == [
        (0, 0, 0),
        (0, SECOND, SECOND),
        (1, SECOND, SECOND),
        (1, 2 * SECOND, 2 * SECOND),
        (0, 2 * SECOND, 2 * SECOND),
    ]
    assert view.wakers == [None, None, 1, None, 3]
    assert view.made(1) == view.middle(1)


def test_what_a_program_prints_before_it_is_seen_is_its_own() -> None:
    assert [row.prints for row in rows(EDGES["no loop"])] == [("a",), ("b",), ()]


def test_what_a_thread_prints_stands_at_its_bar() -> None:
    recording = run(
        [
            Step(0, 0, 0, "start", wait=Wait("thread", "waits for work()", [1])),
            Step(0, SECOND, SECOND, "thread", end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("thread", "thread 1", "work()", parent=0, made_in=0),
        bars=[Bar(1, 0, SECOND, "work()")],
        output=[Line("begins", 0, lane=1), Line("ends", SECOND, lane=1)],
        simulated=["threads"],
    )
    shown = Figure(recording)
    drawn = elements(shown.picture.svg)
    bar = next(one for one in drawn if one.get("class") == "tl-bar")
    start = float(bar[0].get("x")[:-1])
    end = start + float(bar[0].get("width")[:-1])
    marks = next(one for one in drawn if one.get("class") == "tl-print")
    assert [float(mark.get("x")[:-1]) for mark in marks] == pytest.approx(
        [start, end], abs=0.02
    )
    assert "Meanwhile thread 1 prints “ends”." in plain(shown.rows()[1].what)
    assert shown.picture.notes == (
        "Threads are simulated here: a virtual clock, one at a time.",
    )


def test_a_timeout_is_a_mark_on_the_axis() -> None:
    recording = run(
        [
            Step(0, 0, 0, "start", wait=Wait("sleep", "sleep 9", until=9 * SECOND)),
            Step(1, SECOND, SECOND, "timer", end="returns", cancels=[0],
                 text="timeout(1) is over"),
            Step(0, SECOND, SECOND, "cancel", 1, end="cancelled"),
        ],
        Lane("task", "main", "main()"), Lane("callbacks", "callbacks", ""),
    )  # fmt: skip
    shown = Figure(recording)
    assert shown.view.rows == [0]
    assert "1 s: timeout(1) is over" in shown.picture.svg
    assert [plain(row.sentence) for row in shown.rows()][1:] == [
        "The timeout of 1 s is over: it cancels main.",
        (
            "main is cancelled by the timeout while it sleeps, and ends. "
            "The program is over."
        ),
    ]
    assert plain(tuple(shown.headline)) == "Took 1 s: the timeout came after 1 s."
    assert "cancels" in dict(shown.picture.key).values()


def test_a_huge_gap_is_cut_and_says_so() -> None:
    text = draw(EDGES["a huge gap"])
    assert "9000 s, shortened" in text
    found = blocks(text)
    assert found[5][1] > 10  # what comes before it is not squeezed


def test_a_long_table_keeps_both_ends() -> None:
    table = rows(long_run(40, 900))
    numbers = [row.number for row in table if isinstance(row, Row)]
    assert len(table) == 121 and isinstance(table[100], Skipped)
    total = numbers[-1]
    assert numbers[:100] == list(range(1, 101))
    assert numbers[100:] == list(range(total - 19, total + 1))
    assert table[100].text == f"{total - 120:,} steps more, in the recording"


def long_run(tasks: int, number: int) -> Recording:
    """A run in which tasks sleep in turn."""
    rng = random.Random(tasks)
    children = list(range(1, tasks))
    lanes = [Lane("task", "main", "main()")]
    lanes += [
        Lane("task", f"fetch {i}", f"fetch({i})", parent=0, made_in=0) for i in children
    ]
    steps = [Step(0, 0, 0, "start", wait=Wait("task", "waits", children))]
    times = sorted(
        (rng.random() * number / tasks, i % tasks or 1) for i in range(number)
    )
    for at, lane in times:
        ns = round(at * SECOND)
        wait = Wait("sleep", "sleep 0.2", until=ns + SECOND // 5)
        steps.append(Step(lane, ns, ns, "timer", line=3, wait=wait))
    last: dict[int, Step] = {}
    for step in steps:
        if step.lane in last and last[step.lane].wait is not None:
            last[step.lane].wait.until = step.at
        last[step.lane] = step
    return run(steps[:number], *lanes)


def test_a_long_run_is_an_overview_of_at_most_150_kilobytes() -> None:
    shown = Figure(long_run(200, 5000))
    assert len(shown.picture.svg) < 150_000
    assert 'viewBox="0 0 1000 200"' in shown.picture.svg
    assert shown.picture.notes[0].startswith("5,000 steps. Each lane is one row;")
    other = Figure(shown.view.recording, 77)
    for drawn, chunk in ((shown, 208), (other, 6)):
        numbers = {number for number, *_ in blocks(drawn.picture.svg)}
        assert len(numbers) >= 7
        assert numbers <= set(range(12 * chunk + 1, 12 * chunk + 13))
        data = f'<div class="tl-figure" data-steps="5000" data-chunk="{chunk}">'
        assert drawn.html().startswith(data)
    assert len(shown.thumbnail()) < 2500


def test_the_parts_of_a_long_run_fit_its_picture_and_its_table() -> None:
    shown = Figure(long_run(60, 500))
    told = [row for row in shown.rows(every=True) if isinstance(row, Row)]
    heights = set()
    numbers = []
    places = []
    for number in range(42):
        chunk = shown.chunk(number)
        rows = ET.fromstring(f"<table>{chunk['rows']}</table>")
        numbers += [int(row[0].text) for row in rows]
        lens = ET.fromstring(chunk["lens"])
        assert lens.get("class") == "tl-lens"
        heights.add((lens.get("y"), lens.get("height")))
        drawn = {k for k, *_ in blocks(chunk["lens"])}
        assert drawn <= set(numbers[-len(rows) :]) and len(drawn) >= 5
        places.append((chunk["x"], chunk["x"] + chunk["width"]))
        if number == shown.shown_chunk:
            assert chunk["lens"] in shown.html()
            place = f'x="{chunk["x"]:g}%"'
            assert re.search(rf'class="tl-frame" {place}', shown.html())
    assert numbers == [row.number for row in told]
    assert len(heights) == 1
    assert places == sorted(places)
    for number in (-1, 42):
        with pytest.raises(IndexError):
            shown.chunk(number)
    with pytest.raises(IndexError):
        Figure(EDGES["one step"]).chunk(0)


def test_a_part_of_a_long_run_takes_little_time() -> None:
    shown = Figure(long_run(200, 5000))
    shown.chunk(0)
    start = time.process_time()
    for number in range(0, 400, 10):
        shown.chunk(number)
    each = (time.process_time() - start) / 40
    start = time.process_time()
    Figure(shown.view.recording)
    # As a ratio, since machines differ: about 1 ms where that takes 25.
    assert each < (time.process_time() - start) / 3


def escape_xml(text: str) -> str:
    """A text with what XML does not allow replaced, as the page has it."""
    return re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff]", "\ufffd", text)


def test_outputs_tell_of_all_programs_and_of_the_end() -> None:
    recording = run(
        [Step(0, 0, 0, "start", end="returns")],
        output=[
            Line("<a>", 0, lane=0, step=0),
            Line("b", SECOND, stream="err", program=1),
        ],
        ended="raised",
        error="ValueError: x",
    )
    recording.programs.append("server.py")
    block = '<div class="highlight-text example-output notranslate">'
    block += '<div class="highlight"><pre tabindex="0">{}</pre></div></div>\n'
    assert Figure(recording).outputs() == (
        '<p class="example-label">Output</p>\n'
        + block.format(
            '<span class="example-row" data-at="0 s" data-who="main" data-k="1">'
            "&lt;a&gt;\n</span>"
        )
        + '<p class="example-label">Output of server.py</p>\n'
        + block.format(
            '<span class="example-row" data-at="1 s" data-who="stderr" data-k="1">'
            "b\n</span>"
        )
        + '<p class="example-end">Raised: ValueError: x</p>\n'
    )
    assert "(prints nothing)" in Figure(EDGES["one step"]).outputs()


def test_much_output_is_shown_without_its_middle() -> None:
    lines = [Line(f"{n}", 0, lane=0, step=0) for n in range(5000)]
    lines.append(Line("z" * 9000, 0, lane=0, step=0))
    shown = Figure(run([Step(0, 0, 0, "start", end="returns")], output=lines))
    text = shown.output()
    assert text.count("example-row") == 500
    assert '<span class="example-more">… 4,501 lines more\n</span>' in text
    assert ">399\n<" in text and ">400\n<" not in text and ">4901\n<" in text
    assert "z" * 4999 + "…" in text and "z" * 5000 not in text
    assert "… 4,951 lines more" in shown.table()


def test_a_long_run_is_drawn_in_little_time() -> None:
    recording = long_run(200, 5000)
    text = recording.to_json()
    gc.collect()

    def best(function, argument) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            function(argument)
            times.append(time.process_time() - start)
        return min(times)

    # As a ratio, since machines differ: parsing this run's JSON takes about 7 ms
    # where drawing it takes 70.
    assert best(draw, recording) < 30 * best(json.loads, text)


def test_a_hundred_thousand_steps_are_drawn_by_showing_less() -> None:
    shown = Figure(long_run(1000, 100_000))
    assert len(shown.picture.svg) < 150_000
    assert shown.picture.notes[0].startswith("100,000 steps. 4 lanes are one row;")
    assert shown.picture.notes[1] == "In the rows, steps within 0.4 % are one mark."
    assert len(shown.rows()) == 121


def test_the_picture_for_other_hosts_stands_alone() -> None:
    text = standalone(Figure(sleeping(3, 1, 2)), 640)
    root = ET.fromstring(text)
    assert root.get("viewBox").startswith("0 0 640 ")
    style = next(one for one in root.iter() if one.tag.endswith("style")).text
    assert "var(" not in style and "#2757dd" in style and "@" not in style
    assert "Took " in text


def test_each_palette_has_every_colour_and_the_dark_ones_are_the_same() -> None:
    palettes = [
        dict(re.findall(r"(--tl-[\w-]+):([^;]+)", block))
        for _, block in rules(SHEET.read_text())
        if "--tl-run:" in block
    ]
    light, dark, dark_too, forced = palettes
    assert light.keys() == dark.keys() == forced.keys()
    assert dark == dark_too


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 s"),
        (250_000_000, "0.25 s"),
        (1_500_000_000, "1.5 s"),
        (12_000_000, "12 ms"),
        (333_333_333, "0.333 s"),
        (59_960_000_000, "60 s"),
        (300_000, "300 µs"),
        (7, "7 ns"),
    ],
)
def test_times_have_three_digits_at_most(ns, text) -> None:
    assert seconds(ns) == text


def test_words() -> None:
    assert series(["A", "B", "C"]) == "A, B and C"
    assert series(["A"]) == "A"
    assert cut_middle("GET /v0/item/700.json", 16) == "GET /…m/700.json"
    assert len(cut_middle("x" * 40, 16)) == 16
