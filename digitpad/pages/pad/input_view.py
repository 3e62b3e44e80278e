"""What the network sees: its input, 28 by 28 numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from cnn.arrays import Floats
from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.reading.reader import Prediction
from digitpad.text.translation import tr

PIXEL = 4


class NetworkInputView(QWidget):
    """Paints the input of a prediction; a tooltip shows the value under the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkInput")
        self.setAccessibleName(tr("What the network sees"))
        self.setToolTip(
            tr(
                "Your digit as 28 × 28 numbers: always the same size, centred, "
                "and redrawn with the same pen."
            )
        )
        self.setMouseTracking(True)
        self.setFixedSize(self.sizeHint())
        self._prediction: Prediction | None = None
        self.show_prediction(None)

    def sizeHint(self) -> QSize:
        return QSize(IMAGE_SIDE * PIXEL + 2, IMAGE_SIDE * PIXEL + 2)

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Show the input of a prediction; None is a blank image."""
        self._prediction = prediction
        self.setAccessibleDescription(
            tr("Nothing yet.") if prediction is None else tr("28 by 28 numbers.")
        )
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The input, to be exported; None for a blank image."""
        return None if self._prediction is None else ("input", self._prediction.input)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        box = self._box()
        painter.fillRect(box, palette.base())
        if self._prediction is None:
            painter.setPen(theme.quiet(palette))
            painter.setFont(theme.scaled_font(self.font(), 0.9))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("nothing\nyet"))
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
        row, column = spot.y() * IMAGE_SIDE // box.height(), spot.x() * IMAGE_SIDE // box.width()
        if 0 <= row < IMAGE_SIDE and 0 <= column < IMAGE_SIDE:
            value = self._prediction.input[row, column]
            text = tr(
                "row {row}, column {column}: {value}",
                row=row + 1,
                column=column + 1,
                value=f"{value:.2f}",
            )
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _box(self) -> QRect:
        return self.rect().adjusted(1, 1, -1, -1)
