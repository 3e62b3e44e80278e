"""A plot with a fixed frame: pyqtgraph without grids, menus and other distractions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QPen
from PySide6.QtWidgets import QGraphicsItem, QSizePolicy, QWidget

from digitpad.pages.common import theme

LONGEST_TICK, TICK_ROOM = "100 %", 8
LEAST_HEIGHT = 120
DOT_SIZE = 9
CURVE_WIDTH = 2.0
PADDING = 0.03  # just enough for the lowest number of the axis


class Plot:
    """A plot with a fixed range.

    Args:
        name: the object name of the widget.
        accessible_name: its accessible name.
        curves: their number.
        label: the text below the horizontal axis.
        widest: the longest text at the vertical axis.
        least_height: the minimum height.

    Attributes:
        widget: the plot, to be put into a layout.
    """

    def __init__(
        self,
        name: str,
        accessible_name: str,
        curves: int = 0,
        label: str = "",
        widest: str = LONGEST_TICK,
        least_height: int = LEAST_HEIGHT,
    ) -> None:
        self._widest = widest
        self._background = QPalette.ColorRole.Base
        self._plot: Any = pg.PlotWidget(enableMenu=False)
        self.widget: QWidget = self._plot
        self.widget.setObjectName(name)
        self.widget.setAccessibleName(accessible_name)
        self.widget.setMinimumHeight(least_height)
        policy = QSizePolicy.Policy
        self.widget.setSizePolicy(policy.Expanding, policy.Ignored)  # as high as the layout allows
        self._plot.setMouseEnabled(False, False)
        self._plot.hideButtons()
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        if label:
            self._plot.setLabel("bottom", label)
        self._plot.showGrid(x=False, y=True, alpha=0.12)
        self._curves = [self._plot.plot([], [], antialias=True) for _ in range(curves)]
        for axis in self._axes():  # painting their numbers takes longer than everything else
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._line: Any = pg.InfiniteLine(angle=90, movable=False)
        self._line.hide()
        self._plot.addItem(self._line, ignoreBounds=True)

    def apply_theme(
        self, palette: QPalette, colours: Sequence[QColor], dots: Sequence[bool]
    ) -> None:
        """Use the colours and the font size of the theme. A curve with ``dots`` has one at every
        value.
        """
        base, quiet = palette.color(QPalette.ColorRole.Base), theme.quiet(palette)
        self._plot.setBackground(palette.color(self._background))
        longest = self.widget.fontMetrics().horizontalAdvance(self._widest)
        self._plot.getAxis("left").setWidth(longest + TICK_ROOM)
        for axis in self._axes():
            axis.setPen(theme.hairline(palette))
            axis.setTextPen(quiet)
        self._line.setPen(pg.mkPen(quiet, width=1))
        for curve, colour, dotted in zip(self._curves, colours, dots, strict=True):
            pen = QPen(colour, CURVE_WIDTH * self.widget.devicePixelRatioF())
            pen.setCosmetic(True)
            curve.setPen(pen)
            curve.setSymbol("o" if dotted else None)
            curve.setSymbolSize(DOT_SIZE)
            curve.setSymbolBrush(colour)
            curve.setSymbolPen(pg.mkPen(base, width=1.5))

    def draw(self, curve: int, x: Sequence[float], y: Sequence[float]) -> None:
        """Replace the values of a curve."""
        self._curves[curve].setData(x, y)

    def add(self, item: Any) -> None:
        """Add an item that draws something else than a curve."""
        self._plot.addItem(item, ignoreBounds=True)

    def show_squares(self, side: int) -> None:
        """Show ``side`` × ``side`` squares, which touch at whole numbers; y runs down."""
        self._background = QPalette.ColorRole.Window  # beside the squares the plot is empty
        self._plot.invertY(True)
        self._plot.setAspectLocked(True)
        self._plot.showGrid(x=False, y=False)
        self._plot.getPlotItem().setContentsMargins(0, 0, 2 * TICK_ROOM, 0)  # for the last number
        for axis in self._axes():
            axis.setStyle(hideOverlappingLabels=False, tickLength=0)
        self._plot.setRange(xRange=(0, side), yRange=(0, side), padding=0)

    def place(self, x: float, y: float) -> QPoint:
        """Where the values ``x`` and ``y`` are shown, in pixels of the widget."""
        return self._plot.mapFromScene(self._plot.getPlotItem().vb.mapViewToScene(QPointF(x, y)))

    def values_at(self, place: QPoint) -> tuple[float, float]:
        """The x and y values that are shown at a place of the widget."""
        view = self._plot.getPlotItem().vb
        point = view.mapSceneToView(self._plot.mapToScene(place))
        return float(point.x()), float(point.y())

    def on_resize(self, call: Callable[[], None]) -> None:
        """``call`` when the plot has got another size."""
        self._plot.getPlotItem().vb.sigResized.connect(lambda _view: call())

    def set_label(self, axis: str, text: str) -> None:
        """Name the axis "left" or "bottom"."""
        self._plot.setLabel(axis, text)

    def set_ticks(self, axis: str, ticks: Sequence[tuple[float, str]]) -> None:
        """Show these numbers, with their texts, at the axis "left" or "bottom"."""
        self._plot.getAxis(axis).setTicks([ticks])

    def frame(self, left: float, right: float, bottom: float, top: float) -> None:
        """Show ``left`` to ``right`` horizontally, and ``bottom`` to ``top`` vertically."""
        self._plot.setRange(xRange=(left, right), yRange=(bottom, top), padding=PADDING)

    def mark(self, x: float | None) -> None:
        """Show a thin vertical line at ``x``, or hide it."""
        self._line.setVisible(x is not None)
        if x is not None:
            self._line.setPos(x)

    def on_hover(self, call: Callable[[float | None], None]) -> None:
        """``call`` with the x value under the pointer, and with None when it leaves."""

        def moved(position: QPointF) -> None:
            view = self._plot.getPlotItem().vb
            inside = view.sceneBoundingRect().contains(position)
            call(float(view.mapSceneToView(position).x()) if inside else None)

        self._plot.scene().sigMouseMoved.connect(moved)
        self._plot.setMouseTracking(True)
        self._plot.setCursor(Qt.CursorShape.CrossCursor)

    def _axes(self) -> list[Any]:
        return [self._plot.getAxis(side) for side in ("left", "bottom")]
