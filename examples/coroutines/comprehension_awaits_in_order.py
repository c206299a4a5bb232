"""A comprehension with `await` fetches one page after another.

Each page takes 1 s. In the comprehension, each `await` ends before
the next call to `fetch`. `gather` runs such calls concurrently, and
returns their results in the same order.
"""

import asyncio


async def fetch(page):
    print(f"page {page}: requested")
    await asyncio.sleep(1)
    return f"text {page}"


async def main():
    texts = [await fetch(page) for page in (1, 2, 3)]
    print(f"comprehension: {texts}")

    texts = await asyncio.gather(*[fetch(page) for page in (4, 5, 6)])
    print(f"gather: {texts}")


if __name__ == "__main__":
    asyncio.run(main())
