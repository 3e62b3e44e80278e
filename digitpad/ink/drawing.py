"""Ink as vectors: strokes as the pen made them, and drawings of strokes.

Coordinates are drawing units: x to the right, y downwards. They are not pixels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Point = tuple[float, float]

PAD_SIZE = 280.0
"""Side of the pad in drawing units, whatever its size on the screen."""

DEFAULT_BRUSH = 0.08
"""Default diameter of a brush, as a share of the pad's shorter side."""

MAX_POINTS = 200_000
MAX_STROKES = 10_000
"""With these, reading any drawing takes less than 500 MB and 5 seconds."""
MAX_COORDINATE = 1e9
MIN_LENGTH = 1e-6


@dataclass(frozen=True)
class Stroke:
    """The path of the pen from touching the pad to leaving it. A single point is a dot.

    `brush` is the diameter of the round pen, in drawing units.
    """

    points: tuple[Point, ...]
    brush: float

    @cached_property
    def array(self) -> npt.NDArray[np.float64]:
        """The points as ``(n, 2)``."""
        return np.array(self.points, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def box(self) -> tuple[Point, Point]:
        """The upper left and the lower right corner around the points, without the brush."""
        (left, top), (right, bottom) = self.array.min(axis=0), self.array.max(axis=0)
        return (float(left), float(top)), (float(right), float(bottom))


@dataclass(frozen=True)
class Drawing:
    """Strokes on a pad of `width` × `height` drawing units."""

    strokes: tuple[Stroke, ...] = ()
    width: float = PAD_SIZE
    height: float = PAD_SIZE

    @property
    def is_empty(self) -> bool:
        return not any(stroke.points for stroke in self.strokes)

    @classmethod
    def from_json(cls, data: object) -> Drawing:
        """Makes a drawing from its JSON form.

        The form is ``{"strokes": [[[x, y], …], …], "width": W, "height": H, "brush": d}``; `brush`
        is optional (`DEFAULT_BRUSH`); other keys are ignored.
        Raises ValueError, with a sentence, for anything else.
        """
        if not isinstance(data, Mapping):
            raise ValueError(
                'a drawing must be an object like {"strokes": …, "width": …, "height": …}'
            )
        width, height = (_positive(data, key) for key in ("width", "height"))
        brush = DEFAULT_BRUSH * min(width, height)
        if data.get("brush") is not None:
            brush = _positive(data, "brush")
        strokes = tuple(Stroke(points, brush) for points in _point_lists(data) if points)
        return cls(strokes, width, height)


def _positive(data: Mapping[Any, Any], key: str) -> float:
    if key not in data:
        raise ValueError(f'"{key}" is missing')
    value = _number(data[key])
    if value is None or not MIN_LENGTH <= value <= MAX_COORDINATE:
        raise ValueError(f'"{key}" must be a number from {MIN_LENGTH:g} to {MAX_COORDINATE:g}')
    return value


def _point_lists(data: Mapping[Any, Any]) -> list[tuple[Point, ...]]:
    strokes = data.get("strokes")
    if not isinstance(strokes, list):
        raise ValueError('"strokes" must be a list of strokes, each a list of points [x, y]')
    if len(strokes) > MAX_STROKES:
        raise ValueError(f"a drawing may have at most {MAX_STROKES} strokes, not {len(strokes)}")
    found: list[tuple[Point, ...]] = []
    for number, points in enumerate(strokes, start=1):
        if not isinstance(points, list):
            raise ValueError(f"stroke {number} must be a list of points [x, y]")
        found.append(tuple(_point(point, number) for point in points))
    if sum(map(len, found)) > MAX_POINTS:
        raise ValueError(f"a drawing may have at most {MAX_POINTS} points")
    return found


def _point(value: object, stroke: int) -> Point:
    if isinstance(value, list) and len(value) == 2:
        x, y = _number(value[0]), _number(value[1])
        if x is not None and y is not None and max(abs(x), abs(y)) <= MAX_COORDINATE:
            return x, y
    raise ValueError(
        f"each point of stroke {stroke} must be [x, y], two numbers between ±{MAX_COORDINATE:g}"
    )


def _number(value: object) -> float | None:
    """`value` as a float, or None if it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
