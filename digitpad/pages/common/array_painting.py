"""Paints arrays of numbers as coloured squares, with frames and colour scales."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette

from cnn.arrays import Floats
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.text.numbers import compact


def paint_ink_pixels(
    painter: QPainter, box: QRect, values: Floats, palette: QPalette, limit: float = 1.0
) -> None:
    """Paint ``(rows, columns)`` numbers from 0 (paper) to ``limit`` (ink)."""
    paper, ink = palette.base().color().rgb(), palette.text().color().rgb()
    pixels = colour.paint_positive(values[np.newaxis], limit, colour.grey(paper, ink))
    painter.drawImage(box, ArrayImage(pixels).image)


def paint_signed_pixels(
    painter: QPainter, box: QRect, values: Floats, palette: QPalette, limit: float
) -> None:
    """Paint ``(rows, columns)`` numbers, orange above 0 and blue below, up to ±``limit``."""
    table = colour.diverging(theme.is_dark(palette))
    pixels = colour.paint_signed(values[np.newaxis], limit, table)
    painter.drawImage(box, ArrayImage(pixels).image)


def paint_blank(painter: QPainter, box: QRect, palette: QPalette) -> None:
    """Paint blank paper, with a frame."""
    painter.fillRect(box, palette.color(QPalette.ColorRole.Base))
    paint_frame(painter, box, palette)


def paint_frame(painter: QPainter, box: QRect, palette: QPalette) -> None:
    """Paint a thin line around ``box``, one pixel outside."""
    painter.setPen(theme.hairline(palette))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(-1, -1, 0, 0))


def paint_message(painter: QPainter, box: QRect, text: str, palette: QPalette) -> None:
    """Paint a quiet text in the middle of ``box``."""
    painter.setPen(theme.quiet(palette))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(box.adjusted(4, 4, -4, -4), flags, text)


def paint_scale(painter: QPainter, box: QRectF, limit: float, palette: QPalette) -> None:
    """Paint a colour scale from -``limit`` to ``limit``, with numbers at its ends."""
    table = colour.diverging(theme.is_dark(palette))[1:]
    metrics = painter.fontMetrics()
    ends = (compact(-limit), f"+{compact(limit)}")
    side = max(metrics.horizontalAdvance(text) for text in ends) + 6
    bar = box.adjusted(side, (box.height() - 8) / 2, -side, -(box.height() - 8) / 2).toRect()
    painter.drawImage(bar, ArrayImage(table.reshape(1, 1, -1)).image)
    paint_frame(painter, bar, palette)
    painter.setPen(theme.quiet(palette))
    middle = Qt.AlignmentFlag.AlignVCenter
    left = box.adjusted(0, 0, side - box.width() - 6, 0)
    painter.drawText(left, middle | Qt.AlignmentFlag.AlignRight, ends[0])
    painter.drawText(box.adjusted(box.width() - side + 6, 0, 0, 0), middle, ends[1])
