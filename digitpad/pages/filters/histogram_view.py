"""The histogram of a filter's outputs."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cnn.arrays import Floats, Integers
from digitpad.pages.common import colour, theme
from digitpad.pages.common.plot import Plot
from digitpad.text.numbers import thousands
from digitpad.text.translation import tr

POWERS = (0, 2, 4, 6, 8)
"""The powers of ten with a line and a number."""
WIDEST = thousands(10**6)
HEADROOM = 1.04
LEAST_HEIGHT = 72
BLUE, ORANGE = 62, 194
"""Entries of the colour table."""


class HistogramView(QWidget):
    """Bars over the number line: blue below 0, which a ReLU removes, orange above.

    The vertical axis is logarithmic, each line a hundred times the one below, because otherwise
    only one bar would be visible. A mark shows the largest output for the current ink.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("histogram")
        self.setAccessibleName(tr("Histogram of the filter's outputs on the test set"))
        self.setToolTip(
            tr(
                "How often each output occurs: blue below 0, where ReLU outputs 0, orange above. "
                "Each line is a hundred times the one below."
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._plot = Plot("histogramPlot", "", widest=WIDEST, least_height=LEAST_HEIGHT)
        self._plot.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ticks = [(float(_height(10**power)), thousands(10**power)) for power in POWERS]
        self._plot.set_ticks("left", ticks)
        self._bars = pg.BarGraphItem(x0=[], x1=[], height=[], pen=None)
        self._plot.add(self._bars)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot.widget)
        self._bins = np.zeros((0, 3))
        self._mark: float | None = None
        self._is_dead = False
        self._apply_theme()

    def sizeHint(self) -> QSize:
        return QSize(420, 110)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._apply_theme()
        super().changeEvent(event)

    def show_counts(
        self, edges: Floats, counts: Integers, text: str, is_dead: bool = False
    ) -> None:
        """Show ``counts``, ``(bins,)``, between ``edges``, ``(bins + 1,)``, described by ``text``.

        A dead filter has no orange bars: its outputs from 0 on are exactly 0.
        """
        self._is_dead = is_dead
        used = np.flatnonzero(counts)
        if not used.size:
            self.clear()
            return
        middle = len(counts) // 2  # 0 stays visible
        shown = slice(min(used[0], middle - 1), max(used[-1], middle) + 1)
        self._bins = np.stack([edges[:-1], edges[1:], counts], axis=1)[shown]
        self.setAccessibleDescription(text)
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self._bins = np.zeros((0, 3))
        self.setAccessibleDescription(tr("Nothing yet."))
        self._draw()

    def show_mark(self, value: float | None) -> None:
        """Mark a number on the axis, or none."""
        if value != self._mark:
            self._mark = value
            self._place_mark()

    def array_at(self, place: QPoint) -> tuple[str, Floats] | None:
        """The bars, ``(bins, 3)``: from, to, count; None if there are none."""
        return (self.accessibleName(), self._bins) if len(self._bins) else None

    def _apply_theme(self) -> None:
        self._plot.apply_theme(self.palette(), (), ())
        self._draw()

    def _draw(self) -> None:
        left, right, counts = self._bins.T
        table = colour.diverging(theme.is_dark(self.palette()))
        positive = theme.quiet(self.palette()) if self._is_dead else QColor(int(table[ORANGE]))
        brushes = [QColor(int(table[BLUE])) if x < 0 else positive for x in left.tolist()]
        self._bars.setOpts(x0=left, x1=right, height=_height(counts), brushes=brushes)
        if len(left):
            top = HEADROOM * float(_height(max(9.0, counts.max())))
            self._plot.frame(float(left[0]), float(right[-1]), 0.0, top)
        self._plot.widget.setVisible(bool(len(left)))
        self._place_mark()

    def _place_mark(self) -> None:
        if self._mark is None or not len(self._bins):
            self._plot.mark(None)
        else:
            self._plot.mark(float(np.clip(self._mark, self._bins[0, 0], self._bins[-1, 1])))


def _height(count: Floats | float) -> Floats:
    """The height of a bar: 1 is added to the count, so that a bar of 1 is visible."""
    return np.log10(np.asarray(count, np.float64) + 1)
