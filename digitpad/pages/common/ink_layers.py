"""Paints ink on the screen as smooth curves; finished ink is cached as pixels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPainterPath, QPalette, QPen, QPixmap

from digitpad.ink.drawing import PAD_SIZE, Point, Stroke
from digitpad.models.pad import Pad

SMALLEST_CURSOR = 5.0


class PadLayers:
    """Two transparent layers with the pad's ink: the finished strokes, and the current one.

    Each piece of ink is painted once, however long the drawing gets; only the last half step of the
    pen is painted again every time.
    """

    def __init__(self, pad: Pad) -> None:
        self._pad = pad
        self._key: tuple[int, float, int] | None = None
        self._side = 0.0
        self._colour = QColor()
        self._finished = QPixmap()
        self._finished_strokes: tuple[Stroke, ...] = ()
        self._live = QPixmap()
        self._live_points: list[Point] | None = None
        self._live_count = 0

    def paint(self, painter: QPainter, paper: QRectF, ratio: float, colour: QColor) -> None:
        """Paint all ink on ``paper``; ``ratio`` is the number of screen pixels per unit."""
        self._fit(paper.width(), ratio, colour)
        self._refresh_finished()
        self._refresh_live()
        painter.drawPixmap(paper.topLeft(), self._finished)
        points = self._pad.current_points
        if points:
            painter.drawPixmap(paper.topLeft(), self._live)
            painter.save()
            painter.setClipRect(paper)
            painter.translate(paper.topLeft())
            self._begin(painter)
            painter.strokePath(_tail(points), self._pen(self._pad.current_width))
            painter.restore()

    def _fit(self, side: float, ratio: float, colour: QColor) -> None:
        key = (round(side * ratio), ratio, colour.rgba())
        if key == self._key:
            return
        self._key = key
        self._side = side
        self._colour = QColor(colour)
        self._finished = self._sheet(ratio)
        self._live = self._sheet(ratio)
        self._finished_strokes = ()
        self._live_points = None

    def _sheet(self, ratio: float) -> QPixmap:
        pixels = max(1, round(self._side * ratio))
        sheet = QPixmap(pixels, pixels)
        sheet.setDevicePixelRatio(ratio)
        sheet.fill(Qt.GlobalColor.transparent)
        return sheet

    def _refresh_finished(self) -> None:
        strokes = self._pad.finished_strokes
        known = self._finished_strokes
        if strokes is known:
            return
        still_there = len(known) <= len(strokes) and all(map(_is, known, strokes))
        if not still_there:
            self._finished.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._finished)
        self._begin(painter)
        for stroke in strokes[len(known) if still_there else 0 :]:
            painter.strokePath(smooth_path(stroke.points), self._pen(stroke.brush))
        painter.end()
        self._finished_strokes = strokes

    def _refresh_live(self) -> None:
        points = self._pad.current_points
        if points is not self._live_points:
            self._live.fill(Qt.GlobalColor.transparent)
            self._live_points = points
            self._live_count = 1
        if len(points) - 1 <= self._live_count:
            return
        path = QPainterPath(_joint(points, self._live_count))
        for i in range(self._live_count, len(points) - 1):
            path.quadTo(QPointF(*points[i]), _joint(points, i + 1))
        painter = QPainter(self._live)
        self._begin(painter)
        painter.strokePath(path, self._pen(self._pad.current_width))
        painter.end()
        self._live_count = len(points) - 1

    def _begin(self, painter: QPainter) -> None:
        """Set up ``painter``, whose origin is the paper's corner, for the units of the pad."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._side / PAD_SIZE, self._side / PAD_SIZE)

    def _pen(self, width: float) -> QPen:
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        return QPen(self._colour, width, Qt.PenStyle.SolidLine, round_cap, round_join)


def smooth_path(points: Sequence[Point]) -> QPainterPath:
    """A curve from the first to the last of ``points``; it approaches each of the others.

    Parabolas between the middles of neighbouring steps, so that there are no corners.
    """
    path = QPainterPath(QPointF(*points[0]))
    for i in range(1, len(points) - 1):
        path.quadTo(QPointF(*points[i]), _joint(points, i + 1))
    path.lineTo(_end(points))
    return path


def ring(diameter: float, palette: QPalette, ratio: float, dashed: bool) -> QCursor:
    """A cursor as wide as the pen, visible on paper and on ink."""
    diameter = max(diameter, SMALLEST_CURSOR)
    size = round(diameter) + 5
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    circle = QRectF((size - diameter) / 2, (size - diameter) / 2, diameter, diameter)
    painter.setPen(QPen(palette.color(palette.ColorRole.Base), 3.0))
    painter.drawEllipse(circle)
    pen = QPen(palette.color(palette.ColorRole.Text), 1.2)
    if dashed:
        pen.setDashPattern([3.0, 2.0])
    painter.setPen(pen)
    painter.drawEllipse(circle)
    painter.end()
    return QCursor(pixmap, size // 2, size // 2)


def _joint(points: Sequence[Point], i: int) -> QPointF:
    """The point of the curve between points ``i - 1`` and ``i``; it starts at the very first
    point."""
    if i <= 1:
        return QPointF(*points[0])
    (ax, ay), (bx, by) = points[i - 1], points[i]
    return QPointF((ax + bx) / 2, (ay + by) / 2)


def _tail(points: Sequence[Point]) -> QPainterPath:
    path = QPainterPath(_joint(points, len(points) - 1))
    path.lineTo(_end(points))
    return path


def _end(points: Sequence[Point]) -> QPointF:
    """The last point; for a dot slightly further, because Qt does not paint lines of length 0."""
    x, y = points[-1]
    return QPointF(x + 0.01, y) if len(points) == 1 else QPointF(x, y)


def _is(a: Stroke, b: Stroke) -> bool:
    return a is b
