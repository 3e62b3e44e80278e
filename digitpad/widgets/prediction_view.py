"""The answer: one large digit, and how sure the network is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.painting import theme
from digitpad.recogniser import Prediction

EMPTY = "Draw a digit"
DIGIT_SHARE = 0.74


class PredictionView(QWidget):
    """Shows what the network reads; an empty pad is asked for a digit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prediction")
        self.setAccessibleName("What the network reads")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._label: int | None = None
        self._percent = 0.0
        self.show_prediction(None)

    def sizeHint(self) -> QSize:
        return QSize(240, 114)

    def text(self) -> str:
        """What is shown, in words: ``3, 98.7 %``."""
        return EMPTY if self._label is None else f"{self._label}, {self._percent:.1f} %"

    def show_prediction(self, prediction: object) -> None:
        """Show the answer of a ``Prediction``; None is an empty pad."""
        if isinstance(prediction, Prediction):
            self._label = prediction.label
            self._percent = 100.0 * float(prediction.probabilities[prediction.label])
        else:
            self._label = None
        self.setAccessibleDescription(self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        if self._label is None:
            self._paint_invitation(painter)
        else:
            self._paint_answer(painter, self._label)

    def _paint_invitation(self, painter: QPainter) -> None:
        painter.setPen(theme.quiet(self.palette()))
        painter.setFont(theme.scaled_font(self.font(), 1.7))
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(self.rect(), centre | Qt.TextFlag.TextWordWrap, EMPTY)

    def _paint_answer(self, painter: QPainter, label: int) -> None:
        palette = self.palette()
        height = self.height()
        digit = QRectF(0, 0, height * DIGIT_SHARE * 0.66, height)
        middle = Qt.AlignmentFlag.AlignVCenter
        font = QFont(self.font())
        font.setPixelSize(round(height * DIGIT_SHARE))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.accent(palette))
        painter.drawText(digit, middle | Qt.AlignmentFlag.AlignHCenter, str(label))
        rest = QRectF(digit.right() + 8, 0, self.width() - digit.right() - 8, height)
        upper = QRectF(rest.x(), rest.y(), rest.width(), height * 0.56)
        lower = QRectF(rest.x(), upper.bottom(), rest.width(), height * 0.44)
        painter.setPen(palette.color(palette.ColorRole.WindowText))
        painter.setFont(theme.scaled_font(self.font(), 1.75))
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(upper, bottom, f"{self._percent:.1f} %")
        painter.setPen(theme.quiet(palette))
        painter.setFont(self.font())
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(lower, top, _sureness(self._percent))


def _sureness(percent: float) -> str:
    if percent >= 99.0:
        return "very sure"
    if percent >= 85.0:
        return "quite sure"
    return "not quite sure" if percent >= 55.0 else "guessing"
