"""Programs without an event loop, shown like others."""

from dataclasses import replace

from looptape.recording import Deed, Piece, Recording, Step, Wait


def without_loop(recording: Recording) -> Recording:
    """Cut the long steps of a program outside a loop at its blocking calls.

    Nothing waits for its turn there, so these calls are waits like others. While
    a loop runs, the program only waits for it.
    """
    outside = {i for i, lane in enumerate(recording.lanes) if lane.kind == "program"}
    if not outside or not recording.steps:
        return recording
    printing = {piece.step for piece in recording.output}
    steps: list[Step] = []
    # Of each recorded step the numbers of its pieces, and where each deed is now.
    places: list[list[int]] = []
    of_deed: list[list[tuple[int, int]]] = []
    waited: Wait | None = None
    for index, step in enumerate(recording.steps):
        cut, of = [step], [(0, place) for place in range(len(step.deeds))]
        if step.lane in outside:
            goes_on = runs_loop(waited) and runs_loop(step.wait)
            if goes_on and not step.deeds and index not in printing:
                cut, of = [], []  # It only let the loop go on.
            else:
                cut, of = _cut(step)
                waited = step.wait
        first = len(steps)
        places.append(list(range(first, first + len(cut))))
        of_deed.append([(first + part, place) for part, place in of])
        steps += [replace(part) for part in cut]

    def moved(index: int | None) -> int | None:
        return places[index][-1] if index is not None and places[index] else None

    for step in steps:
        if step.deed is not None and step.woken_by is not None:
            where = of_deed[step.woken_by]
            kept = step.deed < len(where)
            step.woken_by, step.deed = where[step.deed] if kept else (None, None)
        else:
            step.woken_by = moved(step.woken_by)
    output = _moved_output(recording, steps, places, outside)
    lanes = [
        replace(lane, made_in=moved(lane.made_in), lost_in=moved(lane.lost_in))
        for lane in recording.lanes
    ]
    holds = [
        replace(hold, step=moved(hold.step) or 0, until=moved(hold.until))
        for hold in recording.holds
    ]
    return replace(recording, steps=steps, output=output, lanes=lanes, holds=holds)


def runs_loop(wait: Wait | None) -> bool:
    """Whether what a program outside a loop waits for is what its loop runs."""
    return wait is not None and (wait.kind, wait.what) == ("task", "inner")


def _moved_output(
    recording: Recording, steps: list[Step], places: list[list[int]], outside: set[int]
) -> list[Piece]:
    """The output, with the steps that printed it."""
    of_piece = {
        deed.piece: number
        for number, step in enumerate(steps)
        for deed in step.deeds
        if deed.piece is not None
    }
    output: list[Piece] = []
    early: list[Deed] = []
    first = steps[0]
    for index, piece in enumerate(recording.output):
        now = of_piece.get(index)
        if now is None and piece.step is not None and places[piece.step]:
            now = places[piece.step][-1]
        if piece.lane is None and piece.after is None and first.lane in outside:
            # The recorder sees such a program at its first blocking call only.
            early.append(Deed("prints", piece=index, at=piece.at))
            output.append(replace(piece, step=0, lane=first.lane))
            continue
        output.append(replace(piece, step=now, after=_last(places, piece.after)))
    first.deeds[:0] = early
    for step in steps:
        if step.woken_by == 0 and step.deed is not None:
            step.deed += len(early)
    return output


def _last(places: list[list[int]], index: int | None) -> int | None:
    """What is left of a step and those before it: the number of the last one."""
    if index is None:
        return None
    kept = (places[place] for place in range(index, -1, -1) if places[place])
    return next((numbers[-1] for numbers in kept), None)


def _cuts(deed: Deed) -> bool:
    blocks = deed.verb in {"calls", "requests"}
    return blocks and deed.until is not None and deed.until > deed.at


def _cut(step: Step) -> tuple[list[Step], list[tuple[int, int]]]:
    """A step outside a loop, and one more after each of its blocking calls.

    Returns:
        The steps; and for each deed of the whole one, in which of them it is, and
        at which place there.
    """
    ends = [step.at, *(block.until or block.at for block in step.blocks)]
    until = max(ends if step.wait is not None else [*ends, step.until])
    first = replace(step, until=until, deeds=[])
    cut = [first]
    of: list[tuple[int, int]] = []
    for deed in step.deeds:
        of.append((len(cut) - 1, len(cut[-1].deeds)))
        if not _cuts(deed) or deed.until is None:
            cut[-1].deeds.append(deed)
            continue
        sleeps = deed.verb == "calls" and deed.kind != "thread"
        before = cut[-1]
        before.until, before.end, before.line = deed.at, "waits", deed.line
        wait = Wait("network", "answer", deed.name, until=deed.until)
        if deed.verb == "calls":
            kind = "sleep" if sleeps else "thread"
            wait = Wait(kind, "call", deed.name, until=deed.until)
        before.wait = wait
        cause = "timer" if sleeps else "network"
        after = replace(first, at=deed.until, until=until, cause=cause, deeds=[])
        after.resumed, after.woken_by = deed.line, None
        cut.append(after)
    last = cut[-1]
    last.end, last.wait, last.line = step.end, step.wait, step.line
    return cut, of
