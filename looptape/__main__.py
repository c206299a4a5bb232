"""`python -m looptape SCRIPT`, see `looptape.command`."""

import os
import sys

# `-m` lets Python look for modules in the current folder first, and the program may
# have an `asyncio.py` there. It finds that itself, the recorder shall not.
HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
here = os.getcwd()  # noqa: PTH109, `pathlib` may be there as well
if not sys.flags.safe_path and sys.path[0] == here != HOME:
    del sys.path[0]

from looptape.command import main  # noqa: E402, not before

if __name__ == "__main__":
    raise SystemExit(main())
