"""Why a run cannot be recorded, or is ended: raised in it, past the program."""

import traceback
import weakref
from collections.abc import Callable
from typing import NoReturn

# How often a limit may be raised before the loop turns: once for each task that it
# ends, and for ever where a program catches it and goes on.
MOST_CAUGHT = 10_000


class LimitReached(BaseException):
    """The run went on for longer than its bound.

    Not an `Exception`, so that a program that catches everything ends as well.
    """


class NeedsRealClock(BaseException):
    """The program does what cannot be done in virtual time.

    Not an `Exception`, so that no program can take it for a fault of its own.

    Args:
        text: What the program does, as a clause: "it starts a thread".
        needs: What it needs for that, as a program names it, such as `subprocess`;
            empty where the clause says all.

    Attributes:
        needs: The same.
        calls: File and name of each function that was running, innermost first.
            The traceback does not keep them, because it is raised again.
    """

    def __init__(self, text: str, needs: str) -> None:
        super().__init__(text)
        self.needs = needs
        self.calls = [
            (frame.f_code.co_filename, frame.f_code.co_name)
            for frame, _ in traceback.walk_stack(None)
        ]

    remedy = 'declare `clock = "real"` and `because` in the script'


class Exited(BaseException):
    """The program called `os._exit`.

    Args:
        status: The exit status.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Ending:
    """How a run is ended from within, whatever the program catches.

    Attributes:
        error: What ends the run, once something does. From then on the program's
            loop does not turn and nothing that it prints is kept.
        limit: The first limit that the run has met, in words, or None.
        deadlocked: Whether it came to a deadlock; what follows is cleaning up.
        over: Whether the program has ended: what it leaves is thrown away unseen.
        stuck: Called with that where a program catches its limit for ever; it does
            not return.
    """

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.limit: str | None = None
        self.deadlocked = self.over = False
        # Weak, as an exception holds the frames of what raised it.
        self._first: weakref.ref[LimitReached] | None = None
        self.stuck: Callable[[str], NoReturn] | None = None
        self._caught = 0

    def stop(self, limit: str) -> NoReturn:
        """Stop a run that has met a limit; what it does then is cleaning up.

        Args:
            limit: Which one, in words.

        Raises:
            LimitReached: Always.
        """
        reached = LimitReached(limit)
        if self.limit is None and not self.deadlocked:
            self.limit, self._first = limit, weakref.ref(reached)
        self._caught += 1
        if self._caught > MOST_CAUGHT and self.stuck is not None:
            self.stuck(self.limit or limit)
        raise reached

    def within(self, reached: LimitReached, call: str) -> None:
        """A limit was met in a thread: say in which call, if it is the first.

        Args:
            reached: The limit, as it was raised.
            call: What the thread called.
        """
        if self._first is not None and reached is self._first():
            self.limit, self._first = f"{self.limit} within {call}", None

    def turn(self) -> None:
        """The loop turns: what raised a limit before has ended, or waits."""
        self._caught = 0

    def refuse(self, text: str, needs: str) -> NoReturn:
        """End the run because it needs what only the machine has.

        Args:
            text: What the program does, as a clause.
            needs: What it needs for that, as a program names it.

        Raises:
            NeedsRealClock: Always.
        """
        self.end(NeedsRealClock(text, needs))

    def end(self, error: BaseException) -> NoReturn:
        """End the run; the first reason counts.

        Args:
            error: The reason, which is raised.
        """
        if self.error is None:
            self.error = error
        self.check()
        raise AssertionError

    def check(self) -> None:
        """Raise the reason again, if the run has ended."""
        if self.error is not None:
            raise self.error.with_traceback(None)
