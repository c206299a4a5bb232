# /// script
# requires-python = ">=3.11"
#
# [tool.looptape]
# clock = "real"
# because = "it computes in another process"
# ///
"""Run a long computation in another process.

The pool's processes may import this script, so the code that starts the
program is below `if __name__ == "__main__":`.
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor


def count_primes(limit):
    return sum(
        all(number % divisor for divisor in range(2, number))
        for number in range(2, limit)
    )


async def main(pool):
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(pool, count_primes, 2000)
    print(f"{found} primes below 2000")


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        asyncio.run(main(pool))
