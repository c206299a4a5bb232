"""Examples hold when something goes wrong at any of their awaits.

Each script is cancelled, failed and timed out at each moment when one of its tasks
waits. Nothing may be left running, no error may be lost, and no cancellation
swallowed. What a script does differently on purpose is listed with its reason.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cheatsheet.store.folder import is_probe
from cheatsheet.store.project import ROOT, all_scripts
from looptape.record.state import kept_state
from looptape.script import Script
from tests.stress.breaking import InjectedError, Run, run

LISTED: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "on_purpose.toml").read_text("utf-8")
)
COMPANIONS = {one.key for script in all_scripts() for one in script.companions}
SCRIPTS = [
    script
    for script in all_scripts()
    if script.settings.clock == "virtual"
    # A server that runs until Ctrl-C is tested as the process that it is.
    and script.key not in COMPANIONS
    and not script.settings.companions
    and not is_probe(script.path)
    and not script.path.stem.endswith("_broken")
    and "asyncio.run(" in script.source  # Where the program comes to be broken.
    and script.oldest <= sys.version_info
]
# A connection whose handler has not begun when a program is broken is closed when it
# is collected; asyncio's `Server._detach` of 3.13.0 does not expect that.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function _SelectorTransport.__del__"
    ":pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(autouse=True)
def _kept() -> Iterator[None]:
    """Let nothing that a script does to the interpreter reach another test."""
    with kept_state(ROOT / "examples"):
        yield


by_key = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, what it groups, and what it came from."""
    todo, seen = [error], set()
    while todo:
        one = todo.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [*getattr(one, "exceptions", ()), one.__cause__, one.__context__]


def faults(kind: str, broken: Run) -> Iterator[str]:
    """What is wrong with a broken run, in the words of the list of exceptions."""
    outcome = type(broken.outcome).__name__
    if broken.left:
        yield "leaves tasks"
    if broken.reports:
        yield "reports to the log"
    if kind == "cancel" and outcome != "CancelledError":
        yield "swallows cancellation" if outcome == "NoneType" else f"raises {outcome}"
    if kind == "timeout" and outcome != "TimeoutError":
        yield "swallows a timeout" if outcome == "NoneType" else f"raises {outcome}"
    raised = [*causes(broken.outcome), *broken.reported]
    seen = "injected" in broken.output.lower() or any(
        isinstance(one, InjectedError) for one in raised
    )
    if kind == "fail" and not seen:
        yield "loses an error"


def on_purpose(script: Script) -> dict[str, str]:
    """What a script does differently here; "On 3.11, 3.12:" names its Pythons."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {
        fault: reason
        for fault, reason in LISTED.get(script.key, {}).items()
        if not reason.startswith("On ") or version in reason.partition(":")[0]
    }


@by_key
def test_nothing_is_left_lost_or_swallowed(script: Script) -> None:
    points = run(script).points
    found: dict[str, str] = {}
    for kind in ("cancel", "timeout", "fail"):
        for point in range(1, points + 1):
            broken = run(script, kind, point)
            if broken.broken:
                for fault in faults(kind, broken):
                    found.setdefault(fault, f"{kind} at wait {point}: {broken}")
    listed = on_purpose(script)
    new = [f"{fault} ({how})" for fault, how in found.items() if fault not in listed]
    assert not new, "repair the script, or list it with its reason: " + "; ".join(new)
    # The reasons are those of the newest Python that runs this.
    gone = sorted(listed.keys() - found.keys() - {"differs in a group"})
    assert not gone or sys.version_info < (3, 13), f"out of on_purpose.toml: {gone}"


@by_key
def test_a_second_run_and_a_run_in_a_group_are_the_same(script: Script) -> None:
    alone = run(script)
    listed = on_purpose(script)
    assert (run(script, "group").output == alone.output) != (
        "differs in a group" in listed
    )
    assert run(script, times=2).output == alone.output * 2


def test_the_list_names_scripts() -> None:
    assert LISTED.keys() <= {script.key for script in all_scripts()}
    assert all(reason for faults in LISTED.values() for reason in faults.values())
