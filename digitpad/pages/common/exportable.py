"""Which widgets are views: pictures of something, of which some can say the numbers behind them."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QGraphicsView, QWidget

from digitpad.exchange.tables import Numbers

Named = tuple[str, Numbers]


@runtime_checkable
class OffersNumbers(Protocol):
    """A view that can hand out an array."""

    def array_at(self, place: QPoint) -> Named | None:
        """What is shown at a place of the view (or of its viewport), with its name."""


@runtime_checkable
class OffersParts(Protocol):
    """A view with several pictures that can be taken one by one."""

    def part_at(self, place: QPoint) -> QRect | None:
        """Where the picture stands that is at a place of the view (or of its viewport)."""


def is_view(widget: QWidget) -> bool:
    """Whether ``widget`` is a picture: a plot, or ours and either painting itself or of numbers."""
    if isinstance(widget, (OffersNumbers, QGraphicsView)):
        return True
    ours = (kind for kind in type(widget).__mro__ if kind.__module__.startswith("digitpad."))
    return any("paintEvent" in vars(kind) for kind in ours)


def view_of(widget: QWidget | None) -> QWidget | None:
    """The view that ``widget`` is, or is in; None for none."""
    while widget is not None and not is_view(widget):
        widget = widget.parentWidget()
    return widget


def views_in(widget: QWidget) -> list[QWidget]:
    """The views in ``widget`` that can be seen and have a name, without views within views."""
    inside = (child for child in widget.findChildren(QWidget) if child.isVisible())
    return [
        child
        for child in inside
        if child.accessibleName() and is_view(child) and view_of(child.parentWidget()) is None
    ]


def array_at(view: QWidget, place: QPoint) -> Named | None:
    """The numbers that ``view`` shows at a place of the screen; of a plot, all its points."""
    if isinstance(view, pg.PlotWidget):
        return _points(view)
    if not isinstance(view, OffersNumbers):
        return None
    return view.array_at(surface_of(view).mapFromGlobal(place))


def part_at(view: QWidget, place: QPoint) -> tuple[QWidget, QRect] | None:
    """The one picture of several at a place of the screen: what paints it, and where."""
    if not isinstance(view, OffersParts):
        return None
    surface = surface_of(view)
    box = view.part_at(surface.mapFromGlobal(place))
    return None if box is None else (surface, box)


def keyboard_place(view: QWidget) -> QPoint:
    """Where on the screen the keyboard is at work in ``view``: in the middle, if it does not say.

    It says so where Qt asks as well, for the place of a menu.
    """
    cursor, surface = view.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle), surface_of(view)
    where = cursor if isinstance(cursor, QRect) else surface.rect()  # a plot answers nothing
    return surface.mapToGlobal(where.center())


def _points(plot: pg.PlotWidget) -> Named | None:
    """Rows of the curve's number, from 1, with x and y; None where there are none."""
    rows = [
        (number, x, y)
        for number, curve in enumerate(plot.listDataItems(), start=1)
        if curve.xData is not None
        for x, y in zip(curve.xData, curve.yData, strict=True)
    ]
    return (plot.accessibleName(), np.array(rows)) if rows else None


def surface_of(view: QWidget) -> QWidget:
    """What paints the view and hears of the pointer."""
    return view.viewport() if isinstance(view, QAbstractScrollArea) else view
