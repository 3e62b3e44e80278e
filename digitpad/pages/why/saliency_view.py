"""One picture of which pixels speak for an answer, large, with its scale and its numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn.arrays import Floats
from digitpad.explanation.attribution import Explanation
from digitpad.pages.common import over_ink, theme
from digitpad.pages.common.over_ink import OverInk

SIDE = 28
LEAST = 8 * SIDE
MOST = 16 * SIDE
SCALE_HEIGHT = 24
NOTHING = "nothing yet"


class SaliencyView(QWidget):
    """Shows the picture of one method, every number a square, the ink's outline over it.

    Signals:
        pointed(str): the number under the pointer in words, or "" for none.
    """

    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("saliency")
        self.setAccessibleName("Which pixels speak for the class")
        self.setToolTip(
            "Orange speaks for the class, blue against it; point at a pixel to read it."
        )
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._side = LEAST
        self._explanation: Explanation | None = None
        self._method = ""
        self._picture: OverInk | None = None

    def sizeHint(self) -> QSize:
        return QSize(self._side + 2, self._side + 2 + SCALE_HEIGHT)

    def fit(self, width: int) -> None:
        """Be at most ``width`` wide, every number as many whole pixels wide."""
        side = min(max(width - 2, LEAST), MOST) // SIDE * SIDE
        if side != self._side:
            self._side = side
            self.updateGeometry()

    def show_explanation(self, explanation: object, method: str) -> None:
        """Show what ``method`` answers in an ``Explanation``; None is an empty sheet."""
        self._explanation = explanation if isinstance(explanation, Explanation) else None
        self._method = method
        self._picture = None
        if self._explanation is not None and method in self._explanation.pictures:
            values = self._explanation.pictures[method]
            self._picture = OverInk(values, self._explanation.outline)
        words = "" if self._explanation is None else self._explanation.sentence(method)
        self.setAccessibleDescription(words or NOTHING)
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The picture that is shown, with its title."""
        if self._explanation is None or self._picture is None:
            return None
        return self._explanation.title(self._method), self._explanation.pictures[self._method]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box, palette = self._box(), self.palette()
        painter.setFont(theme.scaled_font(self.font(), 0.86))
        if self._picture is None:
            over_ink.blank(painter, box, palette)
            painter.setPen(theme.quiet(palette))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, NOTHING)
            return
        self._picture.paint(painter, box, palette)
        scale = QRectF(box.left(), box.bottom() + 2, box.width(), SCALE_HEIGHT)
        over_ink.paint_scale(painter, scale, self._picture.limit, palette)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._describe(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit("")

    def _box(self) -> QRect:
        return QRect(1, 1, self._side, self._side)

    def _describe(self, at: QPoint) -> str:
        if self._explanation is None or self._picture is None or not self._box().contains(at):
            return ""
        pixel = self._side // SIDE
        row, column = (at.y() - 1) // pixel, (at.x() - 1) // pixel
        value = f"{float(self._explanation.pictures[self._method][row, column]):+.3f}"
        ink = f"{float(self._explanation.image[row, column]):.2f}"
        number = value.replace("-", "−")
        return f"Row {row + 1}, column {column + 1}: {number}, ink {ink}"
