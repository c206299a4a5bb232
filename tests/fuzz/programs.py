"""Programs made at random, as texts that one can run.

What two right runs may do differently is left out here, and not forgiven later: no
default names of tasks, no addresses, no order of sets, and what comes from a thread
or from the network comes at a moment of its own.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

from hypothesis import strategies as st

# Programs sleep for multiples of 1/8 s, which floats hold exactly. Between them lie
# the moments at which threads end and connections begin.
EIGHTH = 0.125

# What programs share, by name; a program has those that it uses.
PARTS = {
    "tag": 'tag = contextvars.ContextVar("tag", default="none")',
    "lock": "lock = asyncio.Lock()",
    "semaphore": "semaphore = asyncio.Semaphore(2)",
    "bounded": "bounded = asyncio.BoundedSemaphore(1)",
    "event": "event = asyncio.Event()",
    "condition": "condition = asyncio.Condition()",
    "barrier": "barrier = asyncio.Barrier(2)",
    "queue": "queue = asyncio.Queue(2)",
    "stack": "stack = asyncio.LifoQueue()",
    "heap": "heap = asyncio.PriorityQueue(3)",
    "slot": """
        slots = itertools.count(1)
        def slot():
            now = asyncio.get_running_loop().time()
            return 0.125 + (next(slots) / 512 - now) % 0.125
        """,
    "crunch": """
        def crunch(name, seconds, fails=False):
            time.sleep(seconds)
            print(name, "in a thread")
            if fails:
                raise ValueError(name)
            return seconds < 1
        """,
    "later": """
        def later(*what):
            print("callback", *what)
        """,
    "report": """
        def report(name, done):
            if done.cancelled():
                print(name, "saw it cancelled")
            else:
                print(name, "saw", repr(done.exception()))
        """,
    "numbers": """
        async def numbers(name, count):
            try:
                for number in range(count):
                    yield number
                    await asyncio.sleep(number / 8)
            finally:
                print(name, "leaves the generator")
                await asyncio.sleep(0)
                print(name, "left")
        """,
    "Door": """
        class Door:
            def __init__(self, name, hides=False):
                self.name, self.hides = name, hides
            async def __aenter__(self):
                print(self.name, "enters")
                await asyncio.sleep(0)
                return self
            async def __aexit__(self, kind, error, traceback):
                print(self.name, "leaves", kind and kind.__name__)
                await asyncio.sleep(0.125)
                return self.hides and kind is ValueError
        """,
    "opened": """
        @contextlib.asynccontextmanager
        async def opened(name):
            await asyncio.sleep(0)
            print(name, "opens")
            try:
                yield name
            finally:
                print(name, "closes")
        """,
    "serve": """
        async def serve(reader, writer):
            print("server: a client")
            try:
                while line := await reader.readline():
                    print("server:", line)
                    writer.write(line.upper())
                    await writer.drain()
            finally:
                print("server: its end")
                writer.close()
        """,
}
MODULES = (
    "asyncio",
    "contextlib",
    "contextvars",
    "functools",
    "itertools",
    "sys",
    "time",
)


@dataclass
class Program:
    """One program.

    Attributes:
        source: Its text.
        constructs: How often each construct is in it.
    """

    source: str
    constructs: Counter[str] = field(default_factory=Counter)


Lines = list[str]
Draw = Callable[[Any], Any]


def block(head: str, body: Lines) -> Lines:
    """A head with a body."""
    return [head, *(f"    {line}" for line in body)]


class Writer:
    """Writes one program.

    Args:
        draw: Hypothesis' own.
    """

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.parts: set[str] = set()
        self.constructs: Counter[str] = Counter()
        self.left = 0  # Statements that the function may still have.
        self.functions = draw(st.integers(1, 3))
        self.level = 0  # Of the function that is written; it calls higher ones.
        self.count = 0
        # Behind a call that blocks, data and timers come together, in any order.
        self.blocks = self.one_of(True, False)

    # Small things

    def one_of(self, *values: Any) -> Any:
        """Choose."""
        return self.draw(st.sampled_from(values))

    def part(self, *names: str) -> str:
        """Choose one of the shared parts, and have it in the program."""
        name: str = self.one_of(*names)
        self.parts.add(name)
        return name

    def number(self) -> int:
        """A number that nothing else has."""
        self.count += 1
        return self.count

    def seconds(self, least: int = 0) -> str:
        """A time to sleep."""
        return f"{self.draw(st.integers(least, 10)) * EIGHTH:g}"

    def call(self) -> str:
        """A coroutine to run."""
        if self.level >= self.functions:
            return f"asyncio.sleep({self.seconds()}, {self.number()})"
        function = self.draw(st.integers(self.level + 1, self.functions))
        return f'work{function}(name + ".{self.number()}")'

    def calls(self, least: int = 1) -> list[str]:
        """Some of them."""
        return [self.call() for _ in range(self.draw(st.integers(least, 3)))]

    def task(self) -> str:
        """A new task as an expression."""
        name = self.one_of("", f', name="job {self.number()}"')
        if sys.version_info >= (3, 12) and self.one_of(*[False] * 5, True):
            self.constructs["eager task"] += 1
            call = self.call()
            return f"asyncio.eager_task_factory(asyncio.get_running_loop(), {call})"
        return f"asyncio.create_task({self.call()}{name})"

    def says(self, text: str) -> str:
        """A print."""
        return f'print(name, "{text}")'

    # Programs

    def program(self) -> Program:
        """Write it."""
        bodies = {}
        for level in range(self.functions, 0, -1):
            self.level = level
            self.left = self.draw(st.integers(4, 12))
            bodies[self.level] = self.body(least=2)
        self.level, self.left = 0, self.draw(st.integers(6, 16))
        crew = [f'work{level}("{level}")' for level in bodies]
        tasks = ", ".join(f"asyncio.create_task({call})" for call in crew)
        main = [f"crew = [{tasks}]", *self.body(least=4)]
        every = "await asyncio.gather(*crew, return_exceptions=True)"
        main.append(f'print(name, "ends:", {every})')
        parts = [
            dedent(text).strip("\n") for name, text in PARTS.items() if self.has(name)
        ]
        functions = [
            "\n".join(block(f"async def work{level}(name):", body))
            for level, body in bodies.items()
        ]
        head = ['name = "main"']
        if sys.version_info >= (3, 12) and self.one_of(*[False] * 7, True):
            self.constructs["eager tasks everywhere"] += 1
            head.append(
                "asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)"
            )
        start = "\n".join(block("async def main():", [*head, *main]))
        rest = "\n\n".join([*parts, *functions, start, "asyncio.run(main())"])
        used = [name for name in MODULES if f"{name}." in rest]
        imports = "\n".join(f"import {name}" for name in used)
        return Program(f"{imports}\n\n{rest}\n", self.constructs)

    def has(self, part: str) -> bool:
        """Whether the program uses a part."""
        return part in self.parts

    def body(self, depth: int = 0, least: int = 1) -> Lines:
        """Some statements."""
        lines: Lines = []
        for _ in range(self.draw(st.integers(least, least + 3))):
            if self.left <= 0:
                break
            lines += self.statement(depth)
        return lines or [self.says(str(self.number()))]

    def statement(self, depth: int) -> Lines:
        """One statement, of any kind."""
        # Here, as those modules need this one.
        from tests.fuzz.blocks import BLOCKS
        from tests.fuzz.statements import PLAIN

        self.left -= 1
        kinds = [*PLAIN, *BLOCKS] if depth < 3 else PLAIN
        kind = self.one_of(*kinds)
        self.constructs[kind.__name__.replace("_", " ")] += 1
        lines: Lines = kind(self, depth)
        return lines


@st.composite
def programs(draw: Draw) -> Program:
    """Programs of all kinds."""
    return Writer(draw).program()
