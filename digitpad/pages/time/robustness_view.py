"""A map of the answers for ink that is transformed in two ways at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn.arrays import Floats
from digitpad.explanation.robustness import GRID_SIDE, Robustness, values_of
from digitpad.imaging.transform import Transform
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.pages.common.array_painting import paint_blank, paint_frame, paint_message
from digitpad.pages.common.colour import Pixels
from digitpad.pages.time.words import name_text, value_text
from digitpad.reading.classes import class_name
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import percentage
from digitpad.text.translation import tr

SMALL = 0.82
PALEST = 0.12
FULL = 2.0
"""Only half of the colour scale is used, so that digits can be read on it."""
DASH = "–"
STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class RobustnessView(QWidget):
    """A cell for each answer: orange if it is the same as without a change, blue if not.

    The stronger the colour, the surer the network. A click or the arrow keys choose a cell.

    Signals:
        transform_chosen(Transform): that of a cell.
    """

    transform_chosen = Signal(Transform)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stability")
        self.setAccessibleName(tr("Robustness of the answer"))
        self.setToolTip(tr("Click a square, or use the arrow keys, to change the ink in this way."))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._measure()
        self._robustness: Robustness | None = None
        self._transform = Transform()
        self._usual: int | None = None

    def sizeHint(self) -> QSize:
        return QSize(GRID_SIDE * 27 + self._left, GRID_SIDE * 27 + self._below)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        """Leave room for a line of text on the left, and for two below."""
        line = QFontMetrics(theme.scaled_font(self.font(), SMALL)).height()
        self._left, self._below = line + 4, 2 * line + 12
        self.setMinimumSize(GRID_SIDE * 20 + self._left, GRID_SIDE * 20 + self._below)

    def show_robustness(self, robustness: Robustness | None) -> None:
        """Show a map; None is an empty one."""
        self._robustness = robustness
        self._describe()
        self.update()

    def show_transform(self, transform: Transform, usual: int | None) -> None:
        """Mark the current transform; ``usual`` is the answer without any."""
        self._transform = transform
        self._usual = usual
        self._describe()
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The answers' probabilities, ``(9, 9)``."""
        found = self._robustness
        return None if found is None else (self.accessibleName(), found.probabilities)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        found = self._robustness
        whole = QRect(self._left, 1, GRID_SIDE * self._cell, GRID_SIDE * self._cell)
        if found is None:
            paint_blank(painter, whole, palette)
            paint_message(painter, whole, tr("nothing yet"), palette)
            return
        self._paint_cells(painter, found, whole)
        paint_frame(painter, whole, palette)
        self._paint_axes(painter, found, whole)
        self._paint_mark(painter, found)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None:
            self._choose(*cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().toPoint())
        if cell is not None and self._robustness is not None:
            QToolTip.showText(event.globalPosition().toPoint(), self._words(*cell), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or self._robustness is None:
            super().keyPressEvent(event)
            return
        row, column = self._nearest(self._robustness)
        self._choose(_within(row + step[0]), _within(column + step[1]))

    @property
    def _cell(self) -> int:
        return max(
            1, min(self.width() - self._left - 2, self.height() - self._below - 2) // GRID_SIDE
        )

    def box(self, row: int, column: int) -> QRect:
        """The area of a cell."""
        return QRect(self._left + column * self._cell, 1 + row * self._cell, self._cell, self._cell)

    def _cell_at(self, at: QPoint) -> tuple[int, int] | None:
        row, column = (at.y() - 1) // self._cell, (at.x() - self._left) // self._cell
        return (row, column) if 0 <= row < GRID_SIDE and 0 <= column < GRID_SIDE else None

    def _choose(self, row: int, column: int) -> None:
        if self._robustness is not None:
            self.transform_chosen.emit(self._robustness.change_at(self._transform, row, column))

    def _nearest(self, found: Robustness) -> tuple[int, int]:
        """The cell nearest to the current transform."""
        down = abs(found.down - getattr(self._transform, found.axes.down))
        across = abs(found.across - getattr(self._transform, found.axes.across))
        return int(down.argmin()), int(across.argmin())

    def _paint_cells(self, painter: QPainter, found: Robustness, whole: QRect) -> None:
        palette, cell = self.palette(), self._cell
        painter.drawImage(whole, ArrayImage(self._pixels(found)[None]).image)
        painter.setPen(palette.color(palette.ColorRole.Base))
        for line in range(1, GRID_SIDE):
            at = line * cell - 1
            painter.drawLine(whole.left() + at, whole.top(), whole.left() + at, whole.bottom())
            painter.drawLine(whole.left(), whole.top() + at, whole.right(), whole.top() + at)
        font = theme.scaled_font(self.font(), 1.0)
        font.setPixelSize(max(9, round(cell * 0.5)))
        painter.setFont(font)
        painter.setPen(palette.color(palette.ColorRole.Text))
        for row, labels in enumerate(found.labels.tolist()):
            for column, label in enumerate(labels):
                name = str(label) if label < DIGITS else DASH
                box = QRect(whole.x() + column * cell, whole.y() + row * cell, cell, cell)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _pixels(self, found: Robustness) -> Pixels:
        """The colours of the cells, ``(9, 9)``."""
        dark = theme.is_dark(self.palette())
        share = np.maximum(PALEST, found.probabilities**2)
        signed = np.where(found.labels == self._usual, share, -share).astype(np.float32)
        return colour.paint_signed(signed, FULL, colour.diverging(dark))

    def _paint_axes(self, painter: QPainter, found: Robustness, whole: QRect) -> None:
        painter.setFont(theme.scaled_font(self.font(), SMALL))
        painter.setPen(theme.quiet(self.palette()))
        line = painter.fontMetrics().height()
        below = QRect(whole.left(), whole.bottom() + 2, whole.width(), line)
        _write_ends(painter, below, found.axes.across)
        painter.save()
        painter.translate(0, whole.bottom())
        painter.rotate(-90)
        _write_ends(painter, QRect(0, 1, whole.height(), line), found.axes.down, backwards=True)
        painter.restore()
        legend = QRectF(whole.left(), below.bottom() + 3, whole.width(), line)
        self._paint_legend(painter, legend)

    def _paint_legend(self, painter: QPainter, line: QRectF) -> None:
        dark = theme.is_dark(self.palette())
        tables = (
            (tr("same answer"), colour.POSITIVE_DARK if dark else colour.POSITIVE_LIGHT),
            (tr("different answer"), colour.NEGATIVE_DARK if dark else colour.NEGATIVE_LIGHT),
        )
        left = line.left()
        for text, table in tables:
            swatch = QRectF(left, line.center().y() - 5, 10, 10)
            painter.fillRect(swatch, QColor(table[2]))
            room = QRectF(left + 15, line.top(), line.width(), line.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
            left += 15 + painter.fontMetrics().horizontalAdvance(text) + 16

    def _paint_mark(self, painter: QPainter, found: Robustness) -> None:
        pen = QPen(self.palette().color(self.palette().ColorRole.Text), 2)
        if self.hasFocus():
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.box(*self._nearest(found)).adjusted(0, 0, -1, -1))

    def _words(self, row: int, column: int) -> str:
        assert self._robustness is not None
        found = self._robustness
        across, down = found.axes.across, found.axes.down
        return tr(
            "{across} {across_value}, {down} {down_value}: {answer}, {probability}",
            across=name_text(across),
            across_value=value_text(across, float(found.across[column])),
            down=name_text(down),
            down_value=value_text(down, float(found.down[row])),
            answer=class_name(int(found.labels[row, column])),
            probability=percentage(float(found.probabilities[row, column])),
        )

    def _describe(self) -> None:
        found = self._robustness
        if found is None:
            self.setAccessibleDescription(tr("nothing yet"))
            return
        same = int((found.labels == self._usual).sum())
        counts = tr(
            "{same} of {count} changes keep the answer.", same=same, count=GRID_SIDE * GRID_SIDE
        )
        self.setAccessibleDescription(f"{counts} {self._words(*self._nearest(found))}")


def _within(place: int) -> int:
    return min(max(place, 0), GRID_SIDE - 1)


def _write_ends(painter: QPainter, line: QRect, name: str, backwards: bool = False) -> None:
    """The first and the last value of an axis, and its name between them."""
    values = values_of(name)
    first, last = (value_text(name, float(v)) for v in (values[0], values[-1]))
    if backwards:
        first, last = last, first
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, first)
    painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, name_text(name))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, last)
