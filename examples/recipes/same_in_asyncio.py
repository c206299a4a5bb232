"""Three requests with a limit of two seconds, in asyncio.

The task group starts all three tasks. `slow` has no answer when the
time is up, so its task is cancelled; the other two answers are kept.
"""

import asyncio


async def ask(name, seconds, answers):
    await asyncio.sleep(seconds)
    answers.append(name)


async def main():
    answers = []
    try:
        async with asyncio.timeout(2):
            async with asyncio.TaskGroup() as group:
                group.create_task(ask("quick", 0.5, answers))
                group.create_task(ask("medium", 1, answers))
                group.create_task(ask("slow", 3, answers))
    except TimeoutError:
        print("2 seconds are up")
    print(answers)


if __name__ == "__main__":
    asyncio.run(main())
