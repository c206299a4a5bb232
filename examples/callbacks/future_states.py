"""A future is pending, finished or cancelled.

It holds a result or an error, but no code. The script tries most of
the future's methods, and prints the error if a call is refused.
"""

import asyncio


def attempt(name, call, *args):
    try:
        print(f"{name}: {call(*args)}")
    except (Exception, asyncio.CancelledError) as error:
        print(f"{name}: {error!r}")


def tell(future):
    print(f"  callback: {future.result()}")


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    future.add_done_callback(tell)
    attempt("result, too early", future.result)
    attempt("set_result", future.set_result, 7)
    attempt("set_result again", future.set_result, 8)
    attempt("cancel, too late", future.cancel)
    print("done:", future.done())
    await asyncio.sleep(1)
    print("awaited:", await future, "and again:", await future)

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
