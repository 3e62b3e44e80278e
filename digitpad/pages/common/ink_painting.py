"""Paints ink as vectors, moved and scaled."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.pages.common.ink_layers import smooth_path
from digitpad.pages.common.rendering import pixels_to_unit


def fit(part: QRectF, room: QRectF) -> QTransform:
    """The transform that moves ``part`` to the middle of ``room``, as large as possible."""
    scale = min(room.width() / max(part.width(), 1e-6), room.height() / max(part.height(), 1e-6))
    transform = QTransform.fromTranslate(room.center().x(), room.center().y())
    transform.scale(scale, scale)
    return transform.translate(-part.center().x(), -part.center().y())


def ink_area(strokes: Iterable[Stroke]) -> QRectF:
    """The area of the ink of ``strokes``, none of them empty, with the width of the brush."""
    area = QRectF()
    for stroke in strokes:
        rim = stroke.brush / 2
        (left, top), (right, bottom) = stroke.box
        area |= QRectF(left - rim, top - rim, right - left + 2 * rim, bottom - top + 2 * rim)
    return area


def paint_ink(
    painter: QPainter,
    drawing: Drawing,
    where: QTransform,
    colour: QColor,
    pen_width: float | None = None,
) -> None:
    """Paint all strokes of ``drawing``, moved from its units by ``where``.

    They are as wide as their brushes, or ``pen_width`` screen units.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pixels = pixels_to_unit(painter)  # the unit of a cosmetic pen
    painter.setTransform(where, combine=True)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    for stroke in drawing.strokes:
        width = stroke.brush if pen_width is None else pen_width * pixels
        pen = QPen(colour, width, Qt.PenStyle.SolidLine, round_cap, round_join)
        pen.setCosmetic(pen_width is not None)
        painter.strokePath(smooth_path(stroke.points), pen)
    painter.restore()
