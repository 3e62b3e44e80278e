"""The probability of each digit: ten bars, and a line for "no digit"."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

import cnn
from cnn.arrays import Floats
from digitpad.pages.common import theme
from digitpad.reading.classes import class_name
from digitpad.reading.reader import Prediction
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import exact_percent, percent
from digitpad.text.translation import tr

GAP = 8.0
NONE_BAR = 6.0
WIDEST = ">99.9"
CORNER = 3.0
LARGE, SMALL = 1.2, 0.78
BARS_HEIGHT = 34
"""The smallest height at which the bars can be told apart."""
CENTRE = Qt.AlignmentFlag.AlignCenter
MIDDLE = Qt.AlignmentFlag.AlignVCenter


class ProbabilitiesView(QWidget):
    """Ten upright bars from 0 to 100 %, the digits below them and the percentages above.

    If the network has the class "no digit", its probability is a thin line below.

    Signals:
        class_clicked(int): the class whose bar was clicked.
    """

    class_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("probabilities")
        self.setAccessibleName(tr("Probability of each digit"))
        self.setToolTip(tr("Probability of each digit."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._measure()
        self._prediction: Prediction | None = None
        self._winners: tuple[int, ...] = ()
        self._knows_none = False

    def sizeHint(self) -> QSize:
        return QSize(384, 128)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        label = self._class_at(event.position())
        if label is not None and event.button() is Qt.MouseButton.LeftButton:
            self.class_clicked.emit(label)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        """Leave room for the digits, the percentages, and the line for "no digit"."""
        large, small = (
            QFontMetrics(theme.scaled_font(self.font(), size)).height() for size in (LARGE, SMALL)
        )
        self._digit_height, self._percent_height = large + 4, small + 5
        self._none_height = small + 7
        heights = self._digit_height + self._percent_height + self._none_height
        self.setMinimumHeight(BARS_HEIGHT + heights)
        self.update()

    def show_network(self, network: cnn.Network) -> None:
        """Leave room for the classes of ``network``."""
        self._knows_none = network.classes > DIGITS
        self.update()

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Show the probabilities of a prediction; None leaves the bars empty."""
        self._prediction = prediction
        self._winners = _winners(self._prediction)
        shares = [(str(i), p) for i, p in enumerate(self._shares())]
        if self._knows_none and shares:
            shares.append((class_name(DIGITS), self._none()))
        words = (f"{name}: {exact_percent(share)}" for name, share in shares)
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The probability of each class, to be exported; None for an empty pad."""
        return None if self._prediction is None else (tr("probabilities"), self._prediction.outputs)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        palette = self.palette()
        text, accent = palette.color(palette.ColorRole.WindowText), theme.accent(palette)
        self._write_digits(painter, LARGE, text, accent)
        self._write_percentages(painter, SMALL, theme.quiet(palette), text)
        if self._knows_none:
            self._paint_none(painter)

    def _shares(self) -> list[float]:
        return [] if self._prediction is None else self._prediction.probabilities.tolist()

    def _none(self) -> float:
        return max(0.0, 1.0 - sum(self._shares()))

    def _column(self, digit: int) -> QRectF:
        width = (self.width() - 9 * GAP) / 10
        height = self.height() - (self._none_height if self._knows_none else 0)
        return QRectF(digit * (width + GAP), 0, width, height)

    def _class_at(self, at: QPointF) -> int | None:
        """The class whose bar, or the space above and below it, is at a position."""
        columns = range(DIGITS)
        digit = next((i for i in columns if self._column(i).contains(at)), None)
        if digit is None and self._knows_none and at.y() >= self._column(0).bottom():
            return DIGITS
        return digit

    def _paint_bars(self, painter: QPainter) -> None:
        palette = self.palette()
        trough, quiet = theme.trough(palette), theme.quiet(palette)
        painter.setPen(Qt.PenStyle.NoPen)
        shares = self._shares() or [0.0] * DIGITS
        for digit, share in enumerate(shares):
            bar = self._column(digit).adjusted(0, self._percent_height + 2, 0, -self._digit_height)
            painter.setBrush(trough)
            painter.drawRoundedRect(bar, CORNER, CORNER)
            filled = bar.adjusted(0, bar.height() * (1 - share), 0, 0)
            if filled.height() >= 0.5:
                painter.setBrush(theme.accent(palette) if digit in self._winners else quiet)
                painter.drawRoundedRect(filled, CORNER, CORNER)

    def _write_digits(self, painter: QPainter, size: float, colour: QColor, first: QColor) -> None:
        plain = theme.scaled_font(self.font(), size)
        bold = theme.scaled_font(self.font(), size, bold=True)
        for digit in range(10):
            column = self._column(digit)
            wins = digit in self._winners
            painter.setFont(bold if wins else plain)
            painter.setPen(first if wins else colour)
            below = column.adjusted(0, column.height() - self._digit_height, 0, 0)
            painter.drawText(below, CENTRE, str(digit))

    def _write_percentages(
        self, painter: QPainter, size: float, colour: QColor, first: QColor
    ) -> None:
        room = self._column(0).width() + 2 * GAP
        bold = theme.fitting_font(theme.scaled_font(self.font(), size, bold=True), WIDEST, room)
        plain = QFont(bold)
        plain.setBold(False)
        for digit, share in enumerate(self._shares()):
            column = self._column(digit)
            wins = digit in self._winners
            painter.setFont(bold if wins else plain)
            painter.setPen(first if wins else colour)
            width = painter.fontMetrics().horizontalAdvance(percent(share)) + 1.0
            left = min(max(column.center().x() - width / 2, 0.0), self.width() - width)
            painter.drawText(QRectF(left, 0, width, self._percent_height), CENTRE, percent(share))

    def _paint_none(self, painter: QPainter) -> None:
        """The probability of "no digit": a horizontal bar between its name and its number."""
        palette = self.palette()
        line = QRectF(0, self.height() - self._none_height + 4, self.width(), self._none_height - 4)
        font = theme.scaled_font(self.font(), SMALL)
        metrics = QFontMetrics(font)
        before, behind = (
            metrics.horizontalAdvance(text) + GAP for text in (class_name(DIGITS), WIDEST)
        )
        bar = line.adjusted(before, 0, -behind, 0)
        bar = QRectF(bar.x(), bar.center().y() - NONE_BAR / 2, bar.width(), NONE_BAR)
        wins = DIGITS in self._winners
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.trough(palette))
        painter.drawRoundedRect(bar, CORNER, CORNER)
        share = self._none() if self._prediction is not None else 0.0
        if share * bar.width() >= 0.5:
            painter.setBrush(theme.accent(palette) if wins else theme.quiet(palette))
            painter.drawRoundedRect(
                bar.adjusted(0, 0, (share - 1) * bar.width(), 0), CORNER, CORNER
            )
        painter.setFont(font)
        painter.setPen(
            palette.color(palette.ColorRole.WindowText) if wins else theme.quiet(palette)
        )
        painter.drawText(line, MIDDLE | Qt.AlignmentFlag.AlignLeft, class_name(DIGITS))
        if self._prediction is not None:
            painter.drawText(line, MIDDLE | Qt.AlignmentFlag.AlignRight, percent(share))


def _winners(prediction: Prediction | None) -> tuple[int, ...]:
    """The classes in the answer: two if the network is not sure."""
    if prediction is None:
        return ()
    return prediction.rivals if prediction.state == "unsure" else prediction.rivals[:1]
