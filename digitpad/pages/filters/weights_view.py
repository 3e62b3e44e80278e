"""The weights of a filter as numbers in coloured cells."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn.arrays import Floats, Integers
from digitpad.pages.common import colour, theme
from digitpad.text.numbers import minus
from digitpad.text.translation import tr

CAPTION_HEIGHT = 20
GAP = 12
PADDING = 2
SMALL = 0.82
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class WeightsView(QWidget):
    """A grid of numbers for every input channel of a filter, the strongest first.

    Made for a scroll area: its height depends on its width.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weights")
        self.setAccessibleName(tr("Weights of the filter"))
        self.setToolTip(tr("Each input under the kernel is multiplied by its weight."))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._weights = np.zeros((0, 1, 1), np.float32)
        self._order: Integers = np.zeros(0, np.int64)
        self._limit = 1.0
        self._decimals = 2
        self._measure()

    def show_weights(self, weights: Floats, limit: float, name: str) -> None:
        """Show ``(inputs, kh, kw)`` weights of the filter ``name``; colours end at ``limit``."""
        self.setAccessibleName(tr("Weights of {filter}", filter=name))
        decimals = 2 if limit >= 0.2 else 3
        changed = weights.shape != self._weights.shape or decimals != self._decimals
        self._weights, self._limit, self._decimals = weights, limit, decimals
        self._order = np.argsort(-np.abs(weights).sum(axis=(1, 2)), kind="stable")
        if changed:
            self._measure()
            self._fit()
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """All weights, ``(inputs, kh, kw)``, for every place; None if there are none."""
        return (self.accessibleName(), self._weights) if self._weights.size else None

    def order(self) -> list[int]:
        """The channels in the order in which they are shown."""
        return [int(channel) for channel in self._order]

    def cell(self, channel: int, row: int, column: int) -> QRect:
        """The area of a weight."""
        return self._cell_at(self._corner(self.order().index(channel)), row, column)

    def sizeHint(self) -> QSize:
        return QSize(self._grid.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        """The height of all grids together."""
        count = len(self._order)
        if not count:
            return 0
        rows = math.ceil(count / self._columns(width))
        return rows * (self._grid.height() + GAP) - GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self._fit()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font)
        for place, channel in enumerate(self.order()):
            corner = self._corner(place)
            box = QRect(corner - QPoint(0, CAPTION_HEIGHT), self._grid)
            if box.intersects(event.rect()):
                self._paint_caption(painter, box, channel)
                self._paint_cells(painter, corner, channel)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        inputs, height, width = self._weights.shape
        cell = self._cell
        for place, channel in enumerate(self.order()):
            inside = at - self._corner(place)
            row, column = inside.y() // cell.height(), inside.x() // cell.width()
            if 0 <= row < height and 0 <= column < width:
                weight = minus(f"{self._weights[channel, row, column]:.4f}")
                values = {"row": row + 1, "column": column + 1, "value": weight}
                if inputs > 1:
                    text = tr(
                        "map {map}, row {row}, column {column}: {value}", map=channel + 1, **values
                    )
                else:
                    text = tr("row {row}, column {column}: {value}", **values)
                QToolTip.showText(event.globalPosition().toPoint(), text, self)
                return

    def _paint_caption(self, painter: QPainter, box: QRect, channel: int) -> None:
        painter.setPen(theme.quiet(self.palette()))
        room = QRect(box.left(), box.top(), box.width(), CAPTION_HEIGHT)
        text = tr("on the ink") if len(self._weights) == 1 else _caption(channel + 1)
        painter.drawText(room, LEFT, text)

    def _paint_cells(self, painter: QPainter, corner: QPoint, channel: int) -> None:
        table = colour.diverging(theme.is_dark(self.palette()))
        weights = self._weights[channel]
        pixels = colour.paint_signed(weights, self._limit, table)
        for row, column in np.ndindex(*weights.shape):
            box = self._cell_at(corner, row, column)
            back = QColor(int(pixels[row, column]))
            painter.fillRect(box.adjusted(0, 0, -1, -1), back)
            painter.setPen(_readable_on(back))
            painter.drawText(box, CENTRE, _number(float(weights[row, column]), self._decimals))

    def _measure(self) -> None:
        """Compute the size of a cell, and of a grid with its caption."""
        self._font = theme.scaled_font(self.font(), SMALL)
        metrics = QFontMetrics(self._font)
        widest = metrics.horizontalAdvance(f"−{0:.{self._decimals}f}")
        self._cell = QSize(widest + 2 * PADDING + 1, metrics.height() + 2 * PADDING + 1)
        _, rows, columns = self._weights.shape
        width = max(columns * self._cell.width(), metrics.horizontalAdvance(_caption(100)))
        self._grid = QSize(width, rows * self._cell.height() + CAPTION_HEIGHT)

    def _fit(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))
        self.updateGeometry()

    def _columns(self, width: int) -> int:
        return max(1, (width + GAP) // (self._grid.width() + GAP))

    def _corner(self, place: int) -> QPoint:
        """The upper left corner of the numbers of the grid at this place."""
        row, column = divmod(place, self._columns(self.width()))
        across, down = self._grid.width() + GAP, self._grid.height() + GAP
        return QPoint(column * across, row * down + CAPTION_HEIGHT)

    def _cell_at(self, corner: QPoint, row: int, column: int) -> QRect:
        across, down = self._cell.width(), self._cell.height()
        return QRect(corner.x() + column * across, corner.y() + row * down, across, down)


def _caption(number: int) -> str:
    return tr("on map {number}", number=number)


def _number(weight: float, decimals: int) -> str:
    text = f"{weight:.{decimals}f}"
    return minus(text) if float(text) else text.lstrip("-")


def _readable_on(back: QColor) -> QColor:
    """Black or white, whichever stands out more."""
    light = 0.299 * back.redF() + 0.587 * back.greenF() + 0.114 * back.blueF()
    return QColor("#000000" if light > 0.55 else "#ffffff")
