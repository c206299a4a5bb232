# /// script
# requires-python = ">=3.11"
# dependencies = ["anyio"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without AnyIO"
# ///
"""Three requests with a limit of two seconds, in AnyIO.

AnyIO runs on asyncio or Trio. `move_on_after` is a cancel scope: when
the time is up, it ends the block without raising an exception, and
`cancelled_caught` says whether it did.
"""

import anyio


async def ask(name, seconds, answers):
    await anyio.sleep(seconds)
    answers.append(name)


async def main():
    answers = []
    with anyio.move_on_after(2) as limit:
        async with anyio.create_task_group() as group:
            group.start_soon(ask, "quick", 0.5, answers)
            group.start_soon(ask, "medium", 1, answers)
            group.start_soon(ask, "slow", 3, answers)
    if limit.cancelled_caught:
        print("2 seconds are up")
    print(answers)


if __name__ == "__main__":
    anyio.run(main)
