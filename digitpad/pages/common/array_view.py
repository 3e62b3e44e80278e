"""An array of numbers, such as a map or ink, as coloured squares."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn.arrays import Floats
from digitpad.pages.common import theme
from digitpad.pages.common.array_painting import (
    paint_blank,
    paint_frame,
    paint_ink_pixels,
    paint_message,
    paint_signed_pixels,
)
from digitpad.text.numbers import minus
from digitpad.text.translation import tr

LARGEST = 240
EMPTY = np.zeros((0, 0), np.float32)


class ArrayView(QWidget):
    """Paints ``(height, width)`` numbers as squares; a tooltip shows the number under the pointer.

    Args:
        name: the accessible name.
        tip: the tooltip, in one sentence.
        side: width and height.
        ink: whether the numbers are ink from 0 to 1; else they have signs, and orange is positive.
        blank: the text if there are no numbers.
    """

    def __init__(
        self,
        name: str,
        tip: str,
        side: int,
        ink: bool = False,
        blank: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setMouseTracking(True)
        self.setMinimumSize(side, side)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._side = side
        self._ink = ink
        self._blank = blank
        self._values = EMPTY
        self._limit = 1.0

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def heightForWidth(self, width: int) -> int:
        return min(width, LARGEST)

    def values(self) -> Floats:
        """The numbers that are shown; of shape (0, 0) if there are none."""
        return self._values

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """All numbers, for every place, with their name; None if there are none."""
        return (self.accessibleName(), self._values) if self._values.size else None

    def show_values(self, values: Floats | None, limit: float = 1.0, words: str = "") -> None:
        """Show an array, or nothing for None; ``limit`` is the end of the colour scale."""
        self._values = EMPTY if values is None else values
        self._limit = limit
        self.setAccessibleDescription(words or self._summary())
        self.update()

    def set_blank(self, blank: str) -> None:
        """Change the text that is shown if there are no numbers."""
        if blank != self._blank:
            self._blank = blank
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        box = self._box()
        if not self._values.size:
            paint_blank(painter, box, palette)
            painter.setFont(theme.scaled_font(self.font(), 0.85))
            paint_message(painter, box, self._blank, palette)
            return
        paint = paint_ink_pixels if self._ink else paint_signed_pixels
        paint(painter, box, self._values, palette, self._limit)
        paint_frame(painter, box, palette)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        box = self._box()
        at = event.position().toPoint() - box.topLeft()
        height, width = self._values.shape
        row, column = at.y() * height // box.height(), at.x() * width // box.width()
        if 0 <= row < height and 0 <= column < width:
            value = minus(f"{self._values[row, column]:.3f}")
            text = tr(
                "row {row}, column {column}: {value}", row=row + 1, column=column + 1, value=value
            )
            text = f"{text}\n{self.toolTip()}".strip()
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _box(self) -> QRect:
        """The largest area that fits with whole pixels of the screen for each number."""
        height, width = self._values.shape if self._values.size else (1, 1)
        ratio = self.devicePixelRatioF()
        room = min(self.width() - 2, self.height() - 2)
        scale = max(1, int(room * ratio / max(height, width))) / ratio
        return QRect(1, 1, round(width * scale), round(height * scale))

    def _summary(self) -> str:
        if not self._values.size:
            return self._blank
        low, high = minus(f"{self._values.min():.2f}"), minus(f"{self._values.max():.2f}")
        height, width = self._values.shape
        return tr(
            "{height} by {width} numbers from {low} to {high}.",
            height=height,
            width=width,
            low=low,
            high=high,
        )
