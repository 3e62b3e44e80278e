"""The few icons, drawn with the pen of the theme."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QIcon,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
    QTransform,
)

GRID = 24.0
SIZES = (18, 22, 27, 32)
RATIOS = (1, 2, 3)
STROKE = 1.8
APP_SIZES = (16, 32, 64, 128, 256)
APP_COLOUR = "#1f6feb"


def _arrow(mirrored: bool) -> QPainterPath:
    path = QPainterPath(QPointF(9, 4.5))
    path.lineTo(4, 9.5)
    path.lineTo(9, 14.5)
    path.moveTo(4, 9.5)
    path.lineTo(14.5, 9.5)
    path.arcTo(QRectF(9.5, 9.5, 10, 10), 90, -180)
    path.lineTo(9, 19.5)
    return QTransform(-1, 0, 0, 1, GRID, 0).map(path) if mirrored else path


def undo() -> QPainterPath:
    """An arrow that turns back."""
    return _arrow(mirrored=False)


def redo() -> QPainterPath:
    """The same arrow forwards."""
    return _arrow(mirrored=True)


def eraser() -> QPainterPath:
    """A slanted rubber on a line."""
    path = QPainterPath()
    corners = [(8.5, 19.5), (3.5, 14.5), (14, 4), (20.5, 10.5), (11.5, 19.5)]
    path.moveTo(*corners[0])
    for corner in (*corners[1:], corners[0]):
        path.lineTo(*corner)
    path.moveTo(8.8, 9.2)
    path.lineTo(15.3, 15.7)
    path.moveTo(11.5, 19.5)
    path.lineTo(20.5, 19.5)
    return path


def clear() -> QPainterPath:
    """A waste bin."""
    path = QPainterPath(QPointF(4, 6.5))
    path.lineTo(20, 6.5)
    path.moveTo(9.5, 6.2)
    path.lineTo(9.5, 3.8)
    path.lineTo(14.5, 3.8)
    path.lineTo(14.5, 6.2)
    path.moveTo(6, 6.5)
    path.lineTo(7, 20)
    path.lineTo(17, 20)
    path.lineTo(18, 6.5)
    return path


def icon(shape: Callable[[], QPainterPath], palette: QPalette) -> QIcon:
    """``shape`` in the colours of the buttons' text, enabled and not, sharp on every screen and for
    letters of every size."""
    result = QIcon()
    modes = (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    )
    for mode, group in modes:
        colour = palette.color(group, QPalette.ColorRole.ButtonText)
        for size in SIZES:
            for ratio in RATIOS:
                result.addPixmap(_drawn(shape(), colour, size, ratio), mode)
    return result


def app_icon() -> QIcon:
    """A 3 on a blue sheet."""
    result = QIcon()
    for size in APP_SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(APP_COLOUR))
        sheet = QRectF(0, 0, size, size)
        painter.drawRoundedRect(sheet, size / 5, size / 5)
        font = QFont()
        font.setPixelSize(round(size * 0.78))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("white"))
        painter.drawText(sheet, Qt.AlignmentFlag.AlignCenter, "3")
        painter.end()
        result.addPixmap(pixmap)
    return result


def _drawn(path: QPainterPath, colour: QColor, size: int, ratio: int) -> QPixmap:
    pixmap = QPixmap(size * ratio, size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / GRID, size / GRID)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(colour, STROKE, Qt.PenStyle.SolidLine, round_cap, round_join))
    painter.drawPath(path)
    painter.end()
    return pixmap
