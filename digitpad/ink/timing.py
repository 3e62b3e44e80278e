"""Pen time: how far the pen has come, in drawing units.

Points have no timestamps, so the length of the pen's path is used instead, as if the pen moved at a
constant speed and jumped between strokes. A dot takes as long as its brush is wide.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from digitpad.ink.drawing import Drawing, Point, Stroke

Times = npt.NDArray[np.float64]


def way(stroke: Stroke) -> Times:
    """The length of the path up to each point of a stroke, ``(n,)``, from 0."""
    steps = np.diff(stroke.array, axis=0)
    return np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])


def duration(stroke: Stroke) -> float:
    """The duration of a stroke; above 0."""
    length = float(way(stroke)[-1])
    return length if length > 0 else stroke.brush


def stroke_ends(drawing: Drawing) -> Times:
    """The time at which each stroke ends, ``(strokes,)``; the last is the end of the drawing."""
    return np.cumsum([duration(stroke) for stroke in drawing.strokes])


def point_times(drawing: Drawing) -> Times:
    """The time of each point, for all strokes in order, ``(points,)``, ascending."""
    starts = [0.0, *stroke_ends(drawing)[:-1]]
    ways = [start + way(s) for start, s in zip(starts, drawing.strokes, strict=False)]
    return np.concatenate(ways) if ways else np.zeros(0)


def until(drawing: Drawing, time: float) -> Drawing:
    """The ink at a pen time: whole strokes, and the part of the current one."""
    strokes: list[Stroke] = []
    for stroke in drawing.strokes:
        if time <= 0:
            break
        takes = duration(stroke)
        strokes.append(stroke if time >= takes else part(stroke, 0.0, time))
        time -= takes
    return replace(drawing, strokes=tuple(strokes))


def first_points(drawing: Drawing, count: int) -> Drawing:
    """The ink after `count` points."""
    strokes: list[Stroke] = []
    for stroke in drawing.strokes:
        if count <= 0:
            break
        whole = count >= len(stroke.points)
        strokes.append(stroke if whole else replace(stroke, points=stroke.points[:count]))
        count -= len(stroke.points)
    return replace(drawing, strokes=tuple(strokes))


def part(stroke: Stroke, start: float, end: float) -> Stroke:
    """The part of a stroke between two lengths of its path, with exact ends."""
    at = way(stroke)
    between = [p for p, t in zip(stroke.points, at, strict=True) if start < t < end]
    return replace(stroke, points=(_point(stroke, at, start), *between, _point(stroke, at, end)))


def _point(stroke: Stroke, at: Times, time: float) -> Point:
    x, y = stroke.array.T
    return float(np.interp(time, at, x)), float(np.interp(time, at, y))
