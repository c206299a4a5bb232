# /// script
# requires-python = ">=3.11"
# dependencies = ["flask"]
#
# [tool.looptape]
# clock = "real"
# because = "Python in the browser comes without Flask"
# ///
"""Request an `async def` view from Flask without its `async` extra.

Only a request for such a view shows that `asgiref` is missing.
"""

import sys
from unittest import mock

import flask

app = flask.Flask(__name__)
app.testing = True  # raise what fails instead of answering 500


@app.get("/price")
async def price():
    return "3"


def main():
    try:
        app.test_client().get("/price")
    except RuntimeError as error:
        print(f"RuntimeError: {error}")


if __name__ == "__main__":
    # As if asgiref were not installed.
    with mock.patch.dict(sys.modules, {"asgiref.sync": None}):
        main()
