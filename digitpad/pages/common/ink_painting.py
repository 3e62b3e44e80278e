"""Ink and its pixels, painted small: a part of a drawing as vectors, and 28 × 28 numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QTransform

from cnn.arrays import Floats
from digitpad.ink.box import Box
from digitpad.ink.drawing import Drawing
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_image import ArrayImage
from digitpad.pages.common.ink_layers import smooth_path
from digitpad.pages.common.rendering import pixels_to_unit


def fitted(part: Box, room: QRectF) -> QTransform:
    """From drawing units to ``room``, in whose middle ``part`` becomes as large as fits."""
    width, height = part.right - part.left, part.bottom - part.top
    scale = min(room.width() / max(width, 1e-6), room.height() / max(height, 1e-6))
    centre = room.center()
    transform = QTransform.fromTranslate(centre.x(), centre.y())
    transform.scale(scale, scale)
    return transform.translate(-(part.left + part.right) / 2, -(part.top + part.bottom) / 2)


def paint_ink(
    painter: QPainter,
    drawing: Drawing,
    where: QTransform,
    colour: QColor,
    pen_width: float | None = None,
) -> None:
    """Paint all strokes of ``drawing``, moved from its units by ``where``.

    They are as wide as their brushes, or ``pen_width`` units of the screen.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pixels = pixels_to_unit(painter)  # a cosmetic pen counts these
    painter.setTransform(where, combine=True)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    for stroke in drawing.strokes:
        width = stroke.brush if pen_width is None else pen_width * pixels
        pen = QPen(colour, width, Qt.PenStyle.SolidLine, round_cap, round_join)
        pen.setCosmetic(pen_width is not None)
        painter.strokePath(smooth_path(stroke.points), pen)
    painter.restore()


def paint_pixels(painter: QPainter, box: QRect, values: Floats, palette: QPalette) -> None:
    """Paint ``(rows, columns)`` of 0 (paper) to 1 (ink), each number a square."""
    paper, ink = palette.base().color().rgb(), palette.text().color().rgb()
    pixels = colour.paint_positive(values[np.newaxis], 1.0, colour.grey(paper, ink))
    picture = ArrayImage(pixels)
    painter.drawImage(box, picture.image)


def paint_sheet(painter: QPainter, box: QRect, palette: QPalette) -> None:
    """Paint an empty sheet with a thin line around it, one pixel outside of ``box``."""
    painter.fillRect(box, palette.base())
    painter.setPen(theme.hairline(palette))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(-1, -1, 0, 0))
