"""All kernels of a filter as one small picture."""

from __future__ import annotations

import math

import numpy as np

from cnn.arrays import Floats, Shape
from digitpad.painting import colour
from digitpad.painting.colour import Pixels


def kernel_tiles(kernels: Floats, dark: bool, paper: int) -> Pixels:
    """Each filter's kernels side by side in a square, ``(channels, height, width)`` pixels.

    Args:
        kernels: ``(channels, inputs, kh, kw)``; all share one scale.
        dark: which colours.
        paper: what is seen between the kernels, 0xffRRGGBB.
    """
    channels, inputs, height, width = kernels.shape
    _, columns = _grid(inputs)
    gap = _gap(height, width)
    pixels = colour.paint_signed(kernels, colour.limit_of(kernels), colour.diverging(dark))
    tiles = np.full((channels, *tile_size(kernels.shape)), paper, np.uint32)
    for number in range(inputs):
        row, column = divmod(number, columns)
        top, left = row * (height + gap), column * (width + gap)
        tiles[:, top : top + height, left : left + width] = pixels[:, number]
    return tiles


def tile_size(shape: Shape) -> tuple[int, int]:
    """Height and width of a tile in pixels, for kernels of this shape."""
    _, inputs, height, width = shape
    rows, columns = _grid(inputs)
    gap = _gap(height, width)
    return rows * (height + gap) - gap, columns * (width + gap) - gap


def _gap(height: int, width: int) -> int:
    """Between two kernels; single weights stand side by side."""
    return 1 if height * width > 1 else 0


def _grid(inputs: int) -> tuple[int, int]:
    columns = math.ceil(math.sqrt(inputs))
    return math.ceil(inputs / columns), columns
