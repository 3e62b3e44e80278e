"""What the network sees: the 28 by 28 numbers that it is given."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from cnn.arrays import Floats
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.reading.reader import Prediction

SIDE = 28
TIP = "Your digit as 28 × 28 numbers: always as large, in the middle, and drawn with the same pen."


class NetworkInputView(QWidget):
    """Paints the input of a prediction, each number as a square; the value is under the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkInput")
        self.setAccessibleName("What the network sees")
        self.setToolTip(TIP)
        self.setMouseTracking(True)
        self.setFixedSize(self.sizeHint())
        self._prediction: Prediction | None = None
        self.show_prediction(None)

    def sizeHint(self) -> QSize:
        return QSize(SIDE * 4 + 2, SIDE * 4 + 2)

    def show_prediction(self, prediction: object) -> None:
        """Show the input of a ``Prediction``, or an empty sheet for None."""
        self._prediction = prediction if isinstance(prediction, Prediction) else None
        empty = self._prediction is None
        self.setAccessibleDescription("Nothing yet." if empty else "28 by 28 numbers.")
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The input, to be taken away; None for an empty sheet."""
        return None if self._prediction is None else ("input", self._prediction.input)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        box = self._box()
        painter.fillRect(box, palette.base())
        if self._prediction is None:
            painter.setPen(theme.quiet(palette))
            painter.setFont(theme.scaled_font(self.font(), 0.9))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "nothing\nyet")
        else:
            base, text = palette.base().color().rgb(), palette.text().color().rgb()
            table = colour.grey(base, text)
            pixels = colour.paint_positive(self._prediction.input[np.newaxis], 1.0, table)
            picture = ArrayImage(pixels)
            painter.drawImage(box, picture.image)
        painter.setPen(theme.hairline(palette))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._prediction is None:
            return
        box = self._box()
        spot = event.position().toPoint() - box.topLeft()
        row, column = spot.y() * SIDE // box.height(), spot.x() * SIDE // box.width()
        if 0 <= row < SIDE and 0 <= column < SIDE:
            value = self._prediction.input[row, column]
            text = f"row {row + 1}, column {column + 1}: {value:.2f}"
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _box(self) -> QRect:
        return self.rect().adjusted(1, 1, -1, -1)
