# /// script
# requires-python = ">=3.11"
# dependencies = ["celery"]
#
# [tool.looptape]
# clock = "real"
# because = "Celery's worker runs in a real thread"
# ///
"""Run a coroutine in a Celery task.

The task is a plain function that calls `asyncio.run`. Each call has an
event loop of its own, so make everything that belongs to a loop, such
as a semaphore or a client, inside the call. Such an object, kept in a
global variable, fails when a task in a later call has to wait for it.
"""

import asyncio

import celery
from celery.contrib.testing.worker import start_worker

app = celery.Celery(broker="memory://", backend="cache+memory://")
app.conf.broker_transport_options = {"polling_interval": 0.05}
global_limit = asyncio.Semaphore(1)  # wrong: it belongs to one loop


async def price(item, limit):
    async with limit:
        await asyncio.sleep(0.1)
        return len(item)


async def add_prices(items, limit=None):
    limit = limit or asyncio.Semaphore(1)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(price(item, limit)) for item in items
        ]
    return sum(task.result() for task in tasks)


def run(coroutine):
    try:
        return asyncio.run(coroutine)
    except ExceptionGroup as group:  # JSON cannot carry a group
        error = group
        while isinstance(error, ExceptionGroup):
            error = error.exceptions[0]
        raise error from None


@app.task(shared=False)
def total(items):
    return run(add_prices(items))


@app.task(shared=False)
def global_total(items):
    return run(add_prices(items, global_limit))


def main():
    for task in total, total, global_total, global_total:
        result = task.delay(["tea", "cake"])
        try:
            answer = result.get(timeout=10, interval=0.05)
        except RuntimeError as error:
            answer = "it " + str(error).partition("> ")[2]
        print(f"{task.__name__}: {answer}")


if __name__ == "__main__":
    with start_worker(app, loglevel="FATAL", perform_ping_check=False):
        main()
