"""What is known of async libraries: their newest release, and that it can be awaited.

It asks the package index, and installs each library into a folder of its own.
"""

import csv
import json
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("libraries.toml")
RESULT = Path(__file__).parents[1] / "docs" / "measured" / "libraries.csv"
INDEX = "https://pypi.org/pypi/{}/json"
# Whether it is a coroutine function, or what it is instead.
LOOK = """
import importlib, inspect, sys
module, _, path = sys.argv[1].partition(":")
found = importlib.import_module(module)
for name in path.split("."):
    found = getattr(found, name)
print("await" if inspect.iscoroutinefunction(found) else "call")
"""


def measure() -> None:
    """Write the table of libraries."""
    rows = []
    for library in tomllib.loads(LIST.read_text("utf-8"))["library"]:
        rows.append(row := _row(library))
        print(*row, sep=", ", flush=True)
    with RESULT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        today = datetime.now(UTC).date().isoformat()
        writer.writerow(["For", "Library", "Entry point", f"Newest release on {today}"])
        writer.writerows(rows)


def _row(library: dict[str, str]) -> list[str]:
    package = library["package"]
    with urllib.request.urlopen(INDEX.format(package), timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
    version = told["info"]["version"]
    released = max(file["upload_time"][:10] for file in told["urls"])
    wanted = f"{package}[{library['extra']}]" if "extra" in library else package
    with tempfile.TemporaryDirectory() as folder:
        install = ["uv", "pip", "install", "--quiet", f"--python={sys.executable}"]
        target = [f"--target={folder}", f"{wanted}=={version}"]
        subprocess.run([*install, *target], check=True)
        run = subprocess.run(
            [sys.executable, "-c", LOOK, library["call"]],
            env={"PYTHONPATH": folder, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )
    entry = library["call"].replace(":", ".")
    seen = run.stdout.strip() or run.stderr.strip().splitlines()[-1]
    if seen not in {"await", "call"}:
        sys.exit(f"{package}: {seen}")
    link = f"`{package} <https://pypi.org/project/{package}/>`__"
    words = f"{'await ' if seen == 'await' else ''}{entry}"
    return [library["service"], link, words, f"{version}, {released}"]
