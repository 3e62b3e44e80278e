"""A sample digit for an empty pad."""

from __future__ import annotations

import math

from digitpad.ink.drawing import DEFAULT_BRUSH, PAD_SIZE, Drawing, Point, Stroke

STEPS = 24
BOWS = (((0.49, 0.34), 0.155, -150, 90), ((0.50, 0.655), 0.175, -90, 145))
"""Centre, radius, first and last angle in degrees; lengths are shares of the pad."""


def a_three() -> list[Point]:
    """The points of a neat 3, in the units of the pad."""
    points: list[Point] = []
    for (x, y), radius, start, end in BOWS:
        for step in range(STEPS + 1):
            angle = math.radians(start + (end - start) * step / STEPS)
            at = (x + radius * math.cos(angle), y + radius * math.sin(angle))
            points.append((at[0] * PAD_SIZE, at[1] * PAD_SIZE))
    return points


def drawn_three() -> Drawing:
    """A pad with that 3."""
    return Drawing((Stroke(tuple(a_three()), DEFAULT_BRUSH * PAD_SIZE),))
