"""Three requests with a limit of two seconds, in threads.

`wait` stops waiting after two seconds, but a running thread cannot be
stopped, so the program ends only when `slow` has returned.
"""

import time
from concurrent.futures import ThreadPoolExecutor, wait


def ask(name, seconds):
    time.sleep(seconds)
    return name


def main():
    with ThreadPoolExecutor() as pool:
        futures = [
            pool.submit(ask, "quick", 0.5),
            pool.submit(ask, "medium", 1),
            pool.submit(ask, "slow", 3),
        ]
        done, waiting = wait(futures, timeout=2)
        if waiting:
            print("2 seconds are up")
        print([one.result() for one in futures if one in done])


if __name__ == "__main__":
    main()
