"""What is kept of one run: dataclasses, and their form as JSON.

This is the one schema that recorder, pages, pictures and tests share.
Times are whole nanoseconds since the run began.
A step is one run of a task between two suspensions; the word is that of Trio's
`Instrument` (https://trio.readthedocs.io/en/stable/reference-lowlevel.html).
"""

import json
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

SCHEMA = 3
SECOND = 1_000_000_000  # Nanoseconds.
LONGEST_VALUE = 80  # Characters that are kept of what a step returned or raised.

# Deeds that hold up the whole loop until they are over.
BLOCKING = {"calls", "reads", "requests"}


@dataclass
class Lane:
    """One line of work: a row of the timeline.

    Attributes:
        kind: `task`, `library` (a task that a library made for its own ends),
            `callbacks` (plain calls that the loop makes), `program` (one without
            an event loop), `thread` or `process`.
        name: The name the program gave, else the coroutine's, numbered where
            several are alike.
        call: The call that made it, such as `say()`.
        program: Index into `Recording.programs`.
        named: Whether the program gave the name.
        parent: Index of the lane that made it, or None.
        made_in: Index of the step that made it, or None.
        made_at: When it was made, in ns.
        lost_in: Index of the step in which it was destroyed although it still
            waited, because nothing held it; None for all others.
        role: What a library's task is for, where a reader knows it by that:
            `connection` or `request` of a server; else empty.
    """

    kind: str
    name: str
    call: str
    program: int = 0
    named: bool = False
    parent: int | None = None
    made_in: int | None = None
    made_at: int = 0
    lost_in: int | None = None
    role: str = ""


@dataclass
class Wait:
    """What a suspended task waits for.

    Attributes:
        kind: `sleep`, `task`, `lock`, `queue`, `event`, `network`, `thread`,
            `process`, `turn` (one turn of the loop) or `future`.
        what: Which one of its kind. Of a `task`: empty for all of `lanes`, `group`
            (a TaskGroup's), `first`, `failure` (the first that raises, else all),
            `next` (of `as_completed`) or `inner` (it runs within this step, as an
            eager task does). Of a `queue`: `get`, `put` or `join`. Of an `event`:
            `event`, `condition` or `barrier`. Of the `network`: `answer`,
            `connection`, `socket`, `client`, `data`, `request`, `message`, `rest` (of
            an answer), `close` (by the other side), `drain`, `closed`, `server`
            (that it is closed), `serve`, `handshake` (of TLS), `set up` (of a
            connection that was accepted) or `pipe`. Of a `process`: `start`, `end` or
            `output`. Of a `sleep`: `call` for a blocking one. Of a `turn`: `refused`
            where it yielded what is no future, `foreign` where that is a future of
            another loop. Of a `thread`: `worker` for a library's.
        name: What the program calls the object, or the call, such as `crunch(3)`;
            the library, for an object of its own; what it yielded that is refused.
        seconds: How long a sleep was to be, or None.
        lanes: Indexes of the lanes it waits for: tasks, or holders of a lock.
        until: When its own timer ends, in ns, or None.
        calls: Of a `task`: how many calls of worker threads or processes it waits for,
            where it waits for nothing else. Some may have no worker yet.
    """

    kind: str
    what: str = ""
    name: str = ""
    seconds: float | None = None
    lanes: list[int] = field(default_factory=list)
    until: int | None = None
    calls: int = 0


@dataclass
class Deed:
    """One thing that a step did, at its place among the others.

    The subject is the lane of the step. What a deed wakes says so itself, by
    `Step.woken_by` and `Step.deed`.

    Attributes:
        verb: `makes` (a task), `hands` (a call to a worker), `calls`, `requests` or
            `reads` (the clock, again and again), which block, `prints`, `cancels`,
            `sets` or `clears` (an event), `notifies`, `takes` or `releases` (a lock),
            `reaches` (a barrier, as the last one), `resets` or `aborts` (it, or a
            connection), `terminates`, `kills` or `signals` (a child process),
            `starts` (a server), `puts`, `gets` or `finishes` (an item, or what it
            writes to a stream), `shuts` (a queue, by `shutdown`), `resolves` or
            `fails` (a future), `stops` (the event loop), `schedules` (a callback),
            `writes`, `closes`, `loses` (a task that Python destroys while it waits),
            `raises` (as a callback; what follows is its exception handler's), or
            `wakes` where nothing else says by what.
        name: What the program calls the object; the call of `hands`, `calls` and
            `schedules`, such as `time.sleep(2)`, or one that is cancelled; what is
            written or raised; the signal that is sent.
        kind: The kind of the object: `event`, `condition`, `lock`, `semaphore`,
            `barrier`, `group` (a TaskGroup's `cancel`), `queue`, `future`, `stream`,
            `pipe` (a stream into one), `message` (what is sent over a WebSocket),
            `datagram` (what is sent, or its socket), `child`, `server`, `thread`,
            `process`, `call` (a callback's `cancel`), `connection` (that of a request,
            which its handler closes) or `signal` (what asyncio's handler of Ctrl-C
            cancels).
        lanes: Indexes of the lanes it is about: what was made, called or woken; what
            was cancelled, and what that waited for, which is so cancelled as well.
        piece: Index of what was printed in `Recording.output`, or None.
        at: When, in ns.
        until: When a blocking call ended or a timer is due, in ns, or None.
        line: Line of the script, or None.
    """

    verb: str
    name: str = ""
    kind: str = ""
    lanes: list[int] = field(default_factory=list)
    piece: int | None = None
    at: int = 0
    until: int | None = None
    line: int | None = None


@dataclass
class Step:
    """One run of a lane, between two suspensions.

    Attributes:
        lane: Index of the lane that ran.
        at: When the step began, in ns.
        until: When it ended, in ns; the same unless something blocked.
        cause: Why it ran: `start`, `timer`, `step` (another step woke it),
            `cancel`, `network`, `thread`, `process` or `turn`.
        woken_by: Index of the step that woke it, or None.
        resumed: Line of the script where it went on, or None.
        line: Line of the script where it ended, or None.
        end: `waits`, `returns`, `raises` or `cancelled`.
        value: What it returned or raised, as `repr` shows it.
        wait: What it waits for, if it waits.
        deeds: What it did, in order.
        call: The callback that the loop called, such as `event.set()`, or None. A
            method has its class where others of the program have one of that name.
        timeout: For the end of a timeout, after how long that was to come, in ns; of
            a `deadline`, when.
        caller: The library that called that callback by itself, or empty where the loop
            did.
        anew: Whether all it did is to wait once more for something alike, by another
            call than before.
        deadline: Whether the program had set that timeout by its moment, as
            `timeout_at` and `reschedule` do.
        got: What came of the tasks it waited for, as `repr` shows it.
        deed: Index of that deed of the step `woken_by` that woke it, or None where
            its end did.
        thrown: The class of the exception that its wait ended with, or None;
            `StopIteration` where a future makes a `RuntimeError` of that.
        came: How a wait ended, if not as it should: `end` where one for data came to
            the end of input, `close` where one for a message ended because the other
            side closes its WebSocket, `error` where one for a barrier raised its
            `BrokenBarrierError`, or one for a response got no connection, `pool` where
            a pool raised in the place of the call that was waited for. Of a task that
            no step has cancelled: `signal` where asyncio's handler of Ctrl-C did, `end`
            where `asyncio.run` did at its end.
        worked: For how long it computed, in s of the processor's time, where that was
            long: a virtual clock does not count it. Zero elsewhere.
    """

    lane: int
    at: int
    until: int
    cause: str
    woken_by: int | None = None
    resumed: int | None = None
    line: int | None = None
    end: str = "waits"
    value: str | None = None
    wait: Wait | None = None
    deeds: list[Deed] = field(default_factory=list)
    call: str | None = None
    timeout: int | None = None
    got: str | None = None
    deed: int | None = None
    thrown: str | None = None
    came: str = ""
    worked: float = 0
    deadline: bool = False
    anew: bool = False
    caller: str = ""

    @property
    def blocks(self) -> list[Deed]:
        """The calls that held up the whole loop."""
        return [deed for deed in self.deeds if deed.verb in BLOCKING]

    @property
    def cancels(self) -> list[int]:
        """Indexes of the lanes that it asked to cancel."""
        return [
            lane for deed in self.deeds if deed.verb == "cancels" for lane in deed.lanes
        ]


@dataclass
class Piece:
    """One piece of output, as it was written.

    Attributes:
        text: What was written, with its line feeds.
        at: When, in ns.
        stream: `out` or `err`.
        program: Index into `Recording.programs`.
        lane: Index of the lane that wrote it, or None.
        step: Index of the step that wrote it, or None.
        after: For what no step wrote, index of the last step that had begun, or None
            where none had. For what a simulated thread wrote, index of the step that
            handed it the call; it came after that one.
        by: Of what no lane wrote: `loop` for the event loop itself, by its log or its
            exception handler, `main thread` or `another thread` while the loop is in
            another one, or empty for the program's plain code.
    """

    text: str
    at: int
    stream: str = "out"
    program: int = 0
    lane: int | None = None
    step: int | None = None
    after: int | None = None
    by: str = ""


@dataclass
class Bar:
    """One stretch of work outside the loop's thread.

    Attributes:
        lane: Index of a `thread` or `process` lane.
        at: When it began, in ns.
        until: When it ended, in ns.
        text: What ran, such as `crunch(3)`.
    """

    lane: int
    at: int
    until: int
    text: str


@dataclass
class Hold:
    """A lock or semaphore in the hands of one lane.

    Attributes:
        kind: `lock` or `semaphore`, which several may hold.
        lane: Index of the lane.
        name: What the program calls it.
        step: Index of the step in which the lane got it.
        until: Index of the step in which it gave it back, or None.
    """

    kind: str
    lane: int
    name: str
    step: int
    until: int | None = None


# How the `error` of a deadlock begins in which only a client could wake the loop.
NO_CLIENT = "no client connects"
# How that of any other deadlock begins.
NO_WAKER = "nothing can wake the loop"
# The error of a loop that nothing stops.
NO_TASK = "no task is left, and nothing stops the event loop"


@dataclass
class Recording:
    """One run of a script.

    Attributes:
        script: Chapter and name, such as `many_at_once/gather`.
        digest: `Script.digest` of the sources that ran.
        clock: `virtual` or `real`.
        pythons: Python versions, such as `3.11`, on which the run was the same.
        ended: `returned`, `raised`, `deadlock` or `limit`.
        error: What ended the run, in words: the exception's type and message,
            who waits for whom in a deadlock, or the limit; else None.
        status: The program's exit status.
        until: When the run ended, in ns.
        programs: File names, the script's own first.
        lanes: Rows of the timeline, in the order they were made.
        steps: What ran on the loop's thread, in order.
        bars: What ran outside it.
        holds: Who held which lock, in the order they got it.
        output: What was printed, in pieces, in the order they were written.
        simulated: What was simulated: `threads`, or `work` that took a while of the
            machine's time and none on the virtual clock.
    """

    script: str
    digest: str
    clock: str = "virtual"
    pythons: list[str] = field(default_factory=list)
    ended: str = "returned"
    error: str | None = None
    status: int = 0
    until: int = 0
    programs: list[str] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    output: list[Piece] = field(default_factory=list)
    simulated: list[str] = field(default_factory=list)

    @property
    def idles(self) -> bool:
        """True if it ended because its loop runs on when no task is left."""
        return self.ended == "deadlock" and self.error == NO_TASK

    @property
    def serves(self) -> bool:
        """True if it ended because a server waits for clients that never come."""
        return self.ended == "deadlock" and (self.error or "").startswith(NO_CLIENT)

    def to_json(self) -> str:
        """Text for the repository: an item a line, so that a diff reads well."""
        parts = [f'{{"schema": {SCHEMA}']
        for entry in fields(self):
            value = getattr(self, entry.name)
            if value and isinstance(value, list) and is_dataclass(value[0]):
                rows = ",\n  ".join(json.dumps(_lean(row)) for row in value)
                parts.append(f'"{entry.name}": [\n  {rows}\n ]')
            else:
                parts.append(f'"{entry.name}": {json.dumps(value)}')
        return ",\n ".join(parts) + "\n}\n"

    @classmethod
    def from_json(cls, text: str) -> "Recording":
        """Read what `to_json` wrote.

        Raises:
            ValueError: The text is not JSON, or of another schema.
        """
        data = json.loads(text)
        if not isinstance(data, dict) or data.pop("schema", None) != SCHEMA:
            raise ValueError(f"not a recording of schema {SCHEMA}")
        try:
            data["lanes"] = [Lane(**row) for row in data["lanes"]]
            data["bars"] = [Bar(**row) for row in data["bars"]]
            data["holds"] = [Hold(**row) for row in data["holds"]]
            data["output"] = [Piece(**row) for row in data["output"]]
            data["steps"] = [_step(row) for row in data["steps"]]
            return cls(**data)
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a recording of schema {SCHEMA}: {error}") from error

    def stdout(self, program: int = 0) -> str:
        """What one program wrote to standard output, as one text."""
        return "".join(
            piece.text
            for piece in self.output
            if piece.stream == "out" and piece.program == program
        )


def _lean(item: Any) -> Any:
    """Leave out what has its default value; `from_json` fills it in again."""
    if isinstance(item, list):
        return [_lean(one) for one in item]
    if not is_dataclass(item):
        return item
    lean = {}
    for entry in fields(item):
        value = getattr(item, entry.name)
        empty = value == [] or value == entry.default
        if not empty:
            lean[entry.name] = _lean(value)
    return lean


def _step(row: dict[str, Any]) -> Step:
    wait = row.pop("wait", None)
    deeds = [Deed(**deed) for deed in row.pop("deeds", [])]
    return Step(**row, wait=Wait(**wait) if wait else None, deeds=deeds)
