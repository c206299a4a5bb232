"""How long a run may go on."""

from dataclasses import dataclass

from looptape.recording import SECOND


@dataclass(frozen=True)
class Limits:
    """What a run may use; one that goes beyond is ended, and drawn up to there.

    A program may have no end, and a recording has to have one.

    Attributes:
        time: Virtual time, in ns.
        steps: Steps of tasks, and turns of the loop.
        lines: Printed lines.
        characters: Printed characters.
    """

    time: int = 60 * SECOND
    steps: int = 100_000
    lines: int = 100_000
    characters: int = 10_000_000
