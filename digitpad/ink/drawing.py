"""Ink: strokes kept as vectors, as the pen made them.

A `Drawing` is a handful of `Stroke`s on a pad. Nothing in it is a pixel: the pad on the screen
paints it at any size, the eraser cuts it, `digitpad.imaging.raster` turns it into pixels where pixels are
wanted. Coordinates are drawing units, x to the right and y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats
from digitpad.imaging.raster import Placement, rasterise

Point = tuple[float, float]

PAD_SIZE = 280.0
"""Side of the pad in drawing units, whatever its size on the screen."""

DEFAULT_BRUSH = 0.08
"""A brush's diameter as a share of the pad's shorter side, where a drawing names none."""

MAX_POINTS = 200_000
MAX_STROKES = 10_000
"""With these, reading any drawing takes less than 500 MB and 5 seconds."""
MAX_COORDINATE = 1e9
MIN_LENGTH = 1e-6


@dataclass(frozen=True)
class Stroke:
    """The way of the pen from touching the pad to leaving it. One point alone is a dot.

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
        """The upper left and the lower right corner around the points, the brush not counted."""
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

        That is ``{"strokes": [[[x, y], …], …], "width": W, "height": H, "brush": d}``; `brush` may
        be left out (`DEFAULT_BRUSH`); other keys are ignored.
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


def render(drawing: Drawing, size: int) -> Floats:
    """The whole pad as a picture: its longer side becomes `size` pixels.

    Returns ``(rows, columns)``, the share of each pixel that ink covers, 0 to 1.
    """
    scale = size / max(drawing.width, drawing.height)
    shape = (max(1, round(drawing.height * scale)), max(1, round(drawing.width * scale)))
    return render_placed(drawing, shape, Placement(scale))


def render_placed(drawing: Drawing, shape: tuple[int, int], placement: Placement) -> Floats:
    """The same on ``(rows, columns)`` pixels, the drawing scaled and shifted by `placement`."""
    lines = [(stroke.array, stroke.brush) for stroke in drawing.strokes if stroke.points]
    return rasterise(lines, shape, placement)


def erase(strokes: Iterable[Stroke], centre: Point, radius: float) -> tuple[Stroke, ...]:
    """What a round rubber leaves of `strokes`.

    The pen's line is cut, to the exact circle, where it comes nearer to `centre` than `radius` and
    half its brush, because that is where the rubber touches the ink. The pieces left are strokes
    of the same brush. A stroke that was not touched comes back as the same object.
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
    """From which to which share of the way from `start` to `end` one is inside the circle."""
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
    """`value` as a float, or None when it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
