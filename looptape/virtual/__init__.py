"""asyncio's own selector loop on a virtual clock and a network in memory.

It imports nothing else of `looptape`: `asyncio.Runner(loop_factory=VirtualLoop)`
and test suites use it by itself.
"""

from looptape.virtual.loop import Deadlock, VirtualLoop

__all__ = ["Deadlock", "VirtualLoop"]
