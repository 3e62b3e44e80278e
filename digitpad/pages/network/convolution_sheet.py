"""The sheet of a convolution: patch × kernel = products, with the input channels one below the
other."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter

from cnn.arrays import Bools, Floats, Integers
from cnn.explain.computations import Convolution, strongest
from digitpad.pages.common import colour
from digitpad.pages.network.sheets import CENTRE, LEFT, RIGHT, Pens, Sheet
from digitpad.text.numbers import number
from digitpad.text.translation import tr

MANY = 16
SHOWN = 8
SIGN_WIDTH = 16
GAP = 8
ROW_GAP = 10


class ConvolutionSheet(Sheet):
    """Three grids for every input channel, their sums in a column on the right, and the total.

    With many channels, those with the strongest sums come first, and the others share one line.

    Args:
        pens: to paint with.
        computation: the computation.
        source_signed: whether the input may have negative numbers.
        size: height and width of the input maps; what lies outside is padding.
    """

    def __init__(
        self, pens: Pens, computation: Convolution, source_signed: bool, size: tuple[int, int]
    ) -> None:
        self._pens = pens
        self._computation = computation
        self._signed = source_signed
        count, self._rows, self._columns = computation.patch.shape
        self._channels: Integers = np.arange(count)
        self._rest = 0.0
        if count >= MANY:
            self._channels, self._rest = strongest(computation.sums, SHOWN)
        self._others = count - len(self._channels)
        self._padding = _outside(computation, size)
        self._label_width = pens.width(_map_name(8)) + GAP
        self._sum_width = pens.width("−88.888") + GAP
        self._grid = QSize(self._columns * pens.cell.width(), self._rows * pens.cell.height())
        self._row_height = max(self._grid.height(), pens.line) + ROW_GAP
        self._totals = pens.caption + len(self._channels) * self._row_height
        lines = 2 + (self._others > 0)
        width = self._left(3) + self._sum_width
        self.size = QSize(width, self._totals + lines * pens.line + 8)

    def paint(self, painter: QPainter, seen: QRect) -> None:
        if seen.top() < self._pens.caption:
            self._captions(painter)
        for index, channel in enumerate(self._channels.tolist()):
            top = self._pens.caption + index * self._row_height
            if top + self._row_height >= seen.top() and top <= seen.bottom():
                self._channel(painter, channel, top)
        self._add_up(painter)

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        computation = self._computation
        arrays = (
            (tr("patch"), computation.patch),
            (tr("kernel"), computation.kernel),
            (tr("products"), computation.products),
            (tr("sums"), computation.sums),
        )
        return next((arrays[i] for i in (3, 2, 1) if place.x() >= self._left(i)), arrays[0])

    def _left(self, column: int) -> int:
        """The left edge of a column of grids; 3 is the column of the sums."""
        return self._label_width + column * (self._grid.width() + SIGN_WIDTH)

    def _captions(self, painter: QPainter) -> None:
        pens = self._pens
        captions = (self._computation.source, tr("kernel"), tr("products"))
        for column, words in enumerate(captions):
            room = QRect(self._left(column), 0, self._grid.width(), pens.caption)
            pens.write(painter, room, CENTRE, words, pens.small, pens.quiet)
        room = QRect(self._left(3), 0, self._sum_width, pens.caption)
        pens.write(painter, room, RIGHT, tr("sum"), pens.small, pens.quiet)

    def _channel(self, painter: QPainter, channel: int, top: int) -> None:
        pens, computation = self._pens, self._computation
        height = self._grid.height()
        room = QRect(0, top, self._label_width, height)
        words = _map_name(channel + 1) if len(computation.patch) > 1 else ""
        pens.write(painter, room, LEFT, words, pens.small)
        grids = (
            (computation.patch, self._signed),
            (computation.kernel, True),
            (computation.products, True),
        )
        for column, (values, signed) in enumerate(grids):
            corner = QPoint(self._left(column), top)
            pens.grid(painter, corner, values[channel], colour.limit_of(values), signed)
            if column == 0 and self._padding.any():
                pens.hatch(painter, corner, self._padding)
            sign = QRect(self._left(column) + self._grid.width(), top, SIGN_WIDTH, height)
            pens.write(painter, sign, CENTRE, "×=→"[column])
        self._sum(painter, number(float(computation.sums[channel])), top, height)

    def _add_up(self, painter: QPainter) -> None:
        """The other maps, the bias, a line, and the total."""
        pens, computation, top = self._pens, self._computation, self._totals
        lines = [
            (tr("bias"), number(computation.bias), False),
            (tr("sum"), number(computation.result), True),
        ]
        if self._others:
            lines.insert(0, (tr("%n other map(s)", "", self._others), number(self._rest), False))
        for words, value, strong in lines:
            room = QRect(0, top, self._left(3) - SIGN_WIDTH, pens.line)
            font = pens.bold if strong else pens.font
            if strong:
                painter.setPen(pens.quiet)
                painter.drawLine(self._left(3), top, self._left(3) + self._sum_width, top)
            pens.write(painter, room, RIGHT, words, font)
            self._sum(painter, value, top, pens.line, strong)
            top += pens.line

    def _sum(
        self, painter: QPainter, value: str, top: int, height: int, strong: bool = False
    ) -> None:
        pens = self._pens
        room = QRect(self._left(3), top, self._sum_width - 4, height)
        pens.write(painter, room, RIGHT, value, pens.bold if strong else pens.font)


def _map_name(number: int) -> str:
    return tr("map {number}", number=number)


def _outside(computation: Convolution, size: tuple[int, int]) -> Bools:
    """The places of the patch that lie in the padding, ``(kh, kw)``."""
    _, height, width = computation.patch.shape
    rows = np.arange(height) + computation.corner[0]
    columns = np.arange(width) + computation.corner[1]
    outside_rows = (rows < 0) | (rows >= size[0])
    outside_columns = (columns < 0) | (columns >= size[1])
    return outside_rows[:, None] | outside_columns
