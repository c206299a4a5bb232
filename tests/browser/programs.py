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
        printed: list[str] = []
        files = [["program.py", text]]
        result = worker.run(files, lambda stream, text: printed.append(text))  # noqa: B023
        worker.draw()
        told = {key: result[key] for key in ("ended", "error", "serves")}
        worker.clean()
        print(json.dumps({**told, "text": "".join(printed), "left": worker.changes}))


if __name__ == "__main__":
    main()
