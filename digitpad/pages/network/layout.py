"""The layout of the whole network's pictures, without Qt.

The columns are arranged from left to right; each uses the available height, and is as many pictures
wide as necessary. All lengths are in units of the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cnn.explain.graph import Place
from digitpad.pages.common.pixel_box import PixelBox
from digitpad.pages.network.columns import Column, Form

GROUP_HEIGHT = 20
HEADING_HEIGHT = 50
LEGEND_HEIGHT = 28
MARGIN = 2
COLUMN_GAP = 5
MORE_GAP = 18
PICTURE_GAP = 3
BEFORE_SQUARES = 0.3
"""The share of the space beside the squares of classes that is left of them, for their names."""
ZOOMS = (0.35, 8.0)

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grid:
    """The arrangement of a column's pictures (squares, bars).

    Attributes:
        rows, columns: their numbers.
        cell: width and height of a picture.
        whole: a width that is a multiple of this shows all numbers of a picture with the same
            width.
    """

    rows: int
    columns: int
    cell: tuple[int, int]
    whole: int = 1

    def zoomed(self, zoom: float) -> Grid:
        """The same arrangement, enlarged."""
        width, height = self.cell
        wider = snapped(width * zoom, self.whole)
        higher = max(1, round(wider * height / width if self.whole > 1 else height * zoom))
        return replace(self, cell=(wider, higher))


@dataclass(frozen=True)
class Block:
    """The position of one column; a box is (left, top, width, height).

    Attributes:
        column: the column.
        grid: its pictures; ``cell`` is (width, height).
        left, width: its horizontal space, including the heading.
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
        """The gap between two pictures; squares touch."""
        return 0 if self.column.form is Form.CELLS else PICTURE_GAP

    @cached_property
    def box(self) -> PixelBox:
        """The box around all pictures."""
        width, height = extent_of(self.column, self.grid)
        return PixelBox(self.x, self.y, width, height)

    def picture(self, channel: int) -> PixelBox:
        """The box of a map, or of the square or bar of a number."""
        row, column = self._at(channel)
        width, height = self.grid.cell
        return PixelBox(
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
        """The box of a single number."""
        row, column = place.row, place.column
        return self.part(place.channel, row, column, row + 1, column + 1)

    def place_at(self, x: float, y: float) -> Place | None:
        """The number at a position on the screen."""
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
        """The number of rows and columns of a picture."""
        shape = self.column.shape
        return (shape[1], shape[2]) if self.column.form is Form.MAPS else (1, 1)

    def _at(self, channel: int) -> tuple[int, int]:
        """Maps are arranged in rows, squares and bars in columns."""
        if self.column.form is Form.MAPS:
            return divmod(channel, self.grid.columns)
        column, row = divmod(channel, self.grid.rows)
        return row, column

    def _channel(self, row: int, column: int) -> int:
        if self.column.form is Form.MAPS:
            return row * self.grid.columns + column
        return column * self.grid.rows + row


@dataclass(frozen=True)
class Anchor:
    """A point in the pictures of a layer (None: of everything), as shares of their width and
    height."""

    name: str | None
    across: float
    down: float


@dataclass(frozen=True)
class Layout:
    """The positions of all columns.

    Attributes:
        blocks: from left to right.
        top: where the pictures start, below the headings.
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
        """The column at a position, if there is one."""
        found = (b for b in self.blocks if b.left <= x < b.left + b.width)
        return next(found, None)

    def place_at(self, x: float, y: float) -> Place | None:
        """The number at a position, if there is one."""
        block = self.block_at(x)
        return None if block is None else block.place_at(x, y)

    def anchor_at(self, x: float, y: float) -> Anchor:
        """The spot at a position, which stays the same if the pictures change their size."""
        block = self.block_at(x)
        name = None if block is None else block.column.name
        left, top, width, height = self._room(name)
        return Anchor(name, (x - left) / width, (y - top) / height)

    def position(self, anchor: Anchor) -> tuple[float, float]:
        """The position of the spot."""
        left, top, width, height = self._room(anchor.name)
        return left + anchor.across * width, top + anchor.down * height

    def _room(self, name: str | None) -> PixelBox:
        if name is None:
            return PixelBox(0, 0, max(self.width, 1), max(self.height, 1))
        return self.by_name[name].box


Grids = tuple[Grid, ...]


def arrange(
    columns: Sequence[Column],
    grids: Sequence[Grid],
    least: Sequence[int],
    zoom: float = 1.0,
    room: tuple[int, int] = (0, 0),
) -> Layout:
    """Place the enlarged pictures of ``fit`` in the middle of at least this width and height."""
    grids = [grid.zoomed(zoom) for grid in grids]
    extents = [extent_of(column, grid) for column, grid in zip(columns, grids, strict=True)]
    top = top_of(columns)
    tallest = max((extent[1] for extent in extents), default=0)
    widths = [max(extent[0], needed) for extent, needed in zip(extents, least, strict=True)]
    width = sum(widths) + COLUMN_GAP * (len(widths) - 1) + 2 * MARGIN
    height = max(room[1], top + tallest + LEGEND_HEIGHT)
    middle = top + (height - top - LEGEND_HEIGHT) // 2
    blocks: list[Block] = []
    gap = COLUMN_GAP + min(MORE_GAP, max(0, room[0] - width) // max(1, len(widths) - 1))
    width += (gap - COLUMN_GAP) * (len(widths) - 1)
    left = MARGIN + max(0, room[0] - width) // 2
    for column, grid, extent, wide in zip(columns, grids, extents, widths, strict=True):
        is_labelled = column.form is Form.CELLS and bool(column.labels)
        before = BEFORE_SQUARES if is_labelled else 0.5
        x, y = left + int((wide - extent[0]) * before), middle - extent[1] // 2
        blocks.append(Block(column, grid, left, wide, x, y))
        left += wide + gap
    return Layout(tuple(blocks), top, max(width, room[0]), height)


def least_width(least: Sequence[int]) -> int:
    """The total width if each column has only what it needs."""
    return sum(least) + COLUMN_GAP * (len(least) - 1) + 2 * MARGIN


def top_of(columns: Sequence[Column]) -> int:
    has_groups = any(column.group for column in columns)
    return HEADING_HEIGHT + (GROUP_HEIGHT if has_groups else 0)


def extent_of(column: Column, grid: Grid) -> tuple[int, int]:
    """Width and height of all pictures."""
    gap = 0 if column.form is Form.CELLS else PICTURE_GAP
    width, height = grid.cell
    return grid.columns * (width + gap) - gap, grid.rows * (height + gap) - gap


def snapped(width: float, whole: int) -> int:
    """The largest multiple of ``whole`` up to ``width``, if there is one."""
    return int(width // whole * whole) or max(1, int(width))
