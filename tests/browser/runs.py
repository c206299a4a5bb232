"""Runs a program as the browser's worker does."""

import textwrap
from pathlib import Path
from typing import Any

from cheatsheet.browser.worker import Worker


class Run:
    """A worker and what its last program printed."""

    def __init__(self, home: Path) -> None:
        self.worker = Worker(str(home))
        self.printed: list[tuple[str, str]] = []

    def __call__(
        self, text: str, *others: tuple[str, str], raised: bool = False
    ) -> dict[str, Any]:
        self.printed.clear()
        files = [["program.py", textwrap.dedent(text)], *map(list, others)]
        return self.worker.run(
            files, lambda *printed: self.printed.append(printed), raised
        )

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.printed)
