"""asyncio's own selector loop on a virtual clock and a network in memory.

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(main())

A sleep takes no time, a run is the same each time, and a program that can never
go on raises `Deadlock`. The package imports nothing else of `looptape`, so test
suites can use it by itself.
"""

from looptape.virtual.loop import Deadlock, VirtualLoop

__all__ = ["Deadlock", "VirtualLoop"]
