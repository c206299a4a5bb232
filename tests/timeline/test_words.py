"""What sentences say of a step, against the steps of its recording."""

from dataclasses import replace

import pytest

from looptape.recording import SECOND, Deed, Lane, Piece, Recording, Step, Wait
from looptape.timeline import Figure
from looptape.timeline.model.view import View
from looptape.timeline.prose.parts import plain
from tests.timeline.rows import figure_of
from tests.timeline.runs import ALL, EDGES, blocked, every_row, run, sleeping


@pytest.mark.parametrize("name", ALL)
def test_only_the_end_of_a_task_lets_those_go_on_that_waited_for_it(name: str) -> None:
    shown = figure_of(name)
    view = shown.view
    free: dict[int, list[int]] = {number: [] for number in range(len(view.steps))}
    waits: dict[int, Wait | None] = {}
    last: dict[int, int] = {}
    for number, (step, waker) in enumerate(zip(view.steps, view.woken, strict=True)):
        wait, before = waits.get(step.lane), last.get(step.lane, -1)
        waits[step.lane], last[step.lane] = step.wait, number
        if waker is None or waker[1] is not None or step.cause == "cancel":
            continue
        if before > waker[0]:  # It ran in between, and waited again.
            continue
        source = view.steps[waker[0]]
        waited = wait is not None and wait.kind == "task"
        # Any task may be of a group: tasks make more in it while it waits.
        if wait is not None and wait.what != "group":
            waited = waited and source.lane in wait.lanes
        ended = source.end != "waits" and source.call is None
        if waited and ended and step.lane in view.row_of:
            free[waker[0]].append(step.lane)
    for number, row in enumerate(every_row(shown)):
        said = plain(row.what)
        assert said.count(" can continue.") == bool(free[number]), said
        if "That was the last" not in said and len(free[number]) <= 4:
            assert all(view.called(lane) in said for lane in free[number])


DATA = Wait("network", "data")
GATE = Wait("event", "event", "gate")
ANSWER = Wait("network", "answer", "GET /")


@pytest.mark.parametrize(
    ("first", "then", "deeds", "said"),
    [
        (DATA, DATA, [], "runs briefly and keeps waiting for data."),
        (
            DATA,
            DATA,
            [Deed("prints", piece=0)],
            (
                "wakes up because data arrived from other. It prints “a” and waits for "
                "data."
            ),
        ),
        (
            DATA,
            Wait("network", "drain"),
            [],
            (
                "wakes up because data arrived from other, and waits until the "
                "buffer has room."
            ),
        ),
        (
            Wait("process", "output"),
            Wait("process", "output"),
            [],
            (
                "runs briefly and keeps waiting for the output and exit of the child "
                "process."
            ),
        ),
        # A condition wakes a task that looks, and waits again.
        (
            GATE,
            GATE,
            [],
            "wakes up because other set gate, and keeps waiting for gate.",
        ),
        # A request is on its way before its response can come.
        (
            ANSWER,
            Wait("task", lanes=[2]),
            [],
            "runs briefly and waits for its request to be sent.",
        ),
        (
            ANSWER,
            Wait("task", lanes=[3]),
            [],
            (
                "wakes up because the response to GET / arrived from other, and "
                "waits for a library's task."
            ),
        ),
    ],
)
def test_a_step_runs_briefly_if_it_goes_on_to_wait_for_the_same(
    first: Wait, then: Wait, deeds: list[Deed], said: str
) -> None:
    cause = {"event": "step"}.get(first.kind, first.kind)
    recording = run(
        [
            Step(0, 0, 0, "start", wait=first),
            Step(1, 0, 0, "start", end="returns",
                 deeds=[Deed("sets", "gate", kind="event")]),
            Step(0, 0, 0, cause, 1, deed=0, wait=then, deeds=deeds),
            Step(0, 0, 0, "step", end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("task", "other", "other()"),
        Lane("library", "write_bytes", "write_bytes()"),
        Lane("library", "tidy", "tidy()"),
        output=[Piece("a\n", 0, lane=0, step=2)],
    )  # fmt: skip
    assert plain(Figure(recording).rows()[2].what) == said


@pytest.mark.parametrize(
    ("lane", "deeds", "said"),
    [
        (1, [], "starts and lets other run first."),
        (1, [Deed("makes", lanes=[1])], "starts, creates other and lets it run first."),
        # A task of a library is not shown, so it has no name.
        (2, [], "starts and waits for its request to be sent."),
    ],
)
def test_a_step_within_which_a_task_runs_lets_that_run_first(
    lane: int, deeds: list[Deed], said: str
) -> None:
    inner = Wait("task", "inner", lanes=[lane])
    recording = run(
        [
            Step(0, 0, 0, "start", wait=inner, deeds=deeds),
            Step(lane, 0, 0, "start", 0, wait=Wait("event", "event", "gate")),
            Step(0, 0, 0, "step", 1, end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("task", "other", "other()"),
        Lane("library", "write_bytes", "write_bytes()"),
    )
    assert plain(Figure(recording).rows()[0].what) == said


def test_a_program_without_a_loop_wakes_from_its_own_calls() -> None:
    told = [plain(row.what) for row in Figure(EDGES["no loop"]).rows()]
    assert told[1].startswith("wakes up after sleeping 1 s, ")
    assert told[2].startswith("wakes up because the response to GET / arrived, ")


@pytest.mark.parametrize(
    ("recording", "virtual", "real"),
    [
        (sleeping(3, 0.2), "Took 3 s.", "Took about 3 s."),
        (EDGES["raised"], "Took 1 s and raised", "Took about 1 s and raised"),
        (blocked(), "Took 2 s. The loop", "Took about 2 s. The loop"),
        (EDGES["one step"], "Took no time: ", "Took less than 0.1 s: "),
    ],
)
def test_a_headline_says_that_the_real_clock_is_not_exact(
    recording: Recording, virtual: str, real: str
) -> None:
    for clock, said in {"virtual": virtual, "real": real}.items():
        shown = Figure(replace(recording, clock=clock))
        assert plain(shown.headline).startswith(said)
        rounded = "Real clock; times are rounded." in shown.picture.notes
        assert rounded == (clock == "real")


@pytest.mark.parametrize(
    ("wait", "thrown", "why"),
    [
        (DATA, "ConnectionResetError", "the connection was reset"),
        (DATA, "ValueError", "its wait failed with ValueError"),
        (Wait("thread", name="crunch(3)"), "ValueError", "crunch(3) raised ValueError"),
        (Wait("process", "start"), "OSError", "its wait failed with OSError"),
    ],
)
def test_a_step_that_an_exception_woke_says_what_raised_it(
    wait: Wait, thrown: str, why: str
) -> None:
    end = Step(0, 0, 0, wait.kind, end="raises", value=f"{thrown}()", thrown=thrown)
    recording = run([Step(0, 0, 0, "start", wait=wait), end])
    said = plain(Figure(recording).rows()[1].what)
    assert said.startswith(f"wakes up because {why}, and raises {thrown}()")


@pytest.mark.parametrize(
    ("wait", "names", "expected"),
    [
        (
            Wait("task", lanes=[0]),
            ["A, B and C"],
            ["waits for A, B and C", "A, B and C"],
        ),
        (
            Wait("task", lanes=[0, 1]),
            ["a, b", "c/d"],
            ["waits for a, b and c/d", "a, b and c/d"],
        ),
        (
            Wait("task", lanes=[0, 1, 2]),
            ["A", "B", "C"],
            ["waits for A, B and C", "waits for 3 tasks", "3 tasks"],
        ),
        (
            Wait("lock", name="x['a, b/c']", lanes=[0]),
            ["A, B and C"],
            [
                "waits for x['a, b/c'], held by A, B and C",
                "waits for x['a, b/c']",
                "x['a, b/c']",
            ],
        ),
        (
            Wait("network", "answer", "GET /a, b/7"),
            [],
            ["waits for the response to GET /a, b/7", "GET /a, b/7", "7"],
        ),
        (Wait("sleep", seconds=2), [], ["sleep 2"]),
    ],
)
def test_labels_get_shorter_by_what_they_are_made_from(
    wait: Wait, names: list[str], expected: list[str]
) -> None:
    """Never by what a name looks like: a task may be called `A, B and C`."""
    recording = run(
        [Step(lane, 0, 0, "start", end="returns") for lane in range(len(names))],
        *(Lane("task", name, "work()") for name in names),
    )
    assert list(dict.fromkeys(View(recording).wait_texts(wait))) == expected


def test_one_task_is_never_drawn_as_several() -> None:
    """In a narrow place, where its whole name has no room."""
    name = "all the pages, all the pictures and all the rest"
    waits = Wait("task", lanes=[1])
    recording = run(
        [
            Step(0, 0, 0, "start", wait=waits),
            Step(1, 0, 0, "step", 0, wait=Wait("sleep", seconds=1, until=SECOND)),
            Step(1, SECOND, SECOND, "timer", end="returns"),
            Step(0, SECOND, SECOND, "step", 2, end="returns"),
        ],
        Lane("task", "main", "main()"),
        Lane("task", name, "work()", named=True, parent=0, made_in=0),
    )
    assert "3 tasks" not in Figure(recording).picture.svg
