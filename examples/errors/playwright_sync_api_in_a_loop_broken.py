# /// script
# requires-python = ">=3.11"
# dependencies = ["playwright"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without Playwright"
# ///
"""Use Playwright's plain API where an event loop is running.

It would block the loop, so it refuses to start.
"""

import asyncio

from playwright.sync_api import Error, sync_playwright


async def main():
    try:
        with sync_playwright() as playwright:
            print("browser:", playwright.chromium.name)
    except Error as error:
        print(f"Error: {error}")


if __name__ == "__main__":
    asyncio.run(main())
