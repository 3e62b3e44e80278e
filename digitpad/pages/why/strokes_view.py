"""The ink, each part coloured by its effect on the answer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnn.arrays import Floats
from digitpad.explanation.stroke_ablation import StrokeAblation, StrokeSegment
from digitpad.pages.common import colour, theme
from digitpad.pages.common.array_painting import paint_blank, paint_message
from digitpad.pages.common.ink_layers import smooth_path
from digitpad.pages.common.ink_painting import fit, ink_area
from digitpad.reading.classes import a_class
from digitpad.text.numbers import percentage
from digitpad.text.translation import tr

MARGIN = 14.0
LEAST_LIMIT = 0.02
NEUTRAL_SHARE = 0.74
LEGEND_HEIGHT = 24
ROUND, FLAT = Qt.PenCapStyle.RoundCap, Qt.PenCapStyle.FlatCap


class StrokesView(QWidget):
    """Paints strokes, or segments of them: orange makes the class more likely, blue less.

    Args:
        fine: show segments, not whole strokes.

    Signals:
        hovered(str): the answer without the part under the pointer, or the one chosen with the
            arrow keys; "" for none.
    """

    hovered = Signal(str)

    def __init__(self, fine: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pieceBlame" if fine else "strokeBlame")
        self.setAccessibleName(
            tr("Effect of each piece of ink") if fine else tr("Effect of each stroke")
        )
        self.setToolTip(
            tr("Hover over a part, or use the arrow keys, to see the answer without it.")
        )
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 150 + LEGEND_HEIGHT)
        self._fine = fine
        self._ablation: StrokeAblation | None = None
        self._segments: Sequence[StrokeSegment] = ()
        self._at: int | None = None

    def sizeHint(self) -> QSize:
        return QSize(230, 230 + LEGEND_HEIGHT)

    def show_ablation(self, ablation: StrokeAblation | None) -> None:
        """Show an ablation; None shows blank paper."""
        self._ablation = ablation
        self._segments = ()
        if ablation is not None:
            self._segments = ablation.segments if self._fine else ablation.strokes
        if self._at is not None and self._at >= len(self._segments):
            self._at = None
        words = " ".join(self._words(i) for i in range(len(self._segments)))
        self.setAccessibleDescription(words or tr("nothing yet"))
        self.update()
        if self._at is not None:
            self.hovered.emit(self._words(self._at))

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The change of the probability without each part, in the order of drawing."""
        changes = np.array([piece.change for piece in self._segments])
        return (self.accessibleName(), changes) if self._segments else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        sheet, palette = self._sheet(), self.palette()
        paint_blank(painter, sheet.toRect(), palette)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.scaled_font(self.font(), 0.86))
        if not self._segments:
            paint_message(painter, sheet.toRect(), tr("nothing yet"), palette)
            return
        painter.save()
        painter.setTransform(self.placing(), True)
        for cap in (ROUND, FLAT):  # segments between others end flat, over the ends of the strokes
            for i, piece in enumerate(self._segments):
                if self._cap(i) is cap:
                    pen = QPen(self._colour(piece.change), piece.stroke.brush)
                    pen.setCapStyle(cap)
                    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                    painter.strokePath(smooth_path(piece.stroke.points), pen)
        if self._at is not None:
            pen = QPen(palette.color(palette.ColorRole.Text), 1.5)
            pen.setCosmetic(True)
            painter.strokePath(self._shape(self._segments[self._at]), pen)
        painter.restore()
        self._paint_legend(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        back, _ = self.placing().inverted()
        at = back.map(event.position())
        inside = [i for i, piece in enumerate(self._segments) if self._shape(piece).contains(at)]
        self._point_at(inside[-1] if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._segments:
            super().keyPressEvent(event)
            return
        start = (-1 if step > 0 else 0) if self._at is None else self._at
        self._point_at((start + step) % len(self._segments))

    def _point_at(self, piece: int | None) -> None:
        if piece != self._at:
            self._at = piece
            self.update()
            self.hovered.emit("" if piece is None else self._words(piece))

    def _sheet(self) -> QRectF:
        side = min(self.width(), self.height() - LEGEND_HEIGHT) - 2
        return QRectF(1, 1, side, side)

    def placing(self) -> QTransform:
        """From drawing units to the widget, all ink as large as possible."""
        sheet = self._sheet().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        return fit(ink_area(piece.stroke for piece in self._segments), sheet)

    def _cap(self, i: int) -> Qt.PenCapStyle:
        """Round at the ends of a stroke, flat within it."""
        number = self._segments[i].number
        first = i == 0 or self._segments[i - 1].number != number
        last = i + 1 == len(self._segments) or self._segments[i + 1].number != number
        return ROUND if first or last else FLAT

    def _shape(self, piece: StrokeSegment) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(piece.stroke.brush)
        stroker.setCapStyle(FLAT if self._fine and len(set(piece.stroke.points)) > 1 else ROUND)
        stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return stroker.createStroke(smooth_path(piece.stroke.points)).simplified()

    @property
    def _limit(self) -> float:
        largest = max((abs(piece.change) for piece in self._segments), default=0.0)
        return min(1.0, max(LEAST_LIMIT, colour.nice_limit(largest)))

    def _colour(self, change: float) -> QColor:
        """Orange if the probability falls without the part, blue if it rises, else grey."""
        palette = self.palette()
        roles = palette.ColorRole
        grey = theme.mixed(palette.color(roles.Text), palette.color(roles.Base), NEUTRAL_SHARE)
        if not math.isfinite(change):  # the network has diverged
            return grey
        dark = theme.is_dark(palette)
        orange = (colour.POSITIVE_DARK if dark else colour.POSITIVE_LIGHT)[3]
        blue = (colour.NEGATIVE_DARK if dark else colour.NEGATIVE_LIGHT)[3]
        return theme.mixed(grey, QColor(orange if change < 0 else blue), abs(change) / self._limit)

    def _paint_legend(self, painter: QPainter) -> None:
        sheet = self._sheet()
        line = QRectF(sheet.left(), sheet.bottom() + 3, sheet.width(), LEGEND_HEIGHT - 3)
        middle = Qt.AlignmentFlag.AlignVCenter
        least = tr("against")
        most = tr("for, {percent} %", percent=f"{100 * self._limit:g}")
        painter.setPen(theme.quiet(self.palette()))
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, least)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, most)
        before, behind = (painter.fontMetrics().horizontalAdvance(w) + 12 for w in (least, most))
        room = max(line.width() - before - behind, 0.0)
        bar = QRectF(0, 0, min(room, line.width() * 0.34), 8)
        bar.moveCenter(QPointF(line.left() + before + room / 2, line.center().y()))
        ramp = QLinearGradient(bar.topLeft(), bar.topRight())
        for at, change in ((0.0, self._limit), (0.5, 0.0), (1.0, -self._limit)):
            ramp.setColorAt(at, self._colour(change))
        painter.fillRect(bar, ramp)

    def _words(self, i: int) -> str:
        """The answer without a part."""
        assert self._ablation is not None
        piece = self._segments[i]
        values = {
            "stroke": piece.number + 1,
            "digit": a_class(self._ablation.label),
            "after": percentage(piece.without),
            "before": percentage(self._ablation.probability),
            "answer": a_class(piece.answer),
        }
        if not self._fine:
            return tr(
                "Without stroke {stroke}, {digit} has {after} instead of {before}; "
                "it is read as {answer}.",
                **values,
            )
        place = sum(other.number == piece.number for other in self._segments[: i + 1])
        return tr(
            "Without piece {piece} of stroke {stroke}, {digit} has {after} instead of {before}; "
            "it is read as {answer}.",
            piece=place,
            **values,
        )
