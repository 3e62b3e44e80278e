"""Draws the lines of a round pen as pixels, directly at the requested resolution.

The coverage of a pixel follows from the distance between its centre and the nearest point of the
pen's path. So caps and joins are round, and overlapping lines do not add up. The path is replaced
by points so close together that the outline is off by less than a fiftieth of a pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats

Points = npt.NDArray[np.float64]

WIDTH_STEP = 1 / 16
"""Widths are rounded to this, in pixels, so that a thousand brushes cost no more than a few
dozen."""

MANY = 2048
"""More points than this are merged in cells, which bounds the time for a huge scribble."""
CELLS_PER_PIXEL = 4
CHUNK = 4096
BAND = 2**17


@dataclass(frozen=True)
class Placement:
    """The position of a drawing on a raster: ``pixel = scales * point + (x, y)``.

    Pixel coordinates are continuous: the first pixel extends from 0 to 1, and its centre is 0.5. A
    line is ``scale * brush`` pixels wide, or `pen` pixels, whatever its brush, if that is set.
    Below 1, `squeeze` makes a drawing narrower, but not its lines.
    """

    scale: float
    x: float = 0.0
    y: float = 0.0
    pen: float | None = None
    squeeze: float = 1.0

    @property
    def scales(self) -> tuple[float, float]:
        """Pixels per drawing unit, horizontally and vertically."""
        return self.scale * self.squeeze, self.scale

    def shifted(self, x: float, y: float) -> Placement:
        """The same, shifted by this many pixels."""
        return replace(self, x=self.x + x, y=self.y + y)


def rasterise(
    lines: Sequence[tuple[Points, float]], shape: tuple[int, int], placement: Placement
) -> Floats:
    """Draws `lines`, each the points ``(n, 2)`` of a pen's path and its brush.

    Returns ``(rows, columns)``, the coverage of each pixel, 0 to 1. Meant for small rasters: the
    time grows with pixels × length of the lines.
    """
    image = np.zeros(shape, np.float32)
    for width, paths in _by_width(lines, placement).items():
        radius = width / 2
        spacing = max(0.25, (0.16 * radius) ** 0.5)
        points = _placed(np.concatenate(paths), shape, placement)
        ends = np.cumsum([len(path) for path in paths]) - 1
        samples = _samples(points, ends, spacing)
        np.maximum(image, _coverage(samples, radius, shape), out=image)
    return image


def _by_width(
    lines: Sequence[tuple[Points, float]], placement: Placement
) -> dict[float, list[Points]]:
    groups: dict[float, list[Points]] = {}
    for path, brush in lines:
        width = brush * placement.scale if placement.pen is None else placement.pen
        steps = max(1, round(width / WIDTH_STEP))
        groups.setdefault(steps * WIDTH_STEP, []).append(path)
    return groups


def _placed(points: Points, shape: tuple[int, int], placement: Placement) -> Points:
    """`points` in pixels; points more than a raster's side outside are moved nearer."""
    margin = max(shape)
    placed = points * placement.scales + (placement.x, placement.y)
    return np.clip(placed, -margin, (shape[1] + margin, shape[0] + margin))


def _samples(points: Points, ends: npt.NDArray[np.intp], spacing: float) -> Points:
    """Points along lines, at most `spacing` apart: the points of all lines, and as many between
    them as necessary. `ends` are the indices of each line's last point."""
    steps = np.zeros_like(points)
    steps[:-1] = np.diff(points, axis=0)
    steps[ends] = 0.0
    chunks = [slice(start, start + CHUNK) for start in range(0, len(points), CHUNK)]
    return _few(np.concatenate([_along(points[c], steps[c], spacing) for c in chunks]))


def _along(starts: Points, steps: Points, spacing: float) -> Points:
    """Each of `starts`, and points on the way to the end of its step."""
    counts = np.maximum(1, np.ceil(np.hypot(steps[:, 0], steps[:, 1]) / spacing)).astype(np.intp)
    first = np.cumsum(counts) - counts
    share = (np.arange(counts.sum()) - np.repeat(first, counts)) / np.repeat(counts, counts)
    between = np.repeat(starts, counts, axis=0) + share[:, None] * np.repeat(steps, counts, axis=0)
    return _few(between)


def _few(samples: Points) -> Points:
    return samples if len(samples) <= MANY else _gathered(samples)


def _gathered(samples: Points) -> Points:
    """One point for each cell of a fine grid that contains any of `samples`."""
    cells = np.floor(samples * CELLS_PER_PIXEL).astype(np.intp)
    low = cells.min(axis=0)
    columns, rows = cells.max(axis=0) - low + 1
    taken = np.zeros(rows * columns, np.bool_)
    taken[(cells[:, 1] - low[1]) * columns + cells[:, 0] - low[0]] = True
    row, column = np.divmod(np.flatnonzero(taken), columns)
    middles: Points = (np.stack([column, row], axis=1) + low + 0.5) / CELLS_PER_PIXEL
    return middles


def _coverage(samples: Points, radius: float, shape: tuple[int, int]) -> Floats:
    distance = np.sqrt(_squared_distances(samples.astype(np.float32), radius + 1, shape))
    # the overlap of a pixel's width with a straight band that is 2 × radius wide
    overlap: Floats = np.minimum(0.5 + distance, radius) + np.minimum(0.5 - distance, radius)
    return overlap.clip(0.0, 1.0)


def _squared_distances(samples: Floats, reach: float, shape: tuple[int, int]) -> Floats:
    """The squared distance from each pixel to the nearest sample; beyond `reach` it may be
    infinite."""
    rows, columns = shape
    band = max(1, BAND // (columns * len(samples)))  # rows that fit in the processor's cache
    if band < rows:
        samples = samples[samples[:, 1].argsort()]
    x, y = samples.T
    across = (np.arange(columns, dtype=np.float32)[:, None] + np.float32(0.5) - x) ** 2
    down = (np.arange(rows, dtype=np.float32)[:, None] + np.float32(0.5) - y) ** 2
    if band >= rows:
        whole: Floats = np.minimum.reduce(across + down[:, None], axis=2)
        return whole
    squared = np.full(shape, np.inf, np.float32)
    for top in range(0, rows, band):
        some = slice(top, top + band)
        near = slice(*y.searchsorted([top - reach, top + band + reach]))
        if near.start < near.stop:
            both = across[:, near] + down[some, None, near]
            np.minimum.reduce(both, axis=2, out=squared[some])
    return squared
