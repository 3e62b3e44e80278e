"""What the network sees of the transformed ink."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn.arrays import Floats
from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.pages.common import colour, over_ink, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.reading.reader import Prediction
from digitpad.text.translation import tr

LEAST_PIXEL = 7
MOST_PIXEL = 12


class TransformedView(QWidget):
    """Paints the input of a prediction, each number a square."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("changedInk")
        self.setAccessibleName(tr("What the network sees of the changed ink"))
        self.setToolTip(tr("The changed ink as 28 by 28 numbers, the input of the network."))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._input: Floats | None = None
        self._pixel = LEAST_PIXEL

    def sizeHint(self) -> QSize:
        return QSize(IMAGE_SIDE * self._pixel + 2, IMAGE_SIDE * self._pixel + 2)

    def fit(self, width: int) -> None:
        """Be at most ``width`` wide; every number gets whole pixels."""
        self._pixel = min(max((width - 2) // IMAGE_SIDE, LEAST_PIXEL), MOST_PIXEL)
        self.updateGeometry()

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Show the input of a prediction; None is blank paper."""
        self._input = None if prediction is None else prediction.input
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """What the network sees, ``(28, 28)``."""
        return None if self._input is None else (self.accessibleName(), self._input)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        box = QRect(1, 1, IMAGE_SIDE * self._pixel, IMAGE_SIDE * self._pixel)
        if self._input is None:
            over_ink.blank(painter, box, palette)
            painter.setPen(theme.quiet(palette))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("nothing yet"))
            return
        table = colour.grey(palette.base().color().rgb(), palette.text().color().rgb())
        pixels = colour.paint_positive(self._input[np.newaxis], 1.0, table)
        painter.drawImage(box, ArrayImage(pixels).image)
        over_ink.frame(painter, box, palette)
