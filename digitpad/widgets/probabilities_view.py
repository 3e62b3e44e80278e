"""How likely the network holds each digit to be: ten bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad import theme
from digitpad.recogniser import Prediction

GAP = 8.0
DIGIT_HEIGHT = 24.0
PERCENT_HEIGHT = 18.0
CORNER = 3.0


class ProbabilitiesView(QWidget):
    """Ten upright bars from 0 to 100 %, the digits below them and the percentages above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilities")
        self.setAccessibleName("How likely each digit is")
        self.setToolTip("How likely the network holds each digit to be; together 100 %.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(100)
        self._probabilities: list[float] | None = None
        self._label = -1

    def sizeHint(self) -> QSize:
        return QSize(384, 128)

    def show_prediction(self, prediction: object) -> None:
        """Show the probabilities of a ``Prediction``; None leaves the bars empty."""
        if isinstance(prediction, Prediction):
            self._probabilities = [float(p) for p in prediction.probabilities]
            self._label = prediction.label
            words = (f"{i}: {100 * p:.0f} %" for i, p in enumerate(self._probabilities))
            self.setAccessibleDescription(", ".join(words))
        else:
            self._probabilities = None
            self.setAccessibleDescription("")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() - 9 * GAP) / 10
        for digit in range(10):
            left = digit * (width + GAP)
            self._paint_column(painter, digit, QRectF(left, 0, width, self.height()))

    def _paint_column(self, painter: QPainter, digit: int, column: QRectF) -> None:
        palette = self.palette()
        wins = self._probabilities is not None and digit == self._label
        bar = column.adjusted(0, PERCENT_HEIGHT + 2, 0, -DIGIT_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.trough(palette))
        painter.drawRoundedRect(bar, CORNER, CORNER)
        text, quiet = palette.color(palette.ColorRole.WindowText), theme.quiet(palette)
        if self._probabilities is not None:
            share = self._probabilities[digit]
            filled = bar.adjusted(0, bar.height() * (1 - share), 0, 0)
            painter.setBrush(theme.accent(palette) if wins else quiet)
            if filled.height() >= 0.5:
                painter.drawRoundedRect(filled, CORNER, CORNER)
            painter.setPen(text if wins else quiet)
            painter.setFont(theme.scaled_font(self.font(), 0.78, bold=wins))
            above = QRectF(column.x() - GAP / 2, 0, column.width() + GAP, PERCENT_HEIGHT)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, percent(share))
        painter.setPen(theme.accent(palette) if wins else text)
        painter.setFont(theme.scaled_font(self.font(), 1.2, bold=wins))
        below = QRectF(column.x(), column.bottom() - DIGIT_HEIGHT, column.width(), DIGIT_HEIGHT)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(digit))


def percent(share: float) -> str:
    """``share`` as a percentage without a sign, never wider than four characters."""
    value = 100.0 * share
    if value < 0.05:
        return "0"
    return f"{value:.1f}" if value < 99.95 else "100"
