"""Sizes that the drawing shares with its style sheet and with the page's scripts.

This module is their only source. The style sheet says some of them again as custom
properties, as no style sheet can read them here; a test holds the two equal. What a
script needs is on the figure as `data-` attributes, so that it reads what was drawn.
All are in pixels but for the number of steps.
"""

# Where the axis is, where lanes begin, and the room left of the plot for names.
AXIS, TOP, GUTTER = 24, 30, 118
# A lane is 15 for annotations, 20 for its bar and a gap; several programs have a
# heading each.
LANE, MIDDLE, BAR, GROUP = 38, 25, 20, 32

# Room right of the plot, by the class of a picture whose last marks need it.
RIGHT = {"": 14, "tl-notes": 100, "tl-deadlock": 26}

CHUNK = 12  # steps of a long run that are drawn in detail at a time
