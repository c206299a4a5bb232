# /// script
# requires-python = ">=3.11"
# dependencies = ["flask[async]"]
#
# [tool.looptape]
# clock = "real"
# because = "Flask runs async views in real threads"
# ///
"""Write `async def` views in Flask.

Each request to an `async def` view gets a thread with a new event loop,
which ends with the request. Waits inside one view can overlap, but a
task that is still running when the view returns is cancelled.
"""

import asyncio
import threading

import flask

app = flask.Flask(__name__)
background = set()
loops = []


def thread():
    return threading.current_thread().name.partition("-")[0]


async def price(item, seconds):
    print(f"{item}: asked")
    await asyncio.sleep(seconds)
    print(f"{item}: answered")
    return len(item)


async def send_mail():
    try:
        await asyncio.sleep(0.2)
        print("mail: sent")
    except asyncio.CancelledError:
        print("mail: cancelled")
        raise


@app.get("/plain")
def plain():
    return f"in {thread()}"


@app.get("/prices")
async def prices():
    loops.append(asyncio.get_running_loop())
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        tea = group.create_task(price("tea", 0.4))
        cake = group.create_task(price("cake", 0.2))
    return f"in {thread()}, {tea.result() + cake.result()} in all"


@app.get("/order")
async def order():
    loops.append(asyncio.get_running_loop())
    background.add(asyncio.create_task(send_mail()))  # in vain
    await asyncio.sleep(0)
    return f"in {thread()}, ordered"


if __name__ == "__main__":
    client = app.test_client()
    for address in "/plain", "/prices", "/order":
        print(f"{address}: {client.get(address).text}")
    print(f"the same loop: {loops[0] is loops[1]}")
