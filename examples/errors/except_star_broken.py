"""Make the mistakes that `except*` does not allow.

The first three mistakes are found when a file is compiled, so here they
are in strings. The last one is found only when an error is raised.
"""

import asyncio

BOTH = """
try:
    run()
except* OSError:
    pass
except ValueError:
    pass
"""
LEAVES = """
def run():
    try:
        download()
    except* OSError:
        return None
"""
NO_TYPE = """
try:
    run()
except*:
    pass
"""


async def download(name):
    await asyncio.sleep(1)
    raise ConnectionError(f"no answer for {name}")


async def main():
    for source in BOTH, LEAVES, NO_TYPE:
        try:
            compile(source, "shop.py", "exec")
        except SyntaxError as error:
            print(f"SyntaxError: {error.msg}")

    try:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(download("page 1"))
        except* ExceptionGroup as errors:
            print(f"main: {errors}")
    except TypeError as error:
        print(f"TypeError: {error}")


if __name__ == "__main__":
    asyncio.run(main())
