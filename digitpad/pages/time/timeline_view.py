"""The probabilities over pen time, and the moments at which the answer changed."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnn.arrays import Floats
from digitpad.explanation.timeline import Timeline
from digitpad.pages.common import theme
from digitpad.pages.common.plot import Plot
from digitpad.reading.classes import class_name
from digitpad.text.translation import tr

LEAST_SHARE = 0.25
"""A class that was never as probable as this is grey, without a name."""
LIGHT = ("#c2570c", "#0f766e", "#7e3794", "#8a6d00")
DARK = ("#f6a04a", "#4fd1c0", "#d79bea", "#e2c44b")
NAMED = 1 + len(LIGHT)
FEW_STROKES = 4
RIGHT_RIM = 1.1
EDGE = 0.09
"""A name this near to an end of the plot, as a share of its width, is aligned to that end."""
VEIL = 0.7
BOTTOM, TOP = -8, 108


class TimelineView(QWidget):
    """A curve for each class, in per cent; the important ones have a colour and a name.

    The items of the plot are made once and moved: making them takes longer than painting them.

    Signals:
        time_chosen(float): the pen time that was clicked.
    """

    time_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # the first curve is all grey ones, one after the other
        self._plot = Plot(
            "penTimeCurves", tr("Probabilities over time"), 1 + NAMED, tr("distance of the pen")
        )
        self._pg = cast(Any, self._plot.widget)
        self._plot.widget.setToolTip(
            tr("Click to go to a moment. Dashed lines: the answer changed.")
        )
        self._timeline: Timeline | None = None
        self._names = [pg.TextItem("", anchor=(0.5, 0.0)) for _ in range(NAMED)]
        self._lines: list[Any] = []
        for name in self._names:
            name.setZValue(1)  # above the lines of the changes
            self._pg.addItem(name, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot.widget)
        self._pg.scene().sigMouseClicked.connect(self._click)
        self._pg.getPlotItem().vb.sigResized.connect(self._place_names)
        self._pg.setCursor(Qt.CursorShape.PointingHandCursor)
        self._plot.set_ticks("left", [(0, "0"), (50, "50"), (100, "100 %")])
        self._apply_theme()
        self._redraw()

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Show a timeline; None is an empty plot."""
        self._timeline = timeline
        self._redraw()

    def mark(self, time: float) -> None:
        """Show a line at a pen time."""
        self._plot.mark(None if self._timeline is None else time)

    def named(self) -> list[int]:
        """The classes with a name, by curve: the answer, then the most probable ones."""
        if self._timeline is None:
            return []
        best = self._timeline.probabilities.max(axis=0)
        winner = int(self._timeline.probabilities[-1].argmax())
        others = [int(i) for i in np.argsort(-best, kind="stable") if i != winner]
        return [winner, *(label for label in others if best[label] >= LEAST_SHARE)][:NAMED]

    def change_times(self) -> list[float]:
        """The pen times of the dashed lines."""
        return [float(line.value()) for line in self._lines if line.isVisible()]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._apply_theme()
        super().changeEvent(event)

    def _apply_theme(self) -> None:
        palette = self.palette()
        names = DARK if theme.is_dark(palette) else LIGHT
        colours = [theme.accent(palette), *map(QColor, names)]
        self._plot.apply_theme(palette, [theme.hairline(palette), *colours], [False] * (1 + NAMED))
        veil = QColor(palette.color(palette.ColorRole.Base))
        veil.setAlphaF(VEIL)
        for name, colour in zip(self._names, colours, strict=True):
            name.fill = pg.mkBrush(veil)
            name.setColor(colour)
            name.setFont(theme.scaled_font(self.font(), 1.15, bold=True))
        for line in self._lines:
            line.setPen(self._dashed())

    def _redraw(self) -> None:
        timeline, named = self._timeline, self.named()
        self._plot.draw(0, *_in_one_line(timeline, named))
        for place, name in enumerate(self._names):
            shown = timeline is not None and place < len(named)
            name.setVisible(shown)
            if timeline is None or not shown:
                self._plot.draw(place + 1, [], [])
                continue
            percents = 100 * timeline.probabilities[:, named[place]]
            self._plot.draw(place + 1, timeline.times.tolist(), percents.tolist())
            name.setText(class_name(named[place]))
        end = 1.0 if timeline is None else float(timeline.times[-1])
        self._pg.setRange(xRange=(0, RIGHT_RIM * end), yRange=(BOTTOM, TOP), padding=0)
        # else the names notice it while painting, and everything is painted twice
        self._pg.getPlotItem().vb.updateMatrix()
        self._place_names()
        self._mark_strokes()
        self._mark_changes()

    def _place_names(self) -> None:
        """Place each name at the maximum of its curve, or below a name that is already there."""
        timeline, view = self._timeline, self._pg.getPlotItem().vb
        if timeline is None or not view.height():
            return
        end = float(timeline.times[-1])
        across, up = view.width() / (RIGHT_RIM * end), view.height() / (TOP - BOTTOM)
        taken: list[QRectF] = []
        for name, label in zip(self._names, self.named(), strict=False):
            top = int(timeline.probabilities[:, label].argmax())
            at, percent = (
                float(timeline.times[top]),
                100 * float(timeline.probabilities[top, label]),
            )
            anchor, size = _anchor(at / end), name.textItem.boundingRect()
            left = across * at - anchor * size.width()
            room = QRectF(left, up * (TOP - percent + 1.0), size.width(), size.height())
            for other in sorted(taken, key=QRectF.top):
                if room.intersects(other):
                    room.moveTop(other.bottom())
            taken.append(room)
            name.setAnchor((anchor, 0.0))
            name.setPos(at, TOP - room.top() / up)

    def _mark_strokes(self) -> None:
        ends = [] if self._timeline is None else self._timeline.stroke_ends.tolist()
        few = len(ends) <= FEW_STROKES
        ticks = [
            (end, tr("stroke {number}", number=n) if few else str(n))
            for n, end in enumerate(ends, start=1)
        ]
        self._plot.set_ticks("bottom", ticks)

    def _mark_changes(self) -> None:
        changes = () if self._timeline is None else self._timeline.changes
        while len(self._lines) < len(changes):
            line = pg.InfiniteLine(0.0, angle=90, movable=False, pen=self._dashed())
            self._pg.addItem(line, ignoreBounds=True)
            self._lines.append(line)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(changes))
            if number < len(changes):
                line.setPos(changes[number].time)
        steps = [f"{class_name(each.before)} → {class_name(each.after)}" for each in changes]
        self._plot.widget.setAccessibleDescription(
            ", ".join(steps) or tr("The answer never changed.")
        )

    def _dashed(self) -> Any:
        return pg.mkPen(theme.quiet(self.palette()), width=1, style=Qt.PenStyle.DashLine)

    def _click(self, event: Any) -> None:
        if self._timeline is None:
            return
        view = self._pg.getPlotItem().vb
        time = float(view.mapSceneToView(event.scenePos()).x())
        self.time_chosen.emit(min(max(time, 0.0), float(self._timeline.times[-1])))


def _anchor(share: float) -> float:
    """The alignment of a name, so that none is cut off at the ends of the plot."""
    return 0.0 if share < EDGE else 1.0 if share > 1.0 - EDGE else 0.5


def _in_one_line(timeline: Timeline | None, named: list[int]) -> tuple[list[float], list[float]]:
    """The curves of all other classes as one, which returns along 0 % after each."""
    if timeline is None:
        return [], []
    others = [i for i in range(timeline.probabilities.shape[1]) if i not in named]
    zero = np.zeros(1)
    there: list[Floats] = []
    heights: list[Floats] = []
    for label in others:
        there += [timeline.times[:1], timeline.times, timeline.times[-1:]]
        heights += [zero, 100 * timeline.probabilities[:, label], zero]
    if not there:
        return [], []
    return np.concatenate(there).tolist(), np.concatenate(heights).tolist()
