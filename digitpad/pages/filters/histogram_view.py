"""The histogram of a filter's outputs."""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn.arrays import Floats, Integers
from digitpad.pages.common import colour, theme
from digitpad.text.numbers import compact, thousands
from digitpad.text.translation import tr

Number = TypeVar("Number", float, Floats)
AXIS_HEIGHT = 18.0
RIGHT = 14.0
GAP = 6.0
SMALL = 0.78
NO_EDGES, NO_COUNTS = np.zeros(0), np.zeros(0, np.int64)


class HistogramView(QWidget):
    """Bars over the number line: blue below 0, which a ReLU removes, orange above.

    The vertical axis is logarithmic, each line a hundred times the one below, because otherwise a
    single bar would be visible. A mark shows the largest output for the current ink.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("histogram")
        self.setAccessibleName(tr("Histogram of the filter's outputs on the test set"))
        self.setToolTip(
            tr(
                "How often each output occurs: blue below 0, where ReLU outputs 0, orange above. "
                "Each line is a hundred times the one below."
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(72)
        self._edges: Floats = NO_EDGES
        self._counts: Integers = NO_COUNTS
        self._mark: float | None = None
        self._is_dead = False

    def sizeHint(self) -> QSize:
        return QSize(420, 110)

    def show_counts(
        self, edges: Floats, counts: Integers, text: str, is_dead: bool = False
    ) -> None:
        """Show ``counts``, ``(bins,)``, between ``edges``, ``(bins + 1,)``, described by ``text``.

        A dead filter has no orange bars: its outputs from 0 on are exactly 0.
        """
        self._is_dead = is_dead
        used = np.flatnonzero(counts)
        middle = len(counts) // 2  # 0 stays visible
        first, last = min(used[0], middle - 1), max(used[-1], middle)
        self._edges, self._counts = edges[first : last + 2], counts[first : last + 1]
        self.setAccessibleDescription(text)
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._edges, self._counts = NO_EDGES, NO_COUNTS
        self.setAccessibleDescription(tr("Nothing yet."))
        self.update()

    def show_mark(self, value: float | None) -> None:
        """Mark a number on the axis, or none."""
        if value != self._mark:
            self._mark = value
            self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The bars, ``(bins, 3)``: from, to, count; None if there are none."""
        if not len(self._counts):
            return None
        columns = [self._edges[:-1], self._edges[1:], self._counts]
        return self.accessibleName(), np.stack(columns, axis=1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.scaled_font(self.font(), SMALL))
        left = painter.fontMetrics().horizontalAdvance(thousands(10**6)) + GAP
        plot = QRectF(left, 6, self.width() - left - RIGHT, self.height() - 6 - AXIS_HEIGHT)
        hairline = theme.hairline(self.palette())
        if len(self._counts):
            self._paint_lines(painter, plot, hairline)
            self._paint_bars(painter, plot)
            self._paint_numbers(painter, plot)
            self._paint_mark(painter, plot)
        painter.setPen(hairline)
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())

    def _top(self) -> float:
        """The upper end, in powers of ten; 1 is added to all counts, so that a bar of 1 shows."""
        return max(1.0, math.log10(float(self._counts.max()) + 1)) * 1.04

    def _x(self, plot: QRectF, value: Number) -> Number:
        low, high = float(self._edges[0]), float(self._edges[-1])
        return plot.left() + (value - low) / (high - low) * plot.width()

    def _paint_lines(self, painter: QPainter, plot: QRectF, pen: QColor) -> None:
        for power in range(0, int(self._top()) + 1, 2):
            y = plot.bottom() - math.log10(10**power + 1) / self._top() * plot.height()
            painter.setPen(pen)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.quiet(self.palette()))
            room = QRectF(0, y - 8, plot.left() - GAP, 16)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, thousands(10**power))

    def _paint_bars(self, painter: QPainter, plot: QRectF) -> None:
        table = colour.diverging(theme.is_dark(self.palette()))
        negative, positive = QColor(int(table[62])), QColor(int(table[194]))
        if self._is_dead:
            positive = theme.quiet(self.palette())
        heights = np.log10(self._counts + 1) / self._top() * plot.height()
        places = self._x(plot, self._edges)
        widths = np.maximum(1.0, np.diff(places) - 0.5)
        boxes = np.stack([places[:-1], plot.bottom() - heights, widths, heights], axis=1)
        for left, box in zip(self._edges[:-1].tolist(), boxes.tolist(), strict=True):
            painter.fillRect(QRectF(*box), positive if left >= 0 else negative)

    def _paint_numbers(self, painter: QPainter, plot: QRectF) -> None:
        painter.setPen(theme.quiet(self.palette()))
        low, high = float(self._edges[0]), float(self._edges[-1])
        step = round_step(high - low)
        numbers = range(math.ceil(low / step), math.floor(high / step) + 1)
        words = {number: compact(number * step) for number in numbers}
        widest = max(map(painter.fontMetrics().horizontalAdvance, words.values()), default=0)
        every = math.ceil((widest + GAP) / (self._x(plot, step) - self._x(plot, 0.0)))
        for number in numbers:
            x = self._x(plot, number * step)
            painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3))
            if number % every == 0:
                room = QRectF(x - widest, plot.bottom() + 3, 2 * widest, AXIS_HEIGHT - 3)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words[number])

    def _paint_mark(self, painter: QPainter, plot: QRectF) -> None:
        if self._mark is None:
            return
        x = min(max(self._x(plot, self._mark), plot.left()), plot.right())
        painter.setPen(QPen(self.palette().text().color(), 2))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))


def round_step(span: float) -> float:
    """A round number that fits into ``span`` four to ten times."""
    power = 10.0 ** math.floor(math.log10(span))
    return next(
        power * part
        for part in (0.1, 0.2, 0.5, 1.0)
        if span <= 8 * power * part * (1 + 1e-9) or part == 1.0
    )
