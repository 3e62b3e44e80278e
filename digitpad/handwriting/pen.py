"""Turns control points into the path of a pen.

A `Path` is a list of control points in a box about 1 high, x to the right and y downwards. A third
number, 1, marks a corner: the pen turns sharply there, and smoothly everywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Control = tuple[float, ...]
Path = list[Control]
Shape = list[Path]

STEPS = 7
"""Points per segment between two control points."""
_T = np.arange(STEPS) / STEPS
_HERMITE = np.stack(
    [2 * _T**3 - 3 * _T**2 + 1, _T**3 - 2 * _T**2 + _T, -2 * _T**3 + 3 * _T**2, _T**3 - _T**2]
)[:, :, None, None]


def spline(points: Points, corners: npt.NDArray[np.bool_]) -> Points:
    """A smooth curve through `points`, ``(n, 2)``, with sharp turns where `corners`, ``(n,)``, is
    true.

    A centripetal Catmull-Rom spline, which neither loops nor overshoots between unevenly spaced
    control points. Returns ``((n - 1) * STEPS + 1, 2)``.
    """
    if len(points) < 2:
        return points
    chords = np.diff(points, axis=0)
    span = np.maximum(np.hypot(chords[:, 0], chords[:, 1]), 1e-6)[:, None] ** 0.5
    slope = chords / span
    leaving, arriving = slope.copy(), slope.copy()
    if len(points) > 2:
        middle = (slope[:-1] * span[1:] + slope[1:] * span[:-1]) / (span[1:] + span[:-1])
        smooth = ~corners[1:-1, None]
        leaving[1:] = np.where(smooth, middle, slope[1:])
        arriving[:-1] = np.where(smooth, middle, slope[:-1])
    a, b, c, d = _HERMITE
    between = a * points[:-1] + b * (leaving * span) + c * points[1:] + d * (arriving * span)
    way: Points = np.concatenate([between.swapaxes(0, 1).reshape(-1, 2), points[-1:]])
    return way


def arc(
    middle: Sequence[float], radii: Sequence[float], start: float, sweep: float, points: int = 0
) -> Path:
    """Control points along an ellipse.

    Args:
        middle: centre of the ellipse.
        radii: horizontal and vertical.
        start: the first angle in degrees: 0 is right, 90 below, -90 above.
        sweep: the length in degrees; negative is counter-clockwise.
        points: their number; by default about one every 45 degrees.
    """
    count = points or max(3, round(abs(sweep) / 45) + 1)
    angles = np.radians(start + sweep * np.linspace(0, 1, count))
    x, y = middle[0] + radii[0] * np.cos(angles), middle[1] + radii[1] * np.sin(angles)
    return list(zip(x.tolist(), y.tolist(), strict=True))


def corner(x: float, y: float) -> Control:
    """A control point with a sharp turn."""
    return (x, y, 1)


def belly(rng: np.random.Generator, x: float, top: float) -> Path:
    """The lower bow of a 3 or 5, starting at its upper left."""
    wide, high = rng.uniform(0.24, 0.42), (1 - top) / 2
    return arc((x, top + high), (wide, high), -80, rng.uniform(170, 250))
