"""The geometry of the feature maps, without Qt.

A stage is a heading and a grid of *filters*.  Each filter is read from left to right, as it is
computed: its kernels, its map, and the map after each further layer.  All lengths are in screen
units.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from digitpad.pages.common.pixel_box import PixelBox
from digitpad.pages.feature_maps.stages import ConvolutionMaps

HEADING_HEIGHT = 30
CAPTION_HEIGHT = 18
BELOW_HEIGHT = 16
ROW_GAP = 8
FRAME = 1
PICTURE_GAP = 6
FILTER_GAP = 18
WIDEST_FILTER_GAP = 48
STAGE_GAP = 12
SMALLEST = 40
LARGEST = 180
LARGEST_KERNEL_PIXEL = 24
KERNEL_SHARE = 1.12
FINE = 16


@dataclass(frozen=True)
class Spot:
    """A number on the screen: ``row`` counts the stage's rows, None is a weight of a kernel."""

    stage: int
    row: int | None
    channel: int
    input: int
    y: int
    x: int


@dataclass(frozen=True)
class StageLayout:
    """The places of one stage; a box is (left, top, width, height)."""

    stage: ConvolutionMaps
    top: int
    columns: int
    cell: int
    gap: int = FILTER_GAP

    @cached_property
    def map_height(self) -> int:
        """Height of a map that is ``cell`` wide."""
        height, width = self.stage.size
        return max(1, round(self.cell * height / width))

    @cached_property
    def kernel_grid(self) -> tuple[int, int]:
        """Rows and columns of a filter's kernels, one kernel for each input channel."""
        columns = math.ceil(math.sqrt(self.stage.inputs))
        return math.ceil(self.stage.inputs / columns), columns

    @cached_property
    def kernel_pixel(self) -> int:
        """Width of one weight, so that the kernels of a filter are about as large as its map."""
        rows, columns = self.kernel_grid
        across = (KERNEL_SHARE * self.cell - (columns - 1)) / (columns * self.stage.kernel[1])
        down = (self.map_height - (rows - 1)) / (rows * self.stage.kernel[0])
        return max(1, min(int(across), int(down), LARGEST_KERNEL_PIXEL))

    @cached_property
    def kernel_gap(self) -> int:
        """Space between two kernels of one filter."""
        return 1 if self.kernel_pixel < 4 else 2

    @cached_property
    def kernels_width(self) -> int:
        """Width of the kernels of one filter."""
        _, columns = self.kernel_grid
        return columns * self.stage.kernel[1] * self.kernel_pixel + (columns - 1) * self.kernel_gap

    @cached_property
    def kernels_height(self) -> int:
        """Height of the kernels of one filter."""
        rows, _ = self.kernel_grid
        return rows * self.stage.kernel[0] * self.kernel_pixel + (rows - 1) * self.kernel_gap

    @cached_property
    def filter_width(self) -> int:
        """Width of a filter with all its pictures."""
        return self.kernels_width + len(self.stage.rows) * (self.cell + PICTURE_GAP)

    @cached_property
    def row_height(self) -> int:
        """Height of a filter, with the text below it and the gap to the next."""
        return max(self.map_height, self.kernels_height) + BELOW_HEIGHT + ROW_GAP

    @cached_property
    def height(self) -> int:
        """Height of the whole stage."""
        rows = math.ceil(self.stage.channels / self.columns)
        return HEADING_HEIGHT + CAPTION_HEIGHT + rows * self.row_height - ROW_GAP

    def filter_corner(self, channel: int) -> tuple[int, int]:
        """The upper left corner of a filter."""
        row, column = divmod(channel, self.columns)
        top = self.top + HEADING_HEIGHT + CAPTION_HEIGHT + row * self.row_height
        return FRAME + column * (self.filter_width + self.gap), top

    def map_box(self, row: int, channel: int) -> PixelBox:
        """The box of the map of ``channel`` in the stage's ``row``."""
        left, top = self.filter_corner(channel)
        left += self.kernels_width + PICTURE_GAP + row * (self.cell + PICTURE_GAP)
        return PixelBox(left, top, self.cell, self.map_height)

    @cached_property
    def map_boxes(self) -> tuple[tuple[PixelBox, ...], ...]:
        """The boxes of all maps, for every row of the stage."""
        rows, channels = range(len(self.stage.rows)), range(self.stage.channels)
        return tuple(tuple(self.map_box(row, channel) for channel in channels) for row in rows)

    def kernel_box(self, channel: int, input: int) -> PixelBox:
        """The box of the kernel of filter ``channel`` for the channel ``input``."""
        left, top = self.filter_corner(channel)
        row, column = divmod(input, self.kernel_grid[1])
        down, across = (size * self.kernel_pixel for size in self.stage.kernel)
        left += column * (across + self.kernel_gap)
        top += row * (down + self.kernel_gap)
        return PixelBox(left, top, across, down)


@dataclass(frozen=True)
class Layout:
    """The places of all stages."""

    stages: tuple[StageLayout, ...]

    @cached_property
    def height(self) -> int:
        """Height of everything."""
        return self.stages[-1].top + self.stages[-1].height if self.stages else 0

    def spot_at(self, x: float, y: float) -> Spot | None:
        """The number at a position, if there is one."""
        for index, placed in enumerate(self.stages):
            if placed.top <= y < placed.top + placed.height:
                return next(_spots(index, placed, x, y), None)
        return None


def arrange(stages: Sequence[ConvolutionMaps], width: int, height: int) -> Layout:
    """Make the pictures as large as possible; if even the smallest do not fit, use more height."""
    for base in range(LARGEST, SMALLEST, -2):
        layout = _arrange(stages, width, base)
        if layout is not None and layout.height <= height:
            return layout
    return _smallest(stages, width)


def least_height(stages: Sequence[ConvolutionMaps], width: int) -> int:
    """The height below which the view scrolls."""
    return _smallest(stages, width).height


def _smallest(stages: Sequence[ConvolutionMaps], width: int) -> Layout:
    for base in range(SMALLEST, 0, -2):
        layout = _arrange(stages, width, base)
        if layout is not None:
            return layout
    return Layout(())


def _arrange(stages: Sequence[ConvolutionMaps], width: int, base: int) -> Layout | None:
    """Everything at one size, or None if a filter is wider than there is room."""
    placed: list[StageLayout] = []
    top = 0
    for stage in stages:
        at = _place(stage, top, width - 2 * FRAME, base)
        if at is None:
            return None
        placed.append(at)
        top += at.height + STAGE_GAP
    return Layout(tuple(placed))


def _place(stage: ConvolutionMaps, top: int, width: int, base: int) -> StageLayout | None:
    """Maps of more numbers are larger; fine ones get whole pixels, so that no row looks thicker."""
    finer = min(max(math.sqrt(max(stage.size) / 8), 1.0), 1.5)
    cell = round(base * finer)
    if stage.size[1] >= FINE and cell >= stage.size[1]:
        cell -= cell % stage.size[1]
    alone = StageLayout(stage, top, 1, cell)
    fitting = (width + FILTER_GAP) // (alone.filter_width + FILTER_GAP)
    if fitting < 1:
        return None
    rows = math.ceil(stage.channels / fitting)
    columns = math.ceil(stage.channels / rows)
    left_over = width - columns * alone.filter_width
    gap = min(left_over // max(1, columns - 1), WIDEST_FILTER_GAP)
    return StageLayout(stage, top, columns, cell, gap)


def _spots(index: int, placed: StageLayout, x: float, y: float) -> Iterator[Spot]:
    stage = placed.stage
    for channel in range(stage.channels):
        for row in range(len(stage.rows)):
            at = _inside(placed.map_boxes[row][channel], stage.size, x, y)
            if at is not None:
                yield Spot(index, row, channel, 0, *at)
        for channel_in in range(stage.inputs):
            at = _inside(placed.kernel_box(channel, channel_in), stage.kernel, x, y)
            if at is not None:
                yield Spot(index, None, channel, channel_in, *at)


def _inside(box: PixelBox, size: tuple[int, int], x: float, y: float) -> tuple[int, int] | None:
    """The row and column of a picture of ``size`` at a position."""
    left, top, width, height = box
    if not (left <= x < left + width and top <= y < top + height):
        return None
    return int((y - top) * size[0] / height), int((x - left) * size[1] / width)
