"""The rows of a picture, from top to bottom."""

from collections import defaultdict
from collections.abc import Callable, Collection

from looptape.recording import Lane


def ordered(
    lanes: list[Lane], hidden: Collection[int], on_axis_only: Callable[[int], bool]
) -> tuple[list[int], dict[int, int], dict[int, int | None]]:
    """Order lanes so that each is below the one that made it.

    Args:
        lanes: All lanes.
        hidden: Those that are not shown, by index.
        on_axis_only: Whether a lane is shown by the axis alone.

    Returns:
        Indexes of the shown lanes; how many shown lanes made one another above each;
        and the nearest shown lane that made it, or None.
    """
    rows: list[int] = []
    depths: dict[int, int] = {}
    makers: dict[int, int | None] = {}
    children: dict[int | None, list[int]] = defaultdict(list)
    for index, lane in enumerate(lanes):
        if index in hidden or on_axis_only(index):
            continue
        parent = lane.parent
        while parent is not None and (
            parent in hidden or lanes[parent].program != lane.program
        ):
            parent = lanes[parent].parent
        makers[index] = parent
        children[parent].append(index)
    # Not recursion: each task of a long run may be made by the one before.
    roots = sorted(children[None], key=lambda index: lanes[index].program)
    todo = [(index, 0) for index in reversed(roots)]
    while todo:
        index, depth = todo.pop()
        rows.append(index)
        depths[index] = depth
        todo += [(child, depth + 1) for child in reversed(children[index])]
    return rows, depths, makers
