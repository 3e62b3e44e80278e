"""The probabilities over pen time, and the moments when the answer became another one."""

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

LEAST_SHARE = 0.25
"""A class that never was as probable as this stays grey, without a name."""
LIGHT = ("#c2570c", "#0f766e", "#7e3794", "#8a6d00")
DARK = ("#f6a04a", "#4fd1c0", "#d79bea", "#e2c44b")
NAMED = 1 + len(LIGHT)
AXIS = "how far the pen has gone"
FEW_STROKES = 4
RIGHT_RIM = 1.1
EDGE = 0.09
"""A name nearer to an end of the time than this share of it begins, or ends, at its place."""
VEIL = 0.7
BOTTOM, TOP = -8, 108


class TimelineView(QWidget):
    """A curve for each class, in per cent; the ones that mattered have a colour and their name.

    What is on the plot is made once and moved: making it costs more than painting it.

    Signals:
        time_chosen(float): the pen time that was clicked.
    """

    time_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # the first curve holds all that stay grey, one after the other
        self._plot = Plot("penTimeCurves", "Probabilities over pen time", curves=1 + NAMED)
        self._pg = cast(Any, self._plot.widget)
        self._plot.widget.setToolTip("Click to go to that moment; dashed lines: a new answer.")
        self._growth: Timeline | None = None
        self._names = [pg.TextItem("", anchor=(0.5, 0.0)) for _ in range(NAMED)]
        self._flips: list[Any] = []
        for name in self._names:
            name.setZValue(1)  # above the lines of the changes
            self._pg.addItem(name, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot.widget)
        self._pg.scene().sigMouseClicked.connect(self._click)
        self._pg.getPlotItem().vb.sigResized.connect(self._place_names)
        self._pg.setCursor(Qt.CursorShape.PointingHandCursor)
        self._pg.getAxis("left").setTicks([[(0, "0"), (50, "50"), (100, "100 %")]])
        self._pg.setLabel("bottom", AXIS)
        self._dress()
        self._redraw()

    def show_growth(self, growth: object) -> None:
        """Show a ``Timeline``; None is an empty plot."""
        self._growth = growth if isinstance(growth, Timeline) else None
        self._redraw()

    def mark(self, time: float) -> None:
        """Stand a line at a pen time."""
        self._plot.mark(None if self._growth is None else time)

    def named(self) -> list[int]:
        """The classes that mattered, by their curves: the last answer, then the most probable."""
        if self._growth is None:
            return []
        best = self._growth.probabilities.max(axis=0)
        winner = int(self._growth.probabilities[-1].argmax())
        others = [int(i) for i in np.argsort(-best, kind="stable") if i != winner]
        return [winner, *(label for label in others if best[label] >= LEAST_SHARE)][:NAMED]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        palette = self.palette()
        names = DARK if theme.is_dark(palette) else LIGHT
        colours = [theme.accent(palette), *map(QColor, names)]
        self._plot.dress(palette, [theme.hairline(palette), *colours], [False] * (1 + NAMED))
        veil = QColor(palette.color(palette.ColorRole.Base))
        veil.setAlphaF(VEIL)
        for name, colour in zip(self._names, colours, strict=True):
            name.fill = pg.mkBrush(veil)
            name.setColor(colour)
            name.setFont(theme.scaled_font(self.font(), 1.15, bold=True))
        for line in self._flips:
            line.setPen(self._dashed())

    def _redraw(self) -> None:
        growth, named = self._growth, self.named()
        self._plot.draw(0, *_in_one_line(growth, named))
        for place, name in enumerate(self._names):
            shown = growth is not None and place < len(named)
            name.setVisible(shown)
            if growth is None or not shown:
                self._plot.draw(place + 1, [], [])
                continue
            percents = 100 * growth.probabilities[:, named[place]]
            self._plot.draw(place + 1, growth.times.tolist(), percents.tolist())
            name.setText(class_name(named[place]))
        end = 1.0 if growth is None else float(growth.times[-1])
        self._pg.setRange(xRange=(0, RIGHT_RIM * end), yRange=(BOTTOM, TOP), padding=0)
        # else the names notice when they are painted, and all is painted once more for them
        self._pg.getPlotItem().vb.updateMatrix()
        self._place_names()
        self._mark_strokes()
        self._mark_flips()

    def _place_names(self) -> None:
        """A name stands where its curve is highest (colour is not all that tells), or below one
        that stands there already."""
        growth, view = self._growth, self._pg.getPlotItem().vb
        if growth is None or not view.height():
            return
        end = float(growth.times[-1])
        across, up = view.width() / (RIGHT_RIM * end), view.height() / (TOP - BOTTOM)
        taken: list[QRectF] = []
        for name, label in zip(self._names, self.named(), strict=False):
            top = int(growth.probabilities[:, label].argmax())
            at, percent = float(growth.times[top]), 100 * float(growth.probabilities[top, label])
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
        ends = [] if self._growth is None else self._growth.stroke_ends.tolist()
        few = len(ends) <= FEW_STROKES
        ticks = [(end, f"stroke {n}" if few else str(n)) for n, end in enumerate(ends, start=1)]
        self._pg.getAxis("bottom").setTicks([ticks])

    def _mark_flips(self) -> None:
        flips = () if self._growth is None else self._growth.flips
        while len(self._flips) < len(flips):
            line = pg.InfiniteLine(0.0, angle=90, movable=False, pen=self._dashed())
            self._pg.addItem(line, ignoreBounds=True)
            self._flips.append(line)
        for number, line in enumerate(self._flips):
            line.setVisible(number < len(flips))
            if number < len(flips):
                line.setPos(flips[number].time)
        words = [f"{class_name(flip.before)} became {class_name(flip.after)}" for flip in flips]
        self._plot.widget.setAccessibleDescription(", ".join(words) or "The answer never changed.")

    def _dashed(self) -> Any:
        return pg.mkPen(theme.quiet(self.palette()), width=1, style=Qt.PenStyle.DashLine)

    def _click(self, event: Any) -> None:
        if self._growth is None:
            return
        view = self._pg.getPlotItem().vb
        time = float(view.mapSceneToView(event.scenePos()).x())
        self.time_chosen.emit(min(max(time, 0.0), float(self._growth.times[-1])))


def _anchor(share: float) -> float:
    """Which part of a name stands at its place, so that none leaves the plot at its ends."""
    return 0.0 if share < EDGE else 1.0 if share > 1.0 - EDGE else 0.5


def _in_one_line(growth: Timeline | None, named: list[int]) -> tuple[list[float], list[float]]:
    """The curves of all other classes as one, there and back again, along its foot."""
    if growth is None:
        return [], []
    others = [i for i in range(growth.probabilities.shape[1]) if i not in named]
    zero = np.zeros(1)
    there: list[Floats] = []
    heights: list[Floats] = []
    for label in others:
        there += [growth.times[:1], growth.times, growth.times[-1:]]
        heights += [zero, 100 * growth.probabilities[:, label], zero]
    if not there:
        return [], []
    return np.concatenate(there).tolist(), np.concatenate(heights).tolist()
