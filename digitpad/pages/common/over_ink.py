"""Signed numbers as colours, with the outline of the ink over them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from cnn.arrays import Floats
from digitpad.imaging.contour import Points
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.text.numbers import compact

LINE_SHARE = 1 / 190
"""Width of the outline, as a share of the picture's side."""


class OverInk:
    """A picture of ``(rows, columns)`` numbers that can be painted at any size.

    Args:
        values: above 0 orange, below it blue.
        outline: of the ink, from ``digitpad.imaging.contour``.
        limit: the number with the strongest colour; by default a round one above all values.

    Attributes:
        values: the numbers.
        limit: the number with the strongest colour.
    """

    def __init__(
        self, values: Floats, outline: Sequence[Points], limit: float | None = None
    ) -> None:
        self.values = values
        self._outline = outline
        self.limit = colour.limit_of(values) if limit is None else limit

    def paint(self, painter: QPainter, box: QRect, palette: QPalette) -> None:
        """Paint into ``box``, with a thin line around it."""
        table = colour.diverging(theme.is_dark(palette))
        pixels = colour.paint_signed(self.values[None], self.limit, table)
        painter.drawImage(box, ArrayImage(pixels).image)
        rows, columns = self.values.shape
        ink = QColor(palette.color(QPalette.ColorRole.Text))
        ink.setAlphaF(0.62)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, max(1.0, box.width() * LINE_SHARE)))
        for line in self._outline:
            places = (
                line * (box.width() / columns, box.height() / rows) + (box.x(), box.y())
            ).tolist()
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in places]))
        painter.restore()
        frame(painter, box, palette)


def blank(painter: QPainter, box: QRect, palette: QPalette) -> None:
    """Blank paper with a thin line around it."""
    painter.fillRect(box, palette.color(QPalette.ColorRole.Base))
    frame(painter, box, palette)


def frame(painter: QPainter, box: QRect, palette: QPalette) -> None:
    """A thin line around ``box``."""
    painter.setPen(theme.hairline(palette))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(-1, -1, 0, 0))


def paint_scale(painter: QPainter, box: QRectF, limit: float, palette: QPalette) -> None:
    """A colour scale from -``limit`` to ``limit``, with numbers at its ends."""
    table = colour.diverging(theme.is_dark(palette))[1:]
    metrics = painter.fontMetrics()
    ends = (compact(-limit), f"+{compact(limit)}")
    side = max(metrics.horizontalAdvance(text) for text in ends) + 6
    bar = box.adjusted(side, (box.height() - 8) / 2, -side, -(box.height() - 8) / 2).toRect()
    painter.drawImage(bar, ArrayImage(table.reshape(1, 1, -1)).image)
    frame(painter, bar, palette)
    painter.setPen(theme.quiet(palette))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(box.adjusted(0, 0, side - box.width() - 6, 0),
                     middle | Qt.AlignmentFlag.AlignRight, ends[0])  # fmt: skip
    painter.drawText(box.adjusted(box.width() - side + 6, 0, 0, 0), middle, ends[1])
