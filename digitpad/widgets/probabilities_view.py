"""How likely the network holds each digit to be: ten bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.painting import theme
from digitpad.recogniser import Prediction

GAP = 8.0
DIGIT_HEIGHT = 24.0
PERCENT_HEIGHT = 18.0
CORNER = 3.0
CENTRE = Qt.AlignmentFlag.AlignCenter


class ProbabilitiesView(QWidget):
    """Ten upright bars from 0 to 100 %, the digits below them and the percentages above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilities")
        self.setAccessibleName("How likely each digit is")
        self.setToolTip("How likely the network holds each digit to be; together 100 %.")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(100)
        self._probabilities: list[float] = []
        self._label = -1

    def sizeHint(self) -> QSize:
        return QSize(384, 128)

    def show_prediction(self, prediction: object) -> None:
        """Show the probabilities of a ``Prediction``; None leaves the bars empty."""
        if isinstance(prediction, Prediction):
            self._probabilities = prediction.probabilities.tolist()
            self._label = prediction.label
        else:
            self._probabilities = []
            self._label = -1
        words = (f"{i}: {100 * p:.0f} %" for i, p in enumerate(self._probabilities))
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        palette = self.palette()
        text, accent = palette.color(palette.ColorRole.WindowText), theme.accent(palette)
        self._write_digits(painter, 1.2, text, accent)
        if self._probabilities:
            self._write_percentages(painter, 0.78, theme.quiet(palette), text)

    def _column(self, digit: int) -> QRectF:
        width = (self.width() - 9 * GAP) / 10
        return QRectF(digit * (width + GAP), 0, width, self.height())

    def _paint_bars(self, painter: QPainter) -> None:
        palette = self.palette()
        trough, quiet = theme.trough(palette), theme.quiet(palette)
        painter.setPen(Qt.PenStyle.NoPen)
        for digit in range(10):
            bar = self._column(digit).adjusted(0, PERCENT_HEIGHT + 2, 0, -DIGIT_HEIGHT)
            painter.setBrush(trough)
            painter.drawRoundedRect(bar, CORNER, CORNER)
            share = self._probabilities[digit] if self._probabilities else 0.0
            filled = bar.adjusted(0, bar.height() * (1 - share), 0, 0)
            if filled.height() >= 0.5:
                painter.setBrush(theme.accent(palette) if digit == self._label else quiet)
                painter.drawRoundedRect(filled, CORNER, CORNER)

    def _write_digits(self, painter: QPainter, size: float, colour: QColor, first: QColor) -> None:
        plain = theme.scaled_font(self.font(), size)
        bold = theme.scaled_font(self.font(), size, bold=True)
        for digit in range(10):
            column = self._column(digit)
            wins = digit == self._label
            painter.setFont(bold if wins else plain)
            painter.setPen(first if wins else colour)
            below = column.adjusted(0, column.height() - DIGIT_HEIGHT, 0, 0)
            painter.drawText(below, CENTRE, str(digit))

    def _write_percentages(
        self, painter: QPainter, size: float, colour: QColor, first: QColor
    ) -> None:
        plain = theme.scaled_font(self.font(), size)
        bold = theme.scaled_font(self.font(), size, bold=True)
        for digit, share in enumerate(self._probabilities):
            column = self._column(digit)
            wins = digit == self._label
            painter.setFont(bold if wins else plain)
            painter.setPen(first if wins else colour)
            above = QRectF(column.x() - GAP / 2, 0, column.width() + GAP, PERCENT_HEIGHT)
            painter.drawText(above, CENTRE, percent(share))


def percent(share: float) -> str:
    """``share`` as a percentage without a sign, never wider than four characters."""
    value = 100.0 * share
    if value < 0.05:
        return "0"
    return f"{value:.1f}" if value < 99.95 else "100"
