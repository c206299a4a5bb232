"""Words that readers stumbled over do not come back."""

import re
import subprocess

import pytest

from cheatsheet.store.project import ROOT

# What is written instead.
WORDS = {
    r"\bcan not\b": "cannot",
    r"\bbelongs? into\b": "belongs in",
    r"\bdead-lock": "deadlock",
    r"\bback-off\b": "backoff",
    r"\b(?:is|are) gone since\b": "was removed in",
    r"\bby (?:a )?scripts? you\b": "from scripts you",
}
# The words of asyncio and aiohttp, and addresses that were published once.
QUOTED = re.compile(
    r"formerly|can not be specified|can not get address|can not decode content",
    re.IGNORECASE,
)
KEPT = {"browser/search/synonyms.ts", "docs/anchors.txt"}


@pytest.mark.parametrize("word", WORDS)
def test_word_is_not_used(word: str) -> None:
    places = ["docs", "examples", "looptape", "cheatsheet", "browser", "noxfile.py"]
    files = subprocess.run(
        ["git", "ls-files", *places, "README.md", "CONTRIBUTING.md"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    ).stdout.split()
    files = [name for name in files if not name.endswith(".png")]
    if not files:
        pytest.skip("no git, which knows the project's own files")
    found = [
        f"{name}:{number}"
        for name in files
        if not name.startswith("docs/inventories") and name not in KEPT
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1)
        if re.search(word, line, re.IGNORECASE) and not QUOTED.search(line)
    ]
    assert not found, f"write {WORDS[word]!r}"
