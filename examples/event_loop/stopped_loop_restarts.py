"""A stopped loop can run again; a closed loop cannot.

The tasks continue where they left off. Stopping a loop is an error
only while `run_until_complete` waits for something.
"""

import asyncio


async def count():
    for number in 1, 2, 3, 4:
        await asyncio.sleep(1)
        print(f"counter: {number}")
    return "counted"


def main():
    loop = asyncio.new_event_loop()
    task = loop.create_task(count(), name="counter")
    loop.call_later(1.5, loop.stop)
    loop.run_forever()
    print("stopped, counter is done:", task.done())

    loop.call_later(1, loop.stop)
    try:
        loop.run_until_complete(task)
    except RuntimeError as error:
        print(f"stopped again: {error}")

    print("to completion:", loop.run_until_complete(task))
    loop.close()
    try:
        loop.call_soon(print, "too late")
    except RuntimeError as error:
        print(f"closed: {error}")


if __name__ == "__main__":
    main()
