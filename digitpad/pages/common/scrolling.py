"""Scrolling for views that paint only their visible part."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtWidgets import QAbstractScrollArea


def offset(area: QAbstractScrollArea) -> QPoint:
    """The point of the content at the view's upper left corner."""
    return QPoint(area.horizontalScrollBar().value(), area.verticalScrollBar().value())


def set_contents(area: QAbstractScrollArea, size: QSize, step: int) -> None:
    """Let ``area`` scroll over content of this size, by ``step`` units for each press of an arrow.

    The space of the scroll bars is taken into account, so that they do not flicker.
    """
    across, down = area.horizontalScrollBar(), area.verticalScrollBar()
    room = area.maximumViewportSize()
    thick, wide = across.sizeHint().height(), down.sizeHint().width()
    needs_across = size.width() > room.width()
    needs_down = size.height() > room.height() - thick * needs_across
    needs_across = size.width() > room.width() - wide * needs_down
    room -= QSize(wide * needs_down, thick * needs_across)
    for bar, length, seen in (
        (across, size.width(), room.width()),
        (down, size.height(), room.height()),
    ):
        bar.setRange(0, max(0, length - seen))
        bar.setPageStep(seen)
        bar.setSingleStep(step)


def reveal(area: QAbstractScrollArea, box: QRectF, margin: int, top: int = 0) -> None:
    """Scroll as little as necessary to show ``box``, in units of the viewport, with a margin.

    ``top``: the height at the view's upper edge that is covered by something else.
    """
    room = area.viewport().size()
    for bar, low, high, start, end in (
        (area.horizontalScrollBar(), box.left(), box.right(), margin, room.width() - margin),
        (area.verticalScrollBar(), box.top(), box.bottom(), top + margin, room.height() - margin),
    ):
        if low < start:
            bar.setValue(bar.value() + int(low) - start)
        elif high > end:
            bar.setValue(bar.value() + int(high) - end)
