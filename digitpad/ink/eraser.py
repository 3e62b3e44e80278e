"""The eraser: cuts strokes where a circle touches their ink."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from digitpad.ink.drawing import Point, Stroke


def erase(strokes: Iterable[Stroke], centre: Point, radius: float) -> tuple[Stroke, ...]:
    """The parts of `strokes` outside a round eraser.

    Each line is cut exactly at the circle where it is nearer to `centre` than `radius` plus half
    its brush, because there the eraser touches the ink. The remaining parts keep the brush. A
    stroke that was not touched is returned as the same object.
    """
    left: list[Stroke] = []
    for stroke in strokes:
        reach = radius + stroke.brush / 2
        left.extend([stroke] if _misses(stroke, centre, reach) else _cut(stroke, centre, reach))
    return tuple(left)


def _misses(stroke: Stroke, centre: Point, reach: float) -> bool:
    if not stroke.points:
        return True
    start = stroke.array[:-1] if len(stroke.points) > 1 else stroke.array
    step = np.diff(stroke.array, axis=0) if len(stroke.points) > 1 else np.zeros_like(start)
    to_centre = np.asarray(centre) - start
    length = np.maximum((step * step).sum(axis=1), np.finfo(np.float64).tiny)
    nearest = np.clip((to_centre * step).sum(axis=1) / length, 0.0, 1.0)
    away = to_centre - nearest[:, None] * step
    return bool((np.hypot(away[:, 0], away[:, 1]) >= reach).all())


def _cut(stroke: Stroke, centre: Point, reach: float) -> list[Stroke]:
    pieces: list[list[Point]] = [[]]
    for start, end in zip(stroke.points, stroke.points[1:], strict=False):
        enter, leave = _inside(start, end, centre, reach)
        if enter >= leave:
            pieces[-1] += [start, end]
            continue
        if enter > 0.0:
            pieces[-1] += [start, _between(start, end, enter)]
        pieces.append([_between(start, end, leave), end] if leave < 1.0 else [])
    tidy = (tuple(_without_repeats(piece)) for piece in pieces)
    return [Stroke(piece, stroke.brush) for piece in tidy if len(piece) > 1]


def _inside(start: Point, end: Point, centre: Point, reach: float) -> tuple[float, float]:
    """The start and end of the part inside the circle, as shares of the way from `start` to
    `end`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    x, y = start[0] - centre[0], start[1] - centre[1]
    a, b, c = dx * dx + dy * dy, x * dx + y * dy, x * x + y * y - reach * reach
    if a == 0.0:
        return (0.0, 1.0) if c < 0.0 else (1.0, 0.0)
    under_root = b * b - a * c
    if under_root <= 0.0:
        return 1.0, 0.0
    root = math.sqrt(under_root)
    return max(0.0, (-b - root) / a), min(1.0, (-b + root) / a)


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _without_repeats(points: list[Point]) -> list[Point]:
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
