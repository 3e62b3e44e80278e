"""The outline of ink, so that colours inside it stay visible. No Qt."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cnn.arrays import Bools, Floats

Points = npt.NDArray[np.float64]

EDGES = ((0, 0, 0, 1), (0, 1, 1, 1), (1, 0, 1, 1), (0, 0, 1, 0))
"""The edges of a cell: top, right, bottom, left, each from one corner to another (row, column)."""


def outline(values: Floats, level: float = 0.5) -> list[Points]:
    """Closed lines where the numbers of a grid cross a level, by marching squares.

    Lorensen and Cline, "Marching Cubes", 1987, in two dimensions: in every square of four
    neighbouring numbers, a line joins the points on its edges where the level is crossed.

    Args:
        values: ``(rows, columns)``; outside them is 0.
        level: above 0.

    Returns:
        Lines, each ``(points, 2)``, x and y in pixels; the last point is the first again. The
        centre of a pixel is its index plus a half.
    """
    padded = np.pad(np.asarray(values, np.float64), 1)
    crossed, places = zip(*(_crossings(padded, edge, level) for edge in EDGES), strict=True)
    crossings = np.stack(crossed, axis=-1)
    ends = np.stack(places, axis=-2)[crossings.any(axis=-1)]
    found = crossings[crossings.any(axis=-1)]
    # the two crossed edges come first; a saddle has four, in two pairs
    order = np.argsort(~found, axis=-1, kind="stable")
    saddles = found.all(axis=-1)
    order[saddles] = (0, 1, 2, 3)
    sorted_ends = np.take_along_axis(ends, order[..., None], axis=1)
    return _joined(np.concatenate([sorted_ends[:, :2], sorted_ends[saddles, 2:]]))


def _joined(segments: Points) -> list[Points]:
    """Segments, ``(segments, 2, 2)``, joined into closed lines; each end belongs to exactly two."""
    pieces: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for first, last in segments.round(6).tolist():
        pieces.setdefault(tuple(first), []).append(tuple(last))
        pieces.setdefault(tuple(last), []).append(tuple(first))
    lines: list[Points] = []
    while pieces:
        line = [next(iter(pieces))]
        while ways := pieces.get(line[-1]):
            onward = ways.pop()
            if not ways:
                del pieces[line[-1]]
            back = pieces[onward]
            back.remove(line[-1])
            if not back:
                del pieces[onward]
            line.append(onward)
        lines.append(np.array(line))
    return lines


def _crossings(
    values: Floats, edge: tuple[int, int, int, int], level: float
) -> tuple[Bools, Floats]:
    """Whether each edge of each cell is crossed, ``(rows, columns)``, and where, with x and y
    last."""
    y0, x0, y1, x1 = edge
    rows, columns = values.shape[0] - 1, values.shape[1] - 1
    a = values[y0 : y0 + rows, x0 : x0 + columns]
    b = values[y1 : y1 + rows, x1 : x1 + columns]
    crossed = (a >= level) != (b >= level)
    share = np.where(crossed, (level - a) / np.where(crossed, b - a, 1.0), 0.0)
    row, column = np.mgrid[:rows, :columns].astype(np.float64)
    x = column + x0 + (x1 - x0) * share - 0.5  # the padding is one pixel wide
    y = row + y0 + (y1 - y0) * share - 0.5
    return crossed, np.stack([x, y], axis=-1)
