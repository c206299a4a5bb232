"""A future is a box: empty, then filled once, or cancelled.

It holds a result or an error, and no code. Here everything is tried on
it, and what is refused is printed as its error.
"""

import asyncio


def attempt(name, call, *args):
    try:
        print(f"{name}: {call(*args)}")
    except TypeError:
        print(f"{name}: TypeError")
    except (Exception, asyncio.CancelledError) as error:
        print(f"{name}: {error!r}")


def tell(box):
    print(f"  callback: {box.result()}")


async def main():
    loop = asyncio.get_running_loop()
    attempt("a box of code", asyncio.Future, print)

    box = loop.create_future()
    box.add_done_callback(tell)
    attempt("result, too early", box.result)
    attempt("set_result", box.set_result, 7)
    attempt("set_result again", box.set_result, 8)
    attempt("cancel, too late", box.cancel)
    print("main: done:", box.done(), "and now waits")
    await asyncio.sleep(1)
    print("main: takes", await box, "and again", await box)

    failed = loop.create_future()
    failed.set_exception(ValueError("no page"))
    attempt("exception", failed.exception)
    attempt("result", failed.result)

    dropped = loop.create_future()
    attempt("cancel", dropped.cancel)
    attempt("result", dropped.result)
    attempt("set_result", dropped.set_result, 9)


if __name__ == "__main__":
    asyncio.run(main())
