"""Measured figures of the project as ratios, each beside the figure to reach.

`python -m bench` prints them all, `python -m bench press drawing` some.
Nothing here fails: a busy machine may miss a figure. Measure on a quiet one.
"""
