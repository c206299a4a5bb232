"""Which steps of a recording are shown, and their numbers."""

from collections.abc import Collection

from looptape.recording import Recording, Step


class Numbers:
    """The numbers of the steps that are shown: their places among these.

    Args:
        recording: The run.
        hidden: The lanes that are not shown.

    Attributes:
        steps: The steps that are shown, in order.
        first: For each recorded step, the number of the first one at or after it.
        original: For each of those that are shown, its index in the recording.
    """

    def __init__(self, recording: Recording, hidden: Collection[int]) -> None:
        self.steps: list[Step] = []
        self.first: list[int] = []
        self.original: list[int] = []
        for index, step in enumerate(recording.steps):
            self.first.append(len(self.steps))
            if step.lane not in hidden:
                self.original.append(index)
                self.steps.append(step)

    def of(self, index: int | None) -> int | None:
        """The number of a recorded step, or None if it is not shown."""
        if index is None:
            return None
        number = self.first[index]
        shown = number < len(self.steps) and self.original[number] == index
        return number if shown else None
