"""Ink as large as fits on a sheet."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform

from digitpad.ink.drawing import Stroke


def fitting(strokes: Iterable[Stroke], sheet: QRectF) -> QTransform:
    """From drawing units to ``sheet``: ``strokes``, none of them empty, in its middle."""
    ink = QRectF()
    for stroke in strokes:
        rim = stroke.brush / 2
        (left, top), (right, bottom) = stroke.box
        ink |= QRectF(left - rim, top - rim, right - left + 2 * rim, bottom - top + 2 * rim)
    scale = min(sheet.width(), sheet.height()) / max(ink.width(), ink.height(), 1e-9)
    transform = QTransform()
    transform.translate(sheet.center().x(), sheet.center().y())
    transform.scale(scale, scale)
    transform.translate(-ink.center().x(), -ink.center().y())
    return transform
