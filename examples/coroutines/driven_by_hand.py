"""No event loop: a generator and a coroutine driven by hand.

A generator takes a value at each `yield`, so it can be a service.
A coroutine is driven in the same way, by `send`, `throw` and `close`.
What it passes out is what something below its `await` yields.
"""


def doubler():
    value = yield
    while True:
        value = yield 2 * value


class Ask:
    def __init__(self, question):
        self.question = question

    def __await__(self):
        return (yield self.question)


async def add():
    return await Ask("first?") + await Ask("second?")


def main():
    service = doubler()
    next(service)
    print(f"generator: 3 gives {service.send(3)}")
    print(f"generator: 8 gives {service.send(8)}")

    coroutine = add()
    print(f"coroutine: {coroutine.send(None)}")
    print(f"coroutine: {coroutine.send(3)}")
    try:
        coroutine.send(8)
    except StopIteration as stop:
        print(f"coroutine: returns {stop.value}")

    coroutine = add()
    try:
        iter(coroutine)
    except TypeError as error:
        print(f"no generator any more: {error}")
    coroutine.close()


if __name__ == "__main__":
    main()
