# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "the operating system refuses the connections"
# varies = ["(OSError: Multiple|ConnectionRefused).*", "-\\d].*"]
# ///
"""Connect where no server listens.

The operating system refuses a connection to a port on which nothing
listens. `localhost` may have two addresses: then both are tried, and
the error names both. A name that nobody has registered has no address.
"""

import asyncio


async def connect(host, port):
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError as error:
        print(f"{type(error).__name__}: {error}")
    else:
        writer.close()


async def main():
    for host in "127.0.0.1", "localhost", "shop.invalid":
        await connect(host, 1)  # nothing listens on port 1


if __name__ == "__main__":
    asyncio.run(main())
