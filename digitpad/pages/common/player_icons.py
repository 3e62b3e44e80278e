"""The icons of a player, as paths on the grid of ``digitpad.pages.common.icons``."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

from digitpad.pages.common.icons import GRID


def play() -> QPainterPath:
    """A triangle that points onwards."""
    path = QPainterPath(QPointF(7.5, 4.5))
    path.lineTo(19, 12)
    path.lineTo(7.5, 19.5)
    path.closeSubpath()
    return path


def pause() -> QPainterPath:
    """Two bars."""
    path = QPainterPath()
    path.addRect(QRectF(6.5, 5, 3.5, 14))
    path.addRect(QRectF(14, 5, 3.5, 14))
    return path


def skip_on() -> QPainterPath:
    """A triangle that comes to a bar."""
    path = QPainterPath(QPointF(6, 5.5))
    path.lineTo(15, 12)
    path.lineTo(6, 18.5)
    path.closeSubpath()
    path.moveTo(18.5, 5.5)
    path.lineTo(18.5, 18.5)
    return path


def skip_back() -> QPainterPath:
    """The same backwards."""
    return QTransform(-1, 0, 0, 1, GRID, 0).map(skip_on())
