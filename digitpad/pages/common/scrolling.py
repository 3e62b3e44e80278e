"""Scrolling over something larger than its view; for views that paint what is seen themselves."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtWidgets import QAbstractScrollArea


def offset(area: QAbstractScrollArea) -> QPoint:
    """The point of the contents that is at the view's upper left corner."""
    return QPoint(area.horizontalScrollBar().value(), area.verticalScrollBar().value())


def set_contents(area: QAbstractScrollArea, size: QSize, step: int) -> None:
    """Let ``area`` scroll over contents of this size, ``step`` units with a press on an arrow.

    What the scroll bars themselves take away is reckoned with, so that they do not come and go.
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
    """Scroll just so far that ``box``, in units of the viewport, is seen with a margin around it.

    ``top``: so much of the view is hidden behind something at its upper edge.
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
