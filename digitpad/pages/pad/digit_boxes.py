"""The boxes around the digits of a drawing, each with a tab that shows the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QPen

from digitpad.ink.drawing import PAD_SIZE
from digitpad.pages.common import theme
from digitpad.reading.reader import Prediction, ReadDigit, Reading

AROUND = 5.0
CORNER = 4.0
TAB_SIDE = 5.0
NEAR = 3.0
LABEL_SIZE = 0.9


@dataclass(frozen=True)
class DigitBox:
    """A digit's frame and tab on the screen."""

    frame: QRectF
    tab: QRectF
    label: str

    def is_clicked(self, place: QPointF) -> bool:
        """Whether a click at ``place`` is on the tab. Inside the frame, a tap draws a dot."""
        return self.tab.adjusted(-NEAR, -NEAR, NEAR, 0).contains(place)


def digit_boxes(
    reading: Reading | None, brush: float, paper: QRectF, font: QFont
) -> tuple[DigitBox, ...]:
    """The boxes of several digits drawn with ``brush``, on ``paper``; a single digit has none."""
    if reading is None or len(reading.digits) < 2:
        return ()
    metrics = QFontMetricsF(theme.scaled_font(font, LABEL_SIZE, bold=True))
    return tuple(_digit_box(digit, brush, paper, metrics) for digit in reading.digits)


def paint_boxes(
    painter: QPainter, boxes: Sequence[DigitBox], chosen: int | None, palette: QPalette, font: QFont
) -> None:
    """Paint the boxes, the chosen one last and in colour."""
    painter.setFont(theme.scaled_font(font, LABEL_SIZE, bold=True))
    order = sorted(range(len(boxes)), key=lambda index: index == chosen)
    for index in order:
        _paint(painter, boxes[index], index == chosen, palette)


def label_of(prediction: Prediction) -> str:
    """Text of a tab: ``4``, ``4?`` if the network is not sure, ``?`` for no digit."""
    doubt = "" if prediction.state == "digit" else "?"
    return f"{'' if prediction.label is None else prediction.label}{doubt}"


def _digit_box(digit: ReadDigit, brush: float, paper: QRectF, metrics: QFontMetricsF) -> DigitBox:
    unit = paper.width() / PAD_SIZE
    around = brush / 2 * unit + AROUND
    box = digit.box
    frame = QRectF(
        paper.x() + box.left * unit,
        paper.y() + box.top * unit,
        (box.right - box.left) * unit,
        (box.bottom - box.top) * unit,
    ).adjusted(-around, -around, around, around)
    frame = frame.intersected(paper.adjusted(2, 2, -2, -2))
    label = label_of(digit.prediction)
    width = metrics.horizontalAdvance(label) + 2 * TAB_SIDE
    tab = QRectF(frame.left(), frame.top() - metrics.height(), width, metrics.height())
    if tab.top() < paper.top() + 2:
        tab.moveTop(frame.bottom())
        if tab.bottom() > paper.bottom() - 2:
            tab.moveTop(frame.top())
    tab.moveRight(min(tab.right(), paper.right() - 2))
    return DigitBox(frame, tab, label)


def _paint(painter: QPainter, box: DigitBox, is_chosen: bool, palette: QPalette) -> None:
    line = theme.accent(palette) if is_chosen else theme.quiet(palette)
    painter.setPen(QPen(line, 1.6 if is_chosen else 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.frame, CORNER, CORNER)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(line if is_chosen else theme.mixed(line, palette.base().color(), 0.75))
    painter.drawRoundedRect(box.tab, CORNER, CORNER)
    role = QPalette.ColorRole.HighlightedText if is_chosen else QPalette.ColorRole.Text
    painter.setPen(palette.color(role))
    painter.drawText(box.tab, Qt.AlignmentFlag.AlignCenter, box.label)
