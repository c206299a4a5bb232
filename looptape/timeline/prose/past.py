"""What a deed was, for a task that it woke."""

from looptape.recording import Deed

PAST = {
    "sets": "set {}",
    "notifies": "notified {}",
    "releases": "released {}",
    "puts": "put an item in {}",
    "gets": "took an item",
    "finishes": "marked the last item as done",
    "shuts": "shut {} down",
    "resolves": "set the result of {}",
    "fails": "set an exception on {}",
    "cancels": "cancelled {}",
}


def past(deed: Deed) -> str | None:
    """What a deed was, such as `released the lock`, or None."""
    text = PAST.get(deed.verb)
    if text is None or (deed.verb == "cancels" and deed.kind != "future"):
        return None
    return text.format(queue_of(deed) if deed.verb == "puts" else deed.name)


def queue_of(deed: Deed) -> str:
    """The queue of an item: by its name, if it has one that says more."""
    return "the queue" if deed.name in {"", "queue"} else deed.name
