"""Read an attribute that needs await: `await page.size`.

The getter of a property can be an `async def`, and the attribute is
then awaited. As with any property, the getter runs each time that the
attribute is read. A method such as `await page.load()` shows more
clearly that the call takes time, so prefer a method in new code.
"""

import asyncio


class Page:
    def __init__(self, url):
        self.url = url

    @property
    async def size(self):
        print(f"page: requests the size of {self.url}")
        await asyncio.sleep(0.5)
        return 1256


async def main():
    page = Page("/index.html")
    print(f"main: {await page.size} bytes")
    print(f"main: {await page.size} bytes")


if __name__ == "__main__":
    asyncio.run(main())
