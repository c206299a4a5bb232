"""A list of handlers is not an event loop yet.

Take a handler, call it, take the next: that is the idea behind every
event loop. But `pop` takes the newest one first, and this loop cannot
wait: an empty list ends it with an error.
"""

from functools import partial


def handle(event):
    print(f"handled {event}")


def run(handlers):
    while True:
        handler = handlers.pop()
        handler()


def main():
    events = "1st click", "2nd click", "3rd click"
    try:
        run([partial(handle, event) for event in events])
    except IndexError as error:
        print(f"loop: {error}")


if __name__ == "__main__":
    main()
