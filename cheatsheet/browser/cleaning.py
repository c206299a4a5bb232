"""What a reader's program may leave behind, and how it is taken back.

A browser's Python takes a second to load, so it runs one program after the other.
What the program leaves is undone as after each recording, more thoroughly, and its
files go as well; what cannot be undone is found, and then the interpreter has to go.
"""

import gc
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from looptape.record import state


class State:
    """How an interpreter is before a program runs.

    Args:
        home: The folder of the programs' own files.
        places: Other folders, in which a program may leave files as well.
    """

    def __init__(self, home: Path, places: Sequence[Path]) -> None:
        self._home = home
        self._places = places
        self._state = state.State(home, thorough=True)
        self._files = self._found()

    def keep(self) -> None:
        """Take how things are now for how they are before a program runs."""
        self._state.keep()
        self._files = self._found()

    def restore(self) -> list[str]:
        """Take back what a program did.

        Returns:
            What it changed that cannot be taken back, in words.
        """
        os.chdir("/")
        shutil.rmtree(self._home, ignore_errors=True)
        self._state.restore()
        gc.collect()
        changes = self._state.changes()
        changes += sorted(self._found() ^ self._files)
        if not changes:
            self.keep()
        return changes

    def _found(self) -> set[str]:
        """Files and folders in the places that a program may have written to."""
        return {
            str(path)
            for place in self._places
            for path in place.iterdir()
            if path != self._home
        }
