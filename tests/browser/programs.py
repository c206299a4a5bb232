"""Runs programs as the page's worker does: `python -m tests.browser.programs TEXT...`.

Prints a line of JSON for each: how it ended, its error, its output, and what is left.
"""

import json
import sys

from cheatsheet.browser.worker import Worker


def main() -> None:
    """Run one program after the other in one interpreter."""
    worker = Worker("/home/pyodide/program", ["/", "/tmp", "/home/pyodide"])
    for text in sys.argv[1:]:
        print(json.dumps(run(worker, text)))


def run(worker: Worker, text: str) -> dict[str, object]:
    """Run one program, and tell what came of it and what it left behind."""
    printed: list[str] = []
    result = worker.run(
        [["program.py", text]], lambda stream, text: printed.append(text)
    )
    worker.draw()
    told = {key: result[key] for key in ("ended", "error", "serves", "idles")}
    worker.clean()
    return {**told, "text": "".join(printed), "left": worker.changes}


if __name__ == "__main__":
    main()
