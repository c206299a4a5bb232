"""Each run has a loop of its own; a `Runner` keeps one.

Inside, everybody has the same loop: the coroutine and its callbacks,
by whichever function they ask for it. Outside there is none.
"""

import asyncio


async def collect(loops):
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: loops.add(asyncio.get_running_loop()))
    loops.add(loop)
    await asyncio.sleep(1)
    loops.add(asyncio.get_event_loop())


def main():
    loops = set()
    asyncio.run(collect(loops))
    print("one run:", len(loops), "loop")
    asyncio.run(collect(loops))
    print("two runs:", len(loops), "loops")

    try:
        asyncio.get_running_loop()
    except RuntimeError as error:
        print(f"outside: {error}")

    with asyncio.Runner() as runner:
        loops = set()
        runner.run(collect(loops))
        runner.run(collect(loops))
        print("two runs of a Runner:", len(loops), "loop")
        loop = runner.get_loop()
        print("in the Runner: closed:", loop.is_closed())
    print("after it: closed:", loop.is_closed())


if __name__ == "__main__":
    main()
