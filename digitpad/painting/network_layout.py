"""Where every picture of the whole network stands: geometry without Qt.

The columns stand from left to right, each as high as there is room and then as many pictures wide
as it needs.  All lengths are in units of the screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat

from cnn.explain.graph import Place
from digitpad.painting.network_columns import Column, Form

GROUP_HEIGHT = 20
HEADING_HEIGHT = 50
LEGEND_HEIGHT = 28
MARGIN = 2
COLUMN_GAP = 8
PICTURE_GAP = 3
NARROWEST, WIDEST = 16, 240
ALONE = (56, 112)
FINE = 16
SQUARES = (24, 20, 16, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2)
SQUARES_ROOM = (44, 64)
BAR = (100, 26)
ZOOMS = (0.35, 8.0)

Box = tuple[int, int, int, int]
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grid:
    """How a column's pictures (squares, bars) stand.

    Attributes:
        rows, columns: how many there are.
        cell: width and height of one.
        whole: a width that is a multiple of this shows all numbers of a picture equally wide.
    """

    rows: int
    columns: int
    cell: tuple[int, int]
    whole: int = 1

    def zoomed(self, zoom: float) -> Grid:
        """The same pictures, larger."""
        width, height = self.cell
        wider = snapped(width * zoom, self.whole)
        higher = max(1, round(wider * height / width if self.whole > 1 else height * zoom))
        return replace(self, cell=(wider, higher))


@dataclass(frozen=True)
class Block:
    """The place of one column; a box is (left, top, width, height).

    Attributes:
        column: what stands there.
        grid: its pictures; ``cell`` is (width, height).
        left, width: the room that it has, its heading included.
        x, y: the upper left corner of the first picture.
    """

    column: Column
    grid: Grid
    left: int
    width: int
    x: int
    y: int

    @property
    def gap(self) -> int:
        """Between two pictures; squares touch."""
        return 0 if self.column.form is Form.CELLS else PICTURE_GAP

    @cached_property
    def box(self) -> Box:
        """Around all pictures."""
        width, height = _extent(self.column, self.grid)
        return self.x, self.y, width, height

    def picture(self, channel: int) -> Box:
        """A map; or the square or bar of a number."""
        row, column = self._at(channel)
        width, height = self.grid.cell
        return (
            self.x + column * (width + self.gap),
            self.y + row * (height + self.gap),
            width,
            height,
        )

    def part(self, channel: int, top: int, left: int, bottom: int, right: int) -> Rectangle:
        """Rows ``top`` to ``bottom``, columns ``left`` to ``right`` of a picture, ends excluded."""
        x, y, width, height = self.picture(channel)
        down, across = height / self._size[0], width / self._size[1]
        return x + left * across, y + top * down, (right - left) * across, (bottom - top) * down

    def number(self, place: Place) -> Rectangle:
        """Where a single number stands."""
        row, column = place.row, place.column
        return self.part(place.channel, row, column, row + 1, column + 1)

    def place_at(self, x: float, y: float) -> Place | None:
        """The number at a place on the screen."""
        width, height = self.grid.cell
        column, across = divmod(x - self.x, width + self.gap)
        row, down = divmod(y - self.y, height + self.gap)
        inside = 0 <= column < self.grid.columns and 0 <= row < self.grid.rows
        if not inside or across >= width or down >= height:
            return None
        channel = self._channel(int(row), int(column))
        if channel >= self.column.shape[0]:
            return None
        rows, columns = self._size
        return Place(
            self.column.name, channel, int(down * rows / height), int(across * columns / width)
        )

    @property
    def _size(self) -> tuple[int, int]:
        """Rows and columns of a picture."""
        shape = self.column.shape
        return (shape[1], shape[2]) if self.column.form is Form.MAPS else (1, 1)

    def _at(self, channel: int) -> tuple[int, int]:
        """Maps go along rows, as one reads; squares and bars down columns."""
        if self.column.form is Form.MAPS:
            return divmod(channel, self.grid.columns)
        column, row = divmod(channel, self.grid.rows)
        return row, column

    def _channel(self, row: int, column: int) -> int:
        if self.column.form is Form.MAPS:
            return row * self.grid.columns + column
        return column * self.grid.rows + row


@dataclass(frozen=True)
class Layout:
    """The places of all columns.

    Attributes:
        blocks: from left to right.
        top: where pictures begin, below the headings.
        width, height: of everything.
    """

    blocks: tuple[Block, ...]
    top: int
    width: int
    height: int

    @cached_property
    def by_name(self) -> dict[str, Block]:
        """The blocks by their layers' names."""
        return {block.column.name: block for block in self.blocks}

    def block_at(self, x: float) -> Block | None:
        """The column at a place, if there is one."""
        found = (b for b in self.blocks if b.left <= x < b.left + b.width)
        return next(found, None)

    def place_at(self, x: float, y: float) -> Place | None:
        """The number at a place, if there is one."""
        block = self.block_at(x)
        return None if block is None else block.place_at(x, y)


Grids = tuple[Grid, ...]


def fit(
    columns: Sequence[Column], room: tuple[int, int], least: Sequence[int], ratio: float = 1.0
) -> Grids:
    """Make the pictures as large as fits; never too small to be seen, then it gets wider.

    Args:
        columns: from left to right.
        room: width and height.
        least: how wide each column must be for its heading.
        ratio: pixels of the screen to a unit.
    """
    height = max(room[1] - _top(columns) - LEGEND_HEIGHT, NARROWEST)
    left = room[0] - 2 * MARGIN - COLUMN_GAP * (len(columns) - 1)

    def grids_for(target: int) -> list[Grid]:
        widths = [max(round(target * _finer(c)), w) for c, w in zip(columns, least, strict=True)]
        return list(map(_grid, columns, widths, repeat(height), repeat(ratio)))

    def needed(grids: Sequence[Grid]) -> int:
        pictures = (_extent(column, grid)[0] for column, grid in zip(columns, grids, strict=True))
        return sum(map(max, pictures, least))

    target = _largest(lambda target: needed(grids_for(target)) <= left)
    grids = grids_for(target)
    for i in sorted(range(len(columns)), key=lambda i: -_finer(columns[i])):
        # what is left over goes to the finest maps first
        before = max(_extent(columns[i], grids[i])[0], least[i])
        room_here = left - needed(grids) + before
        if columns[i].form is Form.MAPS and room_here > before:
            grids[i] = _grid(columns[i], min(room_here, WIDEST), height, ratio)
    return tuple(grids)


def _largest(fits: Callable[[int], bool]) -> int:
    """The largest width that fits, found by halving; the narrowest where none does."""
    low, high = NARROWEST, WIDEST
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def arrange(
    columns: Sequence[Column],
    grids: Sequence[Grid],
    least: Sequence[int],
    zoom: float = 1.0,
    height: int = 0,
) -> Layout:
    """Place the pictures of ``fit``, enlarged, in the middle of at least this height."""
    grids = [grid.zoomed(zoom) for grid in grids]
    extents = [_extent(column, grid) for column, grid in zip(columns, grids, strict=True)]
    top = _top(columns)
    tallest = max((extent[1] for extent in extents), default=0)
    height = max(height, top + tallest + LEGEND_HEIGHT)
    middle = top + (height - top - LEGEND_HEIGHT) // 2
    blocks: list[Block] = []
    left = MARGIN
    for column, grid, extent, needed in zip(columns, grids, extents, least, strict=True):
        width = max(extent[0], needed)
        x, y = left + (width - extent[0]) // 2, middle - extent[1] // 2
        blocks.append(Block(column, grid, left, width, x, y))
        left += width + COLUMN_GAP
    return Layout(tuple(blocks), top, left - COLUMN_GAP + MARGIN, height)


def _top(columns: Sequence[Column]) -> int:
    has_groups = any(column.group for column in columns)
    return HEADING_HEIGHT + (GROUP_HEIGHT if has_groups else 0)


def _extent(column: Column, grid: Grid) -> tuple[int, int]:
    """Width and height of all pictures."""
    gap = 0 if column.form is Form.CELLS else PICTURE_GAP
    width, height = grid.cell
    return grid.columns * (width + gap) - gap, grid.rows * (height + gap) - gap


def _grid(column: Column, width: int, height: int, ratio: float) -> Grid:
    """The largest pictures that find room in so much."""
    count = column.shape[0]
    if column.form is Form.MAPS:
        if count == 1:
            width = min(max(width, ALONE[0]), ALONE[1])
        square = math.sqrt(count * width * column.shape[1] / (height * column.shape[2]))
        near = min(int(square), count)
        few = (n for n in range(near - 1, near + 3) if 1 <= n <= count)
        return max((_maps(column, n, width, height, ratio) for n in few), key=lambda g: g.cell[0])
    if column.form is Form.BARS:
        row = max(1, min(BAR[1], (height + PICTURE_GAP) // count - PICTURE_GAP))
        return Grid(count, 1, (BAR[0], row))
    width = min(max(width, SQUARES_ROOM[0]), SQUARES_ROOM[1])
    for side in SQUARES:
        across = math.ceil(count / max(1, height // side))
        if across * side <= width:
            break
    return Grid(math.ceil(count / across), across, (side, side))


def _finer(column: Column) -> float:
    """How much more room maps of many numbers get."""
    if column.form is not Form.MAPS:
        return 1.0
    return min(max(math.sqrt(max(column.shape[1:]) / 8), 1.0), 1.5)


def _maps(column: Column, abreast: int, width: int, height: int, ratio: float) -> Grid:
    """So many maps abreast, as large as they can be."""
    count, rows, columns = column.shape
    down = math.ceil(count / abreast)
    across = math.ceil(count / down)
    widest = (width + PICTURE_GAP) // across - PICTURE_GAP
    highest = (height + PICTURE_GAP) // down - PICTURE_GAP
    whole = _whole(column, ratio)
    side = snapped(max(1, min(widest, highest * columns / rows)), whole)
    return Grid(down, across, (side, max(1, round(side * rows / columns))), whole)


def _whole(column: Column, ratio: float) -> int:
    """Fine maps get whole pixels of the screen for each number, so that no row looks thicker."""
    columns = column.shape[2]
    if columns < FINE:
        return 1
    return int(columns / ratio) if columns % ratio == 0 else columns


def snapped(width: float, whole: int) -> int:
    """The largest multiple of ``whole`` that is not over ``width``, where there is one."""
    return int(width // whole * whole) or max(1, int(width))
