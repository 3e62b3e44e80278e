"""Sheets that show a computation: grids of numbers, and sums line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen

from cnn.arrays import Bools, Floats
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.text.numbers import number
from digitpad.text.translation import tr

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
MIDDLE = CENTRE.value  # each conversion of a flag would cost as much as the text
LINE_ROOM, CAPTION_ROOM = 6, 5
BAR_WIDTH = 120
FONT, SMALL, TINY = 0.88, 0.76, 0.72
HALF_LIGHT = 140.0


class Pens:
    """Fonts and colours of all sheets, from one palette and font.

    Attributes:
        line, caption: height of a line of text, and of small text.
        cell: size of a square with a number.
    """

    def __init__(self, palette: QPalette, font: QFont) -> None:
        self.dark = theme.is_dark(palette)
        self.text = palette.color(QPalette.ColorRole.WindowText)
        self.quiet = theme.quiet(palette)
        self.hairline = theme.hairline(palette)
        self.accent = theme.accent(palette)
        self.background = palette.color(QPalette.ColorRole.Window)
        self.font = theme.scaled_font(font, FONT)
        self.bold = theme.scaled_font(font, FONT, bold=True)
        self.small = theme.scaled_font(font, SMALL)
        self.tiny = theme.scaled_font(font, TINY)
        tiny = QFontMetrics(self.tiny)
        self.cell = QSize(tiny.horizontalAdvance("−0.00") + 1, tiny.height() + 3)
        self._size = QFontMetrics(self.font)
        self.line = self._size.height() + LINE_ROOM
        self.caption = QFontMetrics(self.small).height() + CAPTION_ROOM

    def width(self, words: str) -> int:
        """Width of a line of text."""
        return self._size.horizontalAdvance(words)

    def write(
        self,
        painter: QPainter,
        box: QRect,
        where: Qt.AlignmentFlag,
        words: str,
        font: QFont | None = None,
        ink: QColor | None = None,
    ) -> None:
        """A line of text."""
        painter.setFont(font or self.font)
        painter.setPen(ink or self.text)
        painter.drawText(box, where, words)

    def grid(
        self, painter: QPainter, corner: QPoint, values: Floats, limit: float, signed: bool
    ) -> None:
        """Numbers ``(h, w)`` in coloured squares; blank if not finite."""
        paint = colour.paint_signed if signed else colour.paint_positive
        table = colour.diverging(self.dark) if signed else colour.sequential(self.dark)
        seen = np.where(np.isfinite(values), values, 0)
        pixels = paint(seen.astype(np.float32), limit, table)
        (height, width), size = values.shape, self.cell
        box = QRect(corner, QSize(width * size.width(), height * size.height()))
        painter.drawImage(box, ArrayImage(pixels[np.newaxis]).image)
        painter.setFont(self.tiny)
        is_light = _lightness(pixels) > HALF_LIGHT
        for ink, where in ((Qt.GlobalColor.black, is_light), (Qt.GlobalColor.white, ~is_light)):
            painter.setPen(ink)
            self._write_numbers(painter, corner, values, where & np.isfinite(values))
        painter.setPen(self.hairline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def _write_numbers(
        self, painter: QPainter, corner: QPoint, values: Floats, where: Bools
    ) -> None:
        left, top, width, height = *corner.toTuple(), *self.cell.toTuple()
        rows, columns = (indices.tolist() for indices in np.nonzero(where))
        for row, column, value in zip(rows, columns, values[where].tolist(), strict=True):
            x, y = left + column * width, top + row * height
            painter.drawText(x, y, width, height, MIDDLE, number(value, 2))

    def hatch(self, painter: QPainter, corner: QPoint, padding: Bools) -> None:
        """Mark the squares, ``(h, w)``, that lie in the padding."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.quiet))
        painter.setBrush(Qt.BrushStyle.BDiagPattern)
        for row, column in np.argwhere(padding).tolist():
            at = corner + QPoint(column * self.cell.width(), row * self.cell.height())
            painter.drawRect(QRect(at, self.cell))
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _lightness(pixels: colour.Pixels) -> Floats:
    """The brightness, 0 to 255, with weights for red, green and blue (ITU-R BT.601)."""
    red, green, blue = ((pixels >> shift) & 255 for shift in (16, 8, 0))
    return 0.299 * red + 0.587 * green + 0.114 * blue


class Sheet:
    """A picture of a computation; ``size`` may be larger than the view."""

    size = QSize(0, 0)

    def paint(self, painter: QPainter, seen: QRect) -> None:
        """Paint the part inside ``seen``."""

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The numbers at a place of the sheet, with their name."""
        return None


@dataclass(frozen=True)
class Line:
    """One summand: its name, its formula, and its value.

    ``share`` is the length of its bar, −1 to 1; ``strong`` marks the result.
    """

    label: str
    formula: str
    value: str
    share: float | None = None
    strong: bool = False


class SumSheet(Sheet):
    """A sum written out line by line, each with a bar.

    Args:
        pens: to paint with.
        lines: the summands.
        totals: their sum, below a line.
    """

    def __init__(self, pens: Pens, lines: Sequence[Line], totals: Sequence[Line]) -> None:
        self._pens = pens
        self._lines = (*lines, *totals)
        self._rule = len(lines)
        self._widths = [
            max((pens.width(words) for words in column), default=0) + 14
            for column in (
                [line.label for line in self._lines],
                [line.formula for line in self._lines],
                [line.value for line in self._lines],
            )
        ]
        self.size = QSize(sum(self._widths) + BAR_WIDTH + 16, pens.line * len(self._lines) + 10)

    def paint(self, painter: QPainter, seen: QRect) -> None:
        for index, line in enumerate(self._lines):
            y = 2 + index * self._pens.line + (6 if index >= self._rule else 0)
            if y + self._pens.line >= seen.top() and y <= seen.bottom():
                self._paint_line(painter, line, y)
        if self._rule < len(self._lines):
            painter.setPen(self._pens.quiet)
            y = 2 + self._rule * self._pens.line + 3
            painter.drawLine(0, y, sum(self._widths), y)

    def _paint_line(self, painter: QPainter, line: Line, y: int) -> None:
        pens = self._pens
        font = pens.bold if line.strong else pens.font
        label, formula, value = self._widths
        pens.write(painter, QRect(0, y, label, pens.line), LEFT, line.label, font)
        room = QRect(label, y, formula, pens.line)
        pens.write(painter, room.adjusted(0, 0, -14, 0), RIGHT, line.formula, None, pens.quiet)
        room = QRect(label + formula, y, value, pens.line)
        pens.write(painter, room.adjusted(0, 0, -8, 0), RIGHT, line.value, font)
        if line.share is not None:
            middle = label + formula + value + 8
            self._bar(painter, line.share, middle, y)

    def _bar(self, painter: QPainter, share: float, left: int, y: int) -> None:
        table = colour.diverging(self._pens.dark)
        ink = QColor(int(table[210] if share > 0 else table[46]))
        painter.fillRect(QRectF(left, y + 5, BAR_WIDTH * abs(share), self._pens.line - 10), ink)


class WindowSheet(Sheet):
    """The numbers in a pooling window, and the largest.

    Args:
        pens: to paint with.
        window: ``(h, w)``, -inf in the padding.
        winner: row and column of the largest number; None for mean pooling.
        signed: whether the map may contain negative numbers.
    """

    def __init__(
        self, pens: Pens, window: Floats, winner: tuple[int, int] | None, signed: bool
    ) -> None:
        self._pens = pens
        self._window = window
        self._winner = winner
        self._signed = signed
        height, width = window.shape
        self.size = QSize(
            width * pens.cell.width() + 8, height * pens.cell.height() + pens.caption + 8
        )

    def paint(self, painter: QPainter, seen: QRect) -> None:
        pens, corner = self._pens, QPoint(4, self._pens.caption)
        words = tr("numbers in the window")
        pens.write(painter, QRect(4, 0, 400, pens.caption), LEFT, words, pens.small, pens.quiet)
        finite = self._window[np.isfinite(self._window)]
        pens.grid(painter, corner, self._window, colour.limit_of(finite), self._signed)
        pens.hatch(painter, corner, ~np.isfinite(self._window))
        if self._winner is not None:
            row, column = self._winner
            at = corner + QPoint(column * pens.cell.width(), row * pens.cell.height())
            painter.setPen(QPen(pens.accent, 3))
            painter.drawRect(QRect(at, pens.cell))

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        return tr("window"), self._window
