"""A map, or a piece of ink, as a square of coloured numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnn.arrays import Floats
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.text.numbers import minus

LARGEST = 240
EMPTY = np.zeros((0, 0), np.float32)


class ArrayView(QWidget):
    """Paints ``(height, width)`` numbers, each a square of whole pixels; the pointer reads one.

    Args:
        name: what is shown, for those who do not see it.
        tip: one sentence about it, while the pointer is on no number.
        side: width and height.
        ink: the numbers are ink from 0 to 1; else they have signs, and orange is positive.
        blank: what is written where there are no numbers.
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
        """What is shown; of shape (0, 0) for nothing."""
        return self._values

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The numbers, wherever one points, with their name; None for nothing."""
        return (self.accessibleName(), self._values) if self._values.size else None

    def show_values(self, values: Floats | None, limit: float = 1.0, words: str = "") -> None:
        """Show an array, or None for nothing; ``limit`` is where the scale ends."""
        self._values = EMPTY if values is None else values
        self._limit = limit
        self.setAccessibleDescription(words or self._summary())
        self.update()

    def set_blank(self, blank: str) -> None:
        """Write this where there are no numbers."""
        if blank != self._blank:
            self._blank = blank
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        box = self._box()
        painter.fillRect(box, palette.base())
        if self._values.size:
            painter.drawImage(box, self._picture().image)
        elif self._blank:
            painter.setPen(theme.quiet(palette))
            painter.setFont(theme.scaled_font(self.font(), 0.85))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box.adjusted(4, 4, -4, -4), flags, self._blank)
        painter.setPen(theme.hairline(palette))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        box = self._box()
        at = event.position().toPoint() - box.topLeft()
        height, width = self._values.shape
        row, column = at.y() * height // box.height(), at.x() * width // box.width()
        if 0 <= row < height and 0 <= column < width:
            value = minus(f"{self._values[row, column]:.3f}")
            text = f"row {row + 1}, column {column + 1}: {value}\n{self.toolTip()}"
            QToolTip.showText(event.globalPosition().toPoint(), text.strip(), self)

    def _picture(self) -> ArrayImage:
        palette = self.palette()
        values = self._values[np.newaxis]
        if self._ink:
            table = colour.grey(palette.base().color().rgb(), palette.text().color().rgb())
            return ArrayImage(colour.paint_positive(values, self._limit, table))
        table = colour.diverging(theme.is_dark(palette))
        return ArrayImage(colour.paint_signed(values, self._limit, table))

    def _box(self) -> QRect:
        """The largest whole multiple of the array that fits, in pixels of the screen."""
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
        return f"{height} by {width} numbers from {low} to {high}."
