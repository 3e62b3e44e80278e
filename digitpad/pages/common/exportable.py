"""Which widgets are views, that is pictures that can be exported, some with their numbers."""

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
    """A view that can be exported as an array."""

    def array_at(self, place: QPoint) -> Named | None:
        """The array at a place of the view (or of its viewport), with its name."""


@runtime_checkable
class OffersParts(Protocol):
    """A view with several pictures that can be exported one by one."""

    def part_at(self, place: QPoint) -> QRect | None:
        """The area of the picture at a place of the view (or of its viewport)."""


def is_view(widget: QWidget) -> bool:
    """Whether ``widget`` is a plot, offers numbers, or is one of ours that paints itself."""
    if isinstance(widget, (OffersNumbers, QGraphicsView)):
        return True
    ours = (kind for kind in type(widget).__mro__ if kind.__module__.startswith("digitpad."))
    return any("paintEvent" in vars(kind) for kind in ours)


def view_of(widget: QWidget | None) -> QWidget | None:
    """``widget`` or the parent that is a view; None if there is none.

    A plot inside a view that offers numbers is a part of that view.
    """
    while widget is not None and not is_view(widget):
        widget = widget.parentWidget()
    parent = None if widget is None else widget.parentWidget()
    return parent if isinstance(parent, OffersNumbers) else widget


def views_in(widget: QWidget) -> list[QWidget]:
    """The visible views in ``widget`` with an accessible name, without views inside views."""
    inside = (child for child in widget.findChildren(QWidget) if child.isVisible())
    return [
        child
        for child in inside
        if child.accessibleName() and is_view(child) and view_of(child.parentWidget()) is None
    ]


def array_at(view: QWidget, place: QPoint) -> Named | None:
    """The numbers of ``view`` at a place of the screen; all points of a plot."""
    if isinstance(view, pg.PlotWidget):
        return _points(view)
    if not isinstance(view, OffersNumbers):
        return None
    return view.array_at(surface_of(view).mapFromGlobal(place))


def part_at(view: QWidget, place: QPoint) -> tuple[QWidget, QRect] | None:
    """The picture at a place of the screen: the widget that paints it, and its area."""
    if not isinstance(view, OffersParts):
        return None
    surface = surface_of(view)
    box = view.part_at(surface.mapFromGlobal(place))
    return None if box is None else (surface, box)


def keyboard_place(view: QWidget) -> QPoint:
    """The place of the keyboard cursor of ``view`` on the screen, or else the middle of the view.

    Qt opens context menus at the same place.
    """
    cursor, surface = view.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle), surface_of(view)
    where = cursor if isinstance(cursor, QRect) else surface.rect()  # a plot has no cursor
    return surface.mapToGlobal(where.center())


def _points(plot: pg.PlotWidget) -> Named | None:
    """Rows of curve number (from 1), x and y; None if there are none."""
    rows = [
        (number, x, y)
        for number, curve in enumerate(plot.listDataItems(), start=1)
        if curve.xData is not None
        for x, y in zip(curve.xData, curve.yData, strict=True)
    ]
    return (plot.accessibleName(), np.array(rows)) if rows else None


def surface_of(view: QWidget) -> QWidget:
    """The widget that paints the view and gets its pointer events."""
    return view.viewport() if isinstance(view, QAbstractScrollArea) else view
