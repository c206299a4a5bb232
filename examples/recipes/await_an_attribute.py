"""Read an attribute that needs await: `await page.size`.

A property can return an awaitable: its getter is an `async def`. It
runs again at each `await`, as the getter of any property does. A method
says more clearly that something takes time, so prefer `await
page.load()` in new code.
"""

import asyncio


class Page:
    def __init__(self, url):
        self.url = url

    @property
    async def size(self):
        print(f"ask for the size of {self.url}")
        await asyncio.sleep(0.5)
        return 1256


async def main():
    page = Page("/index.html")
    print(f"main: {await page.size} bytes")
    print(f"main: {await page.size} bytes")


if __name__ == "__main__":
    asyncio.run(main())
