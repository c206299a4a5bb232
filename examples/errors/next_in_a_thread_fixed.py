"""`next` in a thread, with a default for the end.

`None` says that there is no next row, so no exception has to cross from
the thread to the event loop.
"""

import asyncio


async def main():
    rows = iter(["tea", "milk"])
    while (
        row := await asyncio.to_thread(next, rows, None)
    ) is not None:
        print(f"row: {row}")
    print("main: no more rows")


if __name__ == "__main__":
    asyncio.run(main())
