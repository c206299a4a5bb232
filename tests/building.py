"""Sphinx in a process of its own, for tests of what it writes."""

import subprocess
import sys
from pathlib import Path


def build(source: Path, conf: Path, out: Path) -> Path:
    """Build a site in a process of its own.

    Args:
        source: Folder of the pages.
        conf: Folder of `conf.py`.
        out: Folder for the site in `html` and the doctrees in `trees`.

    Returns:
        The folder of the site.
    """
    command = [sys.executable, "-m", "sphinx", "-qnEW", "--keep-going"]
    command += ["-c", str(conf), "-d", str(out / "trees"), str(source)]
    command += [str(out / "html")]
    done = subprocess.run(
        command, capture_output=True, check=False, text=True, timeout=500
    )
    assert done.returncode == 0, done.stderr
    return out / "html"
