"""What Python really says: the texts of messages, found in recordings.

A message is written as a template, such as `coroutine '{name}' was never awaited`,
in which `{name}` is a part that varies. Its texts are never typed: they are looked
for in the recordings of scripts and probes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from cheatsheet.store.comparing import masked
from cheatsheet.store.folder import Store, is_probe, minor
from cheatsheet.store.probes import Answers, cells
from looptape.recording import Recording
from looptape.script import Script
from looptape.text.lines import lines_of

VARYING = re.compile(r"\{(\w[\w -]*)\}")
# The class of an exception or a warning, as it is in front of a message.
CLASS = r"(?P<cls>(?:\w+\.)*[A-Z]\w+): "


class Said(NamedTuple):
    """A line that a Python wrote.

    Attributes:
        text: The line.
        pythons: The Pythons, such as `3.11`.
        idiom: For what a probe said: the idiom that it was asked about.
    """

    text: str
    pythons: tuple[str, ...]
    idiom: str = ""


class Text(NamedTuple):
    """A message as it was recorded.

    Attributes:
        text: The message, with its class if that is in front of it.
        pythons: The Pythons that gave it, in order.
        key: Chapter and name of the script or probe.
        idiom: For a probe: the idiom that gives it.
    """

    text: str
    pythons: list[str]
    key: str
    idiom: str


@dataclass(frozen=True)
class Template:
    """A message with parts that vary.

    Attributes:
        text: The template.
    """

    text: str

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Its parts in order: the words, and whether they name what varies.

        Raises:
            ValueError: It has nothing that is always the same, or two parts that
                vary side by side.
        """
        pieces = VARYING.split(self.text)
        parts = [(words, bool(i % 2)) for i, words in enumerate(pieces) if words]
        if not any(re.search(r"\w", words) for words, varies in parts if not varies):
            raise ValueError(f"{self.text!r} has no words that are always the same")
        for (_, varies), (_, also_varies) in pairwise(parts):
            if varies and also_varies:
                raise ValueError(f"{self.text!r} has two parts that vary side by side")
        return parts

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in a line; the group `cls` is the class in front of it."""
        parts = self.parts
        inner = "".join(".+?" if varies else re.escape(it) for it, varies in parts)
        start, end = parts[0][0], parts[-1]
        if end[1]:
            inner = inner[:-1]  # All to the end of the line.
        elif re.match(r"\w", end[0][-1]):
            inner += r"(?!\w)"
        if parts[0][1]:  # What a script prints in front is no part of it.
            before = rf"^\W*(?:.*?{CLASS}|(?:[\w ,-]+: )*)"
        else:
            edge = r"(?<!\w)" if re.match(r"\w", start) else ""
            before = rf"(?:(?<!\S){CLASS})?{edge}"
        return re.compile(f"{before}(?P<message>{inner})")

    def find(self, line: str) -> str | None:
        """Return the message in a line, with its class if it is there.

        Args:
            line: A line of output, which may have more in it.
        """
        found = self.pattern.search(line)
        if found is None:
            return None
        cls = found["cls"]
        return f"{cls}: {found['message']}" if cls else found["message"]


def said(store: Store, key: str) -> Iterator[Said]:
    """Read what the Pythons wrote when they ran a script, or answered a probe.

    Args:
        store: Where recordings are.
        key: Chapter and name.

    Raises:
        Stale: A recording is missing, or cannot be read.
    """
    if is_probe(store.script_path(key)):
        answers = store.parsed(store.path_of(key), Answers.from_json)
        told = [
            (version, idiom, line.partition(": ")[2].split(" | "))
            for version, lines in answers.lines.items()
            for idiom, line in cells(lines).items()
        ]
        # What comes of an idiom itself, and then what comes with it.
        for place in range(max(len(messages) for _, _, messages in told)):
            for version, idiom, messages in told:
                for text in messages[place : place + 1]:
                    yield Said(text, (version,), idiom)
        return
    for path in store.paths_of(key):
        recording = store.parsed(path, Recording.from_json)
        pythons = tuple(recording.pythons)
        for line in lines_of(recording.output):
            yield Said(line.text, pythons)
        if recording.error is not None:
            yield Said(recording.error, pythons)


def texts(store: Store, keys: list[str], template: Template) -> list[Text]:
    """Find what was recorded of a message.

    A script may give it several times with other names in it: the first of each
    Python is enough. Of several scripts, the one that gives it on the most Pythons
    comes first, and the others say only what it does not.

    Args:
        store: Where recordings are.
        keys: Chapter and name of each script or probe.
        template: The message.

    Returns:
        The distinct texts, that of the oldest Python first.

    Raises:
        Stale: A recording is missing, or cannot be read.
    """
    by_key: list[dict[str, Text]] = []
    for key in keys:
        by_version: dict[str, Text] = {}
        for line in said(store, key):
            if (text := template.find(line.text)) is not None:
                for version in line.pythons:
                    by_version.setdefault(version, Text(text, [], key, line.idiom))
        by_key.append(by_version)
    found: dict[str, Text] = {}
    for by_version in sorted(by_key, key=len, reverse=True):
        found = {**by_version, **found}
    distinct: dict[str, Text] = {}
    for version in sorted(found, key=minor):
        one = found[version]
        alike = masked(one.text, varying(store, one.key))
        distinct.setdefault(alike, one).pythons.append(version)
    return list(distinct.values())


def varying(store: Store, key: str) -> Sequence[str]:
    """The patterns of what varies from run to run, which probes do not have.

    Args:
        store: Where scripts are.
        key: Chapter and name of a script or probe.
    """
    path = store.script_path(key)
    return [] if is_probe(path) else Script.read(path).settings.varies


def newest(store: Store, key: str) -> str:
    """The newest Python that ran a script.

    Args:
        store: Where recordings are.
        key: Chapter and name.

    Raises:
        Stale: A recording is missing, or cannot be read.
    """
    recordings = (store.parsed(it, Recording.from_json) for it in store.paths_of(key))
    return max((one for each in recordings for one in each.pythons), key=minor)


def idiom(store: Store, key: str, templates: list[Template]) -> str:
    """Return the idiom of a probe that gives a message; empty if none does."""
    for line in said(store, key):
        if any(template.find(line.text) for template in templates):
            return line.idiom
    return ""
