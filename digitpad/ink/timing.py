"""Pen time: how far the pen has come, in drawing units.

Points carry no clock. The length of the pen's way stands in for it, as if the pen had always moved
equally fast and jumped from stroke to stroke in no time. A dot takes as long as its brush is wide.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from digitpad.ink.drawing import Drawing, Point, Stroke

Times = npt.NDArray[np.float64]


def way(stroke: Stroke) -> Times:
    """How far the pen has come at each point of a stroke, ``(n,)``, from 0."""
    steps = np.diff(stroke.array, axis=0)
    return np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])


def duration(stroke: Stroke) -> float:
    """How long a stroke takes; over 0."""
    length = float(way(stroke)[-1])
    return length if length > 0 else stroke.brush


def stroke_ends(drawing: Drawing) -> Times:
    """When each stroke has been drawn, ``(strokes,)``; the last is when all is done."""
    return np.cumsum([duration(stroke) for stroke in drawing.strokes])


def point_times(drawing: Drawing) -> Times:
    """When each point was reached, all strokes' points in a row, ``(points,)``, rising."""
    starts = [0.0, *stroke_ends(drawing)[:-1]]
    ways = [start + way(s) for start, s in zip(starts, drawing.strokes, strict=False)]
    return np.concatenate(ways) if ways else np.zeros(0)


def until(drawing: Drawing, time: float) -> Drawing:
    """The ink that was there at a pen time: whole strokes, and the one being drawn so far."""
    strokes: list[Stroke] = []
    for stroke in drawing.strokes:
        if time <= 0:
            break
        takes = duration(stroke)
        strokes.append(stroke if time >= takes else part(stroke, 0.0, time))
        time -= takes
    return replace(drawing, strokes=tuple(strokes))


def first_points(drawing: Drawing, count: int) -> Drawing:
    """The ink that was there after `count` points."""
    strokes: list[Stroke] = []
    for stroke in drawing.strokes:
        if count <= 0:
            break
        whole = count >= len(stroke.points)
        strokes.append(stroke if whole else replace(stroke, points=stroke.points[:count]))
        count -= len(stroke.points)
    return replace(drawing, strokes=tuple(strokes))


def part(stroke: Stroke, start: float, end: float) -> Stroke:
    """The piece of a stroke from one length of its way to another, its ends set in exactly."""
    at = way(stroke)
    between = [p for p, t in zip(stroke.points, at, strict=True) if start < t < end]
    return replace(stroke, points=(_point(stroke, at, start), *between, _point(stroke, at, end)))


def _point(stroke: Stroke, at: Times, time: float) -> Point:
    x, y = stroke.array.T
    return float(np.interp(time, at, x)), float(np.interp(time, at, y))
