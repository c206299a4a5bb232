"""Programs made at random, recorded and judged without the recorder."""

import gc
import sys
import tempfile
from collections import Counter
from pathlib import Path

import hypothesis

from bench.figures import row
from looptape.record.errors import NeedsRealClock

PROGRAMS = 10_000


def measure(count: int = PROGRAMS, seed: int = 0) -> None:
    """Record so many programs, and keep each whose recording is wrong.

    Args:
        count: How many.
        seed: Other ones for another number.
    """
    # Only here, because the tests import every recording's script.
    from tests.fuzz.compare import differences
    from tests.fuzz.programs import Program, programs

    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    constructs: Counter[str] = Counter()
    seen: Counter[str] = Counter()

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        phases=[hypothesis.Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(programs())
    def judge(program: Program) -> None:
        seen["programs"] += 1
        constructs.update(program.constructs)
        path = folder / f"program_{seen['programs']}.py"
        path.write_text(program.source, encoding="utf-8")
        try:
            wrong = differences(path)
        except (Exception, NeedsRealClock) as error:  # Of the recorder itself.
            wrong = [f"{type(error).__name__}: {error}"]
        if wrong:
            seen["wrong"] += 1
            print(f"{path}: {wrong[0]}", file=sys.stderr, flush=True)
        else:
            path.unlink()

    # Every recording begins with a full collection of garbage.
    gc.collect()
    gc.freeze()
    judge()
    for name, number in constructs.most_common():
        row(f"fuzz: {name}", f"{number:,}", "no limit")
    row(f"fuzz: {seen['programs']:,} programs, wrong", f"{seen['wrong']:,}", "0")
