"""One method's picture, large, with its colour scale and the number under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn.arrays import Floats
from digitpad.explanation.attribution import Explanation
from digitpad.imaging.normalise import IMAGE_SIDE
from digitpad.pages.common import theme
from digitpad.pages.common.array_painting import paint_blank, paint_message, paint_scale
from digitpad.pages.common.over_ink import OverInk
from digitpad.text.numbers import minus
from digitpad.text.translation import tr

LEAST = 8 * IMAGE_SIDE
MOST = 16 * IMAGE_SIDE
SCALE_HEIGHT = 24


class SaliencyView(QWidget):
    """Shows the picture of one method, every number a square, with the outline of the ink.

    Signals:
        hovered(str): the number under the pointer as text, or "" for none.
    """

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("saliency")
        self.setAccessibleName(tr("Pixels that make this digit more likely"))
        self.setToolTip(
            tr(
                "Orange makes this digit more likely, blue less likely. "
                "Hover over a pixel to read it."
            )
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
        """Be at most ``width`` wide; every number gets whole pixels."""
        side = min(max(width - 2, LEAST), MOST) // IMAGE_SIDE * IMAGE_SIDE
        if side != self._side:
            self._side = side
            self.updateGeometry()

    def show_explanation(self, explanation: Explanation | None, method: str) -> None:
        """Show the picture of ``method``; None shows blank paper."""
        self._explanation = explanation
        self._method = method
        self._picture = None
        if self._explanation is not None and method in self._explanation.pictures:
            values = self._explanation.pictures[method]
            self._picture = OverInk(values, self._explanation.outline)
        words = "" if self._explanation is None else self._explanation.sentence(method)
        self.setAccessibleDescription(words or tr("nothing yet"))
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
            paint_blank(painter, box, palette)
            paint_message(painter, box, tr("nothing yet"), palette)
            return
        self._picture.paint(painter, box, palette)
        scale = QRectF(box.left(), box.bottom() + 2, box.width(), SCALE_HEIGHT)
        paint_scale(painter, scale, self._picture.limit, palette)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self._describe(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit("")

    def _box(self) -> QRect:
        return QRect(1, 1, self._side, self._side)

    def _describe(self, at: QPoint) -> str:
        if self._explanation is None or self._picture is None or not self._box().contains(at):
            return ""
        pixel = self._side // IMAGE_SIDE
        row, column = (at.y() - 1) // pixel, (at.x() - 1) // pixel
        value = f"{float(self._explanation.pictures[self._method][row, column]):+.3f}"
        return tr(
            "Row {row}, column {column}: {value}, ink {ink}",
            row=row + 1,
            column=column + 1,
            value=minus(value),
            ink=f"{float(self._explanation.image[row, column]):.2f}",
        )
