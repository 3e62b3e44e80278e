"""The start of the backward pass: the loss, and its gradient δ at the logits."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from cnn.arrays import Floats
from cnn.explain.deltas import BackwardPass
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.reading.classes import a_class, class_name
from digitpad.reading.verdict import DIGITS
from digitpad.text.numbers import minus, significant
from digitpad.text.translation import tr

NUMBER_WIDTH = 62
LEAST_WIDTH = 44
NO_PASS = "–"
SMALL_LOSS = 0.01
NEARLY_SURE = 0.9999


class LogitGradientsView(QWidget):
    """Shows the loss, and its gradient at the logits: probability minus target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setObjectName("lossText")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._numbers = LogitGradients()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._words)
        layout.addWidget(self._numbers)
        self.show_pass(None)

    def show_pass(self, backward: BackwardPass | None) -> None:
        """Show the start of a backward pass; None shows nothing."""
        if backward is None:
            self._words.setText(tr("Draw a digit to see how its loss flows back."))
        else:
            self._words.setText(_loss_text(backward))
        self._numbers.show_pass(backward)


class LogitGradients(QWidget):
    """The gradient at the logits, probability minus target: a number for each class."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("δ of the logits"))
        self.setToolTip(tr("For each class: its probability, minus 1 for the right answer."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._deltas: list[float] = []

    def sizeHint(self) -> QSize:
        return QSize(11 * NUMBER_WIDTH, 3 * self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(11 * LEAST_WIDTH, self.sizeHint().height())

    def show_pass(self, backward: BackwardPass | None) -> None:
        """Show the start of a backward pass."""
        self._deltas = []
        if backward is not None:
            self._deltas = list(backward.deltas.values())[-1].tolist()
        words = (f"{class_name(i)}: {_signed(d)}" for i, d in enumerate(self._deltas))
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The gradient, a number for each class."""
        return (self.accessibleName(), np.array(self._deltas)) if self._deltas else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        count = max(DIGITS, len(self._deltas))
        width = min(self.width() // count, NUMBER_WIDTH)
        line = self.fontMetrics().height()
        table = colour.diverging(theme.is_dark(palette))
        painter.setFont(theme.scaled_font(self.font(), 0.82))
        for label in range(count):
            left = label * width
            name = tr("none") if label == DIGITS else class_name(label)
            painter.setPen(palette.color(palette.ColorRole.WindowText))
            painter.drawText(QRect(left, 0, width, line), Qt.AlignmentFlag.AlignCenter, name)
            box = QRect(left + 2, line + 2, width - 4, line)
            value = self._deltas[label] if self._deltas else 0.0
            pixels = colour.paint_signed(np.full((1, 1, 1), value, np.float32), 1.0, table)
            painter.drawImage(box, ArrayImage(pixels).image)
            painter.setPen(theme.hairline(palette))
            painter.drawRect(box.adjusted(-1, -1, 0, 0))
            painter.setPen(theme.quiet(palette))
            number = QRect(left - 2, 2 * line + 6, width + 4, line)
            words = _signed(value) if self._deltas else NO_PASS
            painter.drawText(number, Qt.AlignmentFlag.AlignCenter, words)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)


def _loss_text(backward: BackwardPass) -> str:
    label, share = backward.label, float(backward.probabilities[backward.label])
    digits = 4 if share < NEARLY_SURE else 8  # so that it does not read as 1
    text = tr(
        "If the right answer were {answer}, the loss would be −ln({probability}) = <b>{loss}</b>. "
        "The gradient δ starts at the scores: <b>δ = probability − target</b>. The target is 1 for "
        "{digit}, otherwise 0. Orange is above 0, blue below.",
        answer=a_class(label),
        probability=significant(share, digits),
        loss=significant(backward.loss, 4),
        digit=class_name(label),
    )
    if backward.loss >= SMALL_LOSS:
        return text
    almost_nothing = tr(
        "The network is sure already, so almost nothing flows back: "
        "explain another answer to see more."
    )
    return f"{text} {almost_nothing}"


def _signed(value: float) -> str:
    return "0" if abs(value) < 0.0005 else minus(f"{value:+.3f}")
