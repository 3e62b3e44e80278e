"""The drawing during a replay."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.pages.common import theme
from digitpad.pages.common.array_painting import paint_blank, paint_message
from digitpad.pages.common.ink_painting import fit, ink_area, paint_ink
from digitpad.pages.time.replay import ReplayModel
from digitpad.text.translation import tr

MARGIN = 14.0
TIP = 9.0
TO_COME = 0.86


class ReplayView(QWidget):
    """Paints a ``ReplayModel``: the ink so far, the rest faintly, and the position of the pen."""

    def __init__(self, replay: ReplayModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replay")
        self.setAccessibleName(tr("The drawing so far"))
        self.setToolTip(tr("The drawing so far; the rest is faint."))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 150)
        self._replay = replay
        replay.changed.connect(self._show)

    def sizeHint(self) -> QSize:
        return QSize(220, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        sheet = self._sheet()
        paint_blank(painter, sheet.toRect(), palette)
        if self._replay.drawing.is_empty:
            paint_message(painter, sheet.toRect(), tr("nothing yet"), palette)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = sheet.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        where = fit(ink_area(self._replay.drawing.strokes), inner)
        text, base = (palette.color(r) for r in (QPalette.ColorRole.Text, QPalette.ColorRole.Base))
        ink = self._replay.ink
        paint_ink(painter, self._replay.drawing, where, theme.mixed(text, base, TO_COME))
        paint_ink(painter, ink, where, text)
        if 0 < self._replay.position < self._replay.points:
            pen = QPen(theme.accent(palette), TIP)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoint(where.map(QPointF(*ink.strokes[-1].points[-1])))

    def _show(self) -> None:
        replay = self._replay
        self.setAccessibleDescription(
            tr(
                "{position} of {points} points, stroke {stroke}",
                position=replay.position,
                points=replay.points,
                stroke=replay.stroke,
            )
        )
        self.update()

    def _sheet(self) -> QRectF:
        side = min(self.width(), self.height()) - 2
        return QRectF(1, 1, side, side)
