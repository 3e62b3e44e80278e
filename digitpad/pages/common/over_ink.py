"""Signed numbers as colours, with the outline of the ink on top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from cnn.arrays import Floats
from digitpad.imaging.contour import Points
from digitpad.pages.common import colour
from digitpad.pages.common.array_painting import paint_frame, paint_signed_pixels

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
        paint_signed_pixels(painter, box, self.values, palette, self.limit)
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
        paint_frame(painter, box, palette)
