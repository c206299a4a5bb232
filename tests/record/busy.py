"""What a busy machine adds to the sentences of a run on its clock."""

import re

BLOCKED = re.compile(r" This step blocks the loop for [\d.]+ s\.")


def at_rest(sentence: str) -> str:
    """A sentence without the time for which a step held up the loop.

    On a machine with other work to do that is any step which starts a process.
    """
    return BLOCKED.sub("", sentence)
