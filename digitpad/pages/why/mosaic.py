"""Many small pictures of signed numbers, side by side with a common scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPalette

from cnn.arrays import Floats
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.text.numbers import minus

GAP = 3
FRAMED = 12
"""Pictures at least this wide have frames and gaps; narrower ones touch."""
MOST_PIXEL = 8
RIM = 1


class MosaicPicture:
    """Pictures in rows and columns; each number is as many whole pixels wide as possible.

    Args:
        is_table: keep the given rows and columns; otherwise wrap the pictures into lines.
        most: the maximum height, if that leaves a pixel for each number.

    Attributes:
        limit: the number with the strongest colour.
    """

    def __init__(self, is_table: bool, most: int) -> None:
        self._is_table = is_table
        self._most = most
        self._values: Floats = np.zeros((1, 1, 1, 1), np.float32)
        self._width = 0
        self._pixel, self._columns = 1, 1
        self.limit = 1.0

    def take(self, values: Floats) -> bool:
        """Paint ``(rows, columns, h, w)`` numbers from now on; returns whether the layout has
        changed."""
        is_new = values.shape != self._values.shape
        self._values = values
        self.limit = colour.limit_of(values)
        if is_new:
            self.arrange(self._width)
        return is_new

    def arrange(self, width: int) -> None:
        """Set the width."""
        self._width = width
        self._pixel, self._columns = self._fit(width)

    @property
    def values(self) -> Floats:
        """The numbers: a table's as (column, row, h, w), others as (picture, h, w) or a vector."""
        if self._is_table:
            return self._values.swapaxes(0, 1)
        flat = self._values.reshape(-1, *self._values.shape[2:])
        return flat[:, 0, 0] if flat.shape[1:] == (1, 1) else flat

    @property
    def height(self) -> int:
        """The total height."""
        return self._height(self._pixel, self._columns) + 2 * RIM

    def paint(self, painter: QPainter, palette: QPalette) -> None:
        """Paint all pictures."""
        height, width = self._values.shape[2:]
        flat = self._values.reshape(-1, height, width)
        table = colour.diverging(theme.is_dark(palette))
        pictures = ArrayImage(colour.paint_signed(flat, self.limit, table))
        framed = self._pixel * width >= FRAMED
        painter.setPen(theme.hairline(palette))
        for number in range(len(flat)):
            box = self.box(number)
            painter.drawImage(box, pictures.image, QRect(0, number * height, width, height))
            if framed:
                painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def number_at(self, at: QPoint) -> str:
        """The number at a position as text, "" if there is none."""
        rows, columns, height, width = self._values.shape
        for number in range(rows * columns):
            box = self.box(number)
            if box.contains(at):
                y, x = (at.y() - box.y()) // self._pixel, (at.x() - box.x()) // self._pixel
                value = float(self._values.reshape(-1, height, width)[number, y, x])
                where = "" if height == width == 1 else f", row {y + 1}, column {x + 1}"
                return f"{self._name(number)}{where}: {minus(f'{value:+.4g}')}"
        return ""

    def _name(self, number: int) -> str:
        _, columns, height, width = self._values.shape
        if self._is_table:
            row, column = divmod(number, columns)
            return f"kernel {column + 1}, for map {row + 1}"
        return f"number {number + 1}" if height == width == 1 else f"map {number + 1}"

    def box(self, number: int) -> QRect:
        _, _, height, width = self._values.shape
        row, column = divmod(number, self._columns)
        across, down, gap = width * self._pixel, height * self._pixel, self._gap(self._pixel)
        return QRect(RIM + column * (across + gap), RIM + row * (down + gap), across, down)

    def _gap(self, pixel: int) -> int:
        return GAP if pixel * self._values.shape[3] >= FRAMED else 1

    def _fit(self, width: int) -> tuple[int, int]:
        """The size of a number, and the number of pictures in a line."""
        rows, columns, _, across = self._values.shape
        room, count = width - 2 * RIM, rows * columns
        for pixel in range(MOST_PIXEL, 0, -1):
            step, gap = across * pixel + self._gap(pixel), self._gap(pixel)
            in_line = columns if self._is_table else max(1, min((room + gap) // step, count))
            fits = in_line * step - gap <= room and self._height(pixel, in_line) <= self._most
            if fits or pixel == 1:
                return pixel, in_line
        return 1, 1

    def _height(self, pixel: int, columns: int) -> int:
        rows, across, height, _ = self._values.shape
        gap = self._gap(pixel)
        return -(-rows * across // columns) * (height * pixel + gap) - gap
