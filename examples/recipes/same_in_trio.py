# /// script
# requires-python = ">=3.11"
# dependencies = ["trio"]
#
# [tool.looptape]
# clock = "real"
# because = "Trio has an event loop of its own"
# ///
"""Three requests with a limit of two seconds, in Trio.

A nursery is what asyncio calls a task group. Every task belongs to a
nursery, so no task is left running by mistake.
"""

import trio


async def ask(name, seconds, answers):
    await trio.sleep(seconds)
    answers.append(name)


async def main():
    answers = []
    with trio.move_on_after(2) as limit:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask, "quick", 0.5, answers)
            nursery.start_soon(ask, "medium", 1, answers)
            nursery.start_soon(ask, "slow", 3, answers)
    if limit.cancelled_caught:
        print("2 seconds are up")
    print(answers)


if __name__ == "__main__":
    trio.run(main)
