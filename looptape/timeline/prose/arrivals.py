"""How a wait for the network, a thread or a child process ended."""

from looptape.recording import Step, Wait
from looptape.text.labels import plain_call
from looptape.timeline.prose.neighbours import Neighbours
from looptape.timeline.prose.parts import Reason, because

# How a wait for the network or a child is told to have ended well.
CAME = {
    ("network", "connection"): "the connection is open",
    ("network", "socket"): "the socket is open",
    ("network", "set up"): "the connection is set up",
    ("network", "handshake"): "the connection is encrypted",
    ("network", "pipe"): "the pipe is open",
    ("network", "client"): "a client has connected",
    ("network", "data"): "data arrived",
    ("network", "request"): "a request arrived",
    ("network", "message"): "a message arrived",
    ("network", "rest"): "the rest of the response arrived",
    ("network", "close"): "the other side has closed the connection",
    ("network", "drain"): "the buffer has room",
    ("network", "closed"): "the connection is closed",
    ("network", "server"): "the server is closed",
    ("process", "start"): "the child process has started",
    ("process", "end"): "the child process has exited",
    ("process", "output"): "the child process has exited",
}
# What is said to have come from the task that sent it.
SENT = {"data", "request", "message", "rest"}
REFUSED = {
    "ConnectionRefusedError": "the connection was refused",
    "ConnectionResetError": "the connection was reset",
    "ServerDisconnectedError": "the server has closed the connection",
    "BrokenPipeError": "the other side has closed the connection",
    "IncompleteReadError": "the input ended too early",
}


def has_come(known: Neighbours, number: int, wait: Wait) -> Reason:
    """Say how a wait for the network, a thread or a child process ended.

    Args:
        known: What came before and after.
        number: The step that begins with it.
        wait: What was waited for.
    """
    view, by = known.view, known.waker(number)
    step = view.steps[number]
    if wait.what == "serve" and step.thrown == "CancelledError":
        who = "its server was closed"
        deed = known.waking_deed(number)
        if by is None or deed is None or (deed.verb, deed.kind) != ("closes", "server"):
            return because("is cancelled", who)
        return because("is cancelled", known.name(by), " closed its server")
    if step.came == "close":
        closer = ("the other side", "") if by is None else known.name(by)
        return because("wakes up", closer, " is closing the connection")
    if step.thrown in REFUSED:
        return because("wakes up", REFUSED[step.thrown])
    if step.thrown is not None:
        return _failed(step, wait)
    if step.cause == "timer":
        return because("continues", "a timer has fired")
    if step.came == "error":
        return because("wakes up", "its connection could not be opened")
    if step.came == "end":
        return because("wakes up", "it has reached the end of its input")
    what = _came(wait)
    sent = wait.what in SENT or wait.what == "answer"
    if not sent or by is None or view.lanes[by].kind == "callbacks":
        return because("wakes up", what)
    lane = view.lanes[by]
    handles = wait.what == "answer" and lane.role == "request"
    # Such a lane is called as the request, and numbered if there are several.
    if lane.name in what or (handles and lane.name.rpartition(" ")[0] == wait.name):
        return because("wakes up", what)
    return because("wakes up", f"{what} from ", known.name(by))


def _failed(step: Step, wait: Wait) -> Reason:
    """Say with which exception such a wait ended."""
    how = "its wait failed with"
    made = step.thrown
    if wait.kind == "thread":
        how = f"{plain_call(wait.name)} raised"
    if wait.what == "worker":
        how = "its call in a worker thread raised"
    if step.came == "pool":
        how, made = "the pool raised", f"{made} for {plain_call(wait.name)}"
    if step.thrown == "StopIteration":
        how, made = f"{how} StopIteration, which a future", "turns into RuntimeError"
    return because("wakes up", f"{how} {made}")


def _came(wait: Wait) -> str:
    """What came, for a task that waited for the network, a thread or a child."""
    if wait.what == "worker":
        return "the worker thread is done"
    if wait.kind == "thread":
        return f"{plain_call(wait.name)} has returned"
    if wait.what == "answer":
        return f"the response to {wait.name} arrived"
    return CAME.get((wait.kind, wait.what), "its connection is ready")
