"""Several digits in one drawing: which strokes belong together.

A digit may be made of several strokes (a crossed 7, a 4, a 5 with a detached bar), so strokes are
gathered in groups, in the order in which one reads: left to right.
"""

from __future__ import annotations

from digitpad.ink import Drawing

Group = tuple[int, ...]
"""Indices into a drawing's strokes, in rising order."""


def segment(drawing: Drawing) -> tuple[Group, ...]:
    """The strokes of each digit, from left to right; strokes without points are in none."""
    inked = [number for number, stroke in enumerate(drawing.strokes) if stroke.points]
    boxes = [drawing.strokes[number].box for number in inked]
    order = sorted(zip(inked, boxes, strict=True), key=lambda item: item[1][0])
    groups: list[list[int]] = []
    end = -float("inf")
    for number, ((left, _), (right, _)) in order:
        if left > end:
            groups.append([])
        groups[-1].append(number)
        end = max(end, right)
    return tuple(tuple(sorted(group)) for group in groups)
