"""Why a run can not be recorded, or is ended: raised in it, past the program."""


class LimitReached(BaseException):
    """The run went on for longer than its bound.

    Not an `Exception`, so that a program that catches everything ends as well.
    """


class NeedsRealClock(BaseException):
    """The program does what can not be done in virtual time.

    Not an `Exception`, so that no program can take it for a fault of its own.

    Args:
        text: What it does, in words.
        needs: What it needs for that, as a program names it, such as `subprocess`.
    """

    def __init__(self, text: str, needs: str) -> None:
        super().__init__(text)
        self.needs = needs

    remedy = 'declare `clock = "real"` and `because` in the script'
