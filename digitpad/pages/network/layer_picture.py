"""Paints all maps of a layer as one picture, made with NumPy.

Painting each map would cost a call. Here the numbers become pixels, which are arranged as on the
screen, and two index operations (columns, then rows) enlarge only the visible part, exactly as the
screen shows it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from cnn.arrays import Floats, Integers
from digitpad.pages.common import colour
from digitpad.pages.common.array_image import ArrayImage
from digitpad.pages.common.colour import Pixels
from digitpad.pages.network.columns import Form
from digitpad.pages.network.layout import Block


class LayerPicture:
    """The visible part of one block's picture.

    Args:
        block: the positions of its pictures.
        pixels: of all numbers, in the layer's shape.
        visible: the visible part of the layout.
        ratio: screen pixels per unit.
        background: the pixel between the maps.
    """

    def __init__(
        self, block: Block, pixels: Pixels, visible: QRect, ratio: float, background: int
    ) -> None:
        box = QRect(*block.box)
        seen = box.intersected(visible)
        grid = block.grid
        height, width = pixels.shape[1:] if block.column.form is Form.MAPS else (1, 1)
        down = _enlarged(grid.rows, grid.cell[1], block.gap, height, ratio)
        across = _enlarged(grid.columns, grid.cell[0], block.gap, width, ratio)
        rows = _part(down, seen.top() - box.top(), seen.height(), ratio)
        columns = _part(across, seen.left() - box.left(), seen.width(), ratio)
        sheet = _sheet(block, pixels, background)
        self._picture = ArrayImage(sheet.take(columns, axis=1).take(rows, axis=0)[np.newaxis])
        self._target = QRectF(seen)

    def paint(self, painter: QPainter) -> None:
        """Paint it at its position in the layout."""
        painter.drawImage(self._target, self._picture.image)


def paint_numbers(
    values: Floats, signed: bool, dark: bool, per_map: bool
) -> tuple[Pixels, float | None]:
    """Pixels for the numbers of a layer, and the limit of their scale; None if each map has its
    own.

    Args:
        values: ``(C, H, W)`` or ``(n,)``.
        signed: whether the scale has negative numbers.
        dark: whether the paper is dark.
        per_map: whether the scale of each map ends at its own largest number; a flat layer is one
            map.
    """
    limit: float | None = colour.limit_of(values)
    if not np.isfinite(values).all():
        values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    if per_map and values.ndim == 3:
        largest = np.abs(values).max(axis=(1, 2))
        limits = [colour.nice_limit(float(size)) for size in largest]
        values, limit = values / np.array(limits, values.dtype)[:, None, None], None
    if signed:
        return colour.paint_signed(values, limit or 1.0, colour.diverging(dark)), limit
    return colour.paint_positive(values, limit or 1.0, colour.sequential(dark)), limit


def _sheet(block: Block, pixels: Pixels, background: int) -> Pixels:
    """Every number as one pixel at its position, then a row and a column of background."""
    rows, columns = block.grid.rows, block.grid.columns
    full = np.full((rows * columns, *pixels.shape[1:]), background, np.uint32)
    full[: len(pixels)] = pixels
    if block.column.form is Form.MAPS:
        height, width = pixels.shape[1:]
        tiles = full.reshape(rows, columns, height, width).transpose(0, 2, 1, 3)
        placed: Pixels = tiles.reshape(rows * height, columns * width)
    else:
        placed = full.reshape(columns, rows).T
    sheet = np.full((placed.shape[0] + 1, placed.shape[1] + 1), background, np.uint32)
    sheet[:-1, :-1] = placed
    return sheet


@lru_cache(maxsize=512)
def _enlarged(count: int, cell: int, gap: int, numbers: int, ratio: float) -> Integers:
    """The row of a sheet for each row of the screen, -1 for the gaps.

    Args:
        count: number of pictures above each other.
        cell: height of a picture.
        gap: distance between two pictures.
        numbers: rows of a picture.
        ratio: screen pixels per unit.
    """
    length = count * (cell + gap) - gap
    at = (np.arange(round(length * ratio)) + 0.5) / ratio
    picture, inside = np.divmod(at, cell + gap)
    row = np.minimum(inside * numbers / cell, numbers - 1)
    index = picture.astype(np.intp) * numbers + row.astype(np.intp)
    index[inside >= cell] = -1
    index.flags.writeable = False
    return index


def _part(index: Integers, start: int, length: int, ratio: float) -> Integers:
    return index[round(start * ratio) : round((start + length) * ratio)]
