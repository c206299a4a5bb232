# /// script
# requires-python = ">=3.11"
# dependencies = ["django"]
#
# [tool.looptape]
# clock = "real"
# because = "Django runs plain views in real threads"
# ///
"""See where Django runs `def` and `async def` views, and how to query.

Under ASGI, a plain view runs in a thread and may block. An `async def`
view runs on the event loop, where Django refuses a query that blocks.
Await the query's async method there, such as `acount`, or call your own
function in a thread with `sync_to_async`.
"""

import asyncio
import contextlib
import tempfile
import threading

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection, connections
from django.http import HttpResponse
from django.test import AsyncClient
from django.urls import path


def thread():
    return threading.current_thread().name.partition("-")[0]


def count_users():
    return f"{get_user_model().objects.count()} user, from {thread()}"


def plain(request):
    return HttpResponse(f"in {thread()}\n  {count_users()}")


async def wait(request):
    lines = [f"in {thread()}"]
    try:
        lines.append(count_users())  # wrong: it would block the loop
    except SynchronousOnlyOperation as error:
        lines.append(str(error))
    lines.append(f"{await get_user_model().objects.acount()} user")
    lines.append(await sync_to_async(count_users)())
    return HttpResponse("\n  ".join(lines))


urlpatterns = [path("plain", plain), path("async", wait)]


async def main():
    client = AsyncClient()
    for address in "/plain", "/async":
        print(f"{address}:", (await client.get(address)).text)
    await sync_to_async(connections.close_all)()


if __name__ == "__main__":
    if not settings.configured:
        engine = "django.db.backends.sqlite3"
        apps = ["django.contrib.auth", "django.contrib.contenttypes"]
        settings.configure(
            ALLOWED_HOSTS=["testserver"],
            DATABASES={
                "default": {"ENGINE": engine, "NAME": "shop.db"}
            },
            INSTALLED_APPS=apps,
            ROOT_URLCONF=__name__,
        )
        django.setup()
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(home):
        with connection.schema_editor() as editor:  # or run migrate
            editor.create_model(get_user_model())
        get_user_model().objects.create_user("ada")
        connections.close_all()
        asyncio.run(main())
