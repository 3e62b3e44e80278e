"""The probabilities over pen time, and the moments when the answer became another one."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.classes import class_name
from digitpad.growth import Growth
from digitpad.painting import theme
from digitpad.painting.plot import Plot
from digitpad.verdict import DIGITS

LEAST_SHARE = 0.25
"""A class that never was as probable as this stays grey, without a name."""
LIGHT = ("#c2570c", "#0f766e", "#7e3794", "#8a6d00")
DARK = ("#f6a04a", "#4fd1c0", "#d79bea", "#e2c44b")
AXIS = "the pen's way, with the end of each stroke (points carry no clock)"
FEW_STROKES = 4
RIGHT_RIM = 1.07


class PenTimeView(QWidget):
    """A curve for each class, in per cent; the ones that mattered have a colour and their name.

    Signals:
        time_chosen(float): the pen time that was clicked.
    """

    time_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = Plot("penTimeCurves", "Probabilities over pen time", curves=DIGITS + 1)
        self._pg = cast(Any, self._plot.widget)
        self._plot.widget.setToolTip("Click to go to that moment; dashed lines: a new answer.")
        self._growth: Growth | None = None
        self._marks: list[Any] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot.widget)
        self._pg.scene().sigMouseClicked.connect(self._click)
        self._pg.setCursor(Qt.CursorShape.PointingHandCursor)
        self._pg.getAxis("left").setTicks([[(0, "0"), (50, "50"), (100, "100 %")]])
        self._pg.setLabel("bottom", AXIS)
        self._redraw()

    def show_growth(self, growth: object) -> None:
        """Show a ``Growth``; None is an empty plot."""
        self._growth = growth if isinstance(growth, Growth) else None
        self._redraw()

    def mark(self, time: float) -> None:
        """Stand a line at a pen time."""
        self._plot.mark(None if self._growth is None else time)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._redraw()
        super().changeEvent(event)

    def _redraw(self) -> None:
        for item in self._marks:
            self._pg.removeItem(item)
        self._marks.clear()
        growth = self._growth
        percents = np.zeros((1, DIGITS)) if growth is None else 100 * growth.probabilities
        colours = self._colours(percents)
        grey = theme.hairline(self.palette())
        drawn = [colours.get(label, grey) for label in range(DIGITS + 1)]
        self._plot.dress(self.palette(), drawn, [False] * (DIGITS + 1))
        for label in range(DIGITS + 1):
            shown = growth is not None and label < percents.shape[1]
            times = growth.times.tolist() if growth is not None and shown else []
            self._plot.draw(label, times, percents[:, label].tolist() if shown else [])
        end = 1.0 if growth is None else float(growth.times[-1])
        self._pg.setRange(xRange=(0, RIGHT_RIM * end), yRange=(-8, 108), padding=0)
        self._name_strokes()
        if growth is not None:
            self._mark_flips(growth)
            self._name_curves(growth, percents, colours)
        self._describe()

    def _colours(self, percents: Any) -> dict[int, QColor]:
        """The classes that mattered: the last answer in the accent, then the most probable ones."""
        if self._growth is None:
            return {}
        best = percents.max(axis=0)
        winner = int(percents[-1].argmax())
        others = [int(i) for i in np.argsort(-best, kind="stable") if i != winner]
        palette = self.palette()
        names = DARK if theme.is_dark(palette) else LIGHT
        shown = [label for label in others if best[label] >= 100 * LEAST_SHARE]
        coloured = {label: QColor(name) for label, name in zip(shown, names, strict=False)}
        return {winner: theme.accent(palette)} | coloured

    def _name_strokes(self) -> None:
        ends = [] if self._growth is None else self._growth.stroke_ends.tolist()
        few = len(ends) <= FEW_STROKES
        ticks = [(end, f"stroke {n}" if few else str(n)) for n, end in enumerate(ends, start=1)]
        self._pg.getAxis("bottom").setTicks([ticks])

    def _mark_flips(self, growth: Growth) -> None:
        quiet = theme.quiet(self.palette())
        for flip in growth.flips:
            pen = pg.mkPen(quiet, width=1, style=Qt.PenStyle.DashLine)
            self._add(pg.InfiniteLine(flip.time, angle=90, movable=False, pen=pen))

    def _name_curves(self, growth: Growth, percents: Any, colours: dict[int, QColor]) -> None:
        """Each name stands where its curve is highest, so that colour is not all that tells."""
        for label, colour in colours.items():
            at = int(percents[:, label].argmax())
            item = pg.TextItem(class_name(label), color=colour, anchor=(0.5, 0.0))
            item.setFont(theme.scaled_font(self.font(), 1.15, bold=True))
            item.setPos(float(growth.times[at]), float(percents[at, label]) - 1.0)
            self._add(item)

    def _add(self, item: Any) -> None:
        self._pg.addItem(item, ignoreBounds=True)
        self._marks.append(item)

    def _describe(self) -> None:
        flips = () if self._growth is None else self._growth.flips
        words = [f"{class_name(flip.before)} became {class_name(flip.after)}" for flip in flips]
        self._plot.widget.setAccessibleDescription(", ".join(words) or "The answer never changed.")

    def _click(self, event: Any) -> None:
        if self._growth is None:
            return
        view = self._pg.getPlotItem().vb
        time = float(view.mapSceneToView(event.scenePos()).x())
        self.time_chosen.emit(min(max(time, 0.0), float(self._growth.times[-1])))
