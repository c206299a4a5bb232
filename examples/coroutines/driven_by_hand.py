"""Without an event loop: a generator and coroutines driven by hand.

A generator takes a value at each `yield`. A coroutine is driven in the
same way, with `send` and `throw`. Its `send` returns whatever
the `__await__` of `Ask` yields. Each object keeps its own state.
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

    left, right = add(), add()
    print(f"left: {left.send(None)}")
    print(f"right: {right.send(None)}")
    print(f"left: {left.send(3)}")
    try:
        left.send(8)
    except StopIteration as stop:
        print(f"left: returns {stop.value}")
    try:
        right.throw(ValueError("not a number"))
    except ValueError as error:
        print(f"right: raises {error!r}")

    coroutine = add()
    try:
        iter(coroutine)
    except TypeError as error:
        print(f"not a generator: {error}")
    coroutine.close()


if __name__ == "__main__":
    main()
