"""Finds the largest size of every picture with which the whole network fits on the screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from cnn.arrays import Shape
from digitpad.pages.network.columns import Column, Form
from digitpad.pages.network.layout import (
    COLUMN_GAP,
    LEGEND_HEIGHT,
    MARGIN,
    PICTURE_GAP,
    Grid,
    Grids,
    extent_of,
    snapped,
    top_of,
)

NARROWEST, WIDEST = 16, 240
TARGET_STEP = 4
COMFORTABLE = 48
ALONE = (56, 112)
FINE = 16
SQUARES = (24, 20, 16, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2)
SQUARES_ROOM = 52
WIDEST_BAR, HIGHEST_BAR = 92, 26
"""With the name and the number of its class."""


def fit(
    columns: Sequence[Column], room: tuple[int, int], least: Sequence[int], ratio: float = 1.0
) -> Grids:
    """Make the pictures as large as possible; if not even small ones fit, use more width.

    Args:
        columns: from left to right.
        room: width and height.
        least: the width that each column needs for its heading.
        ratio: screen pixels per unit.
    """
    height = max(room[1] - top_of(columns) - LEGEND_HEIGHT, NARROWEST)
    left = room[0] - 2 * MARGIN - COLUMN_GAP * (len(columns) - 1)
    best: Grids = ()
    for target in range(WIDEST, NARROWEST - 1, -TARGET_STEP):
        grids = _grown(columns, _wanted(columns, least, target), least, (left, height), ratio)
        if grids is not None and (not best or _clarity(columns, grids) > _clarity(columns, best)):
            best = grids
    wanted = _wanted(columns, least, COMFORTABLE)
    return best or tuple(_grid(c, w, height, ratio) for c, w in zip(columns, wanted, strict=True))


def _wanted(columns: Sequence[Column], least: Sequence[int], target: int) -> list[int]:
    """About ``target`` for each column, more for finer maps, and at least what it needs. Maps of
    the same shape get the same width.
    """
    headings: dict[Shape, int] = {}
    for column, width in zip(columns, least, strict=True):
        headings[column.shape] = max(width, headings.get(column.shape, 0))
    return [
        max(min(target, WIDEST_BAR), width)
        if column.form is Form.BARS
        else max(round(target * _finer(column)), headings[column.shape])
        for column, width in zip(columns, least, strict=True)
    ]


def _grown(
    columns: Sequence[Column],
    wanted: Sequence[int],
    least: Sequence[int],
    room: tuple[int, int],
    ratio: float,
) -> Grids | None:
    """Grids for columns of these widths, with the remaining space for the smallest maps; None if
    they do not fit."""
    grids = [_grid(c, w, room[1], ratio) for c, w in zip(columns, wanted, strict=True)]
    widths = [max(extent_of(c, g)[0], w) for c, g, w in zip(columns, grids, least, strict=True)]
    left = room[0] - sum(widths)
    if left < 0:
        return None
    alike: dict[Shape, list[int]] = {}
    for index, column in enumerate(columns):
        if column.form is Form.MAPS:
            alike.setdefault(column.shape, []).append(index)
    for same in sorted(alike.values(), key=lambda same: grids[same[0]].cell[0]):
        # maps of the same shape keep the same size, however many layers have it
        first = same[0]
        wider = min(widths[first] + left // len(same), WIDEST)
        grid = _grid(columns[first], wider, room[1], ratio)
        if grid.cell[0] > grids[first].cell[0]:
            for index in same:
                grids[index] = grid
                left -= max(extent_of(columns[index], grid)[0], least[index]) - widths[index]
    return tuple(grids)


def _clarity(columns: Sequence[Column], grids: Sequence[Grid]) -> float:
    """The size of the maps; small ones have the most weight."""
    return sum(
        math.log(grid.cell[0])
        for column, grid in zip(columns, grids, strict=True)
        if column.form is Form.MAPS
    )


@lru_cache(maxsize=4096)
def _grid(column: Column, width: int, height: int, ratio: float) -> Grid:
    """The largest pictures that fit into this room."""
    count = column.shape[0]
    if column.form is Form.MAPS:
        if count == 1:
            width = min(max(width, ALONE[0]), ALONE[1])
        square = math.sqrt(count * width * column.shape[1] / (height * column.shape[2]))
        near = min(int(square), count)
        few = (n for n in range(near - 1, near + 3) if 1 <= n <= count)
        return max((_maps(column, n, width, height, ratio) for n in few), key=lambda g: g.cell[0])
    if column.form is Form.BARS:
        row = max(1, min(HIGHEST_BAR, (height + PICTURE_GAP) // count - PICTURE_GAP))
        return Grid(count, 1, (width, row))
    for side in SQUARES:
        across = math.ceil(count / max(1, height // side))
        if across * side <= SQUARES_ROOM:
            break
    return Grid(math.ceil(count / across), across, (side, side))


def _finer(column: Column) -> float:
    """The factor for the width of maps with many numbers."""
    if column.form is not Form.MAPS:
        return 1.0
    return min(max(math.sqrt(max(column.shape[1:]) / 8), 1.0), 1.5)


def _maps(column: Column, abreast: int, width: int, height: int, ratio: float) -> Grid:
    """This many maps side by side, as large as possible."""
    count, rows, columns = column.shape
    down = math.ceil(count / abreast)
    across = math.ceil(count / down)
    widest = (width + PICTURE_GAP) // across - PICTURE_GAP
    highest = (height + PICTURE_GAP) // down - PICTURE_GAP
    whole = _whole(column, ratio)
    side = snapped(max(1, min(widest, highest * columns / rows)), whole)
    return Grid(down, across, (side, max(1, round(side * rows / columns))), whole)


def _whole(column: Column, ratio: float) -> int:
    """Fine maps get whole screen pixels for each number, so that all rows look the same."""
    columns = column.shape[2]
    if columns < FINE:
        return 1
    return int(columns / ratio) if columns % ratio == 0 else columns
