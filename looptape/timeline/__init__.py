"""The picture of a run, and the same as a table: pure functions of a recording.

Pages are built with it, and the browser draws with it what the reader just ran:

    figure = Figure(recording)
    figure.html()      headline, meter, picture and key
    figure.table()     the steps, a sentence each
    figure.outputs()   what it printed
    figure.chunk(3)    a chunk of the steps of a long run

A `View` is what a recording shows, `spans` are its stretches, an `Axis` places
moments, `draw` puts marks there; a long run gets an `Overview`.
"""

from looptape.timeline.figure import Figure
from looptape.timeline.model.view import View
from looptape.timeline.prose.table import text_table

__all__ = ["Figure", "View", "text_table"]
