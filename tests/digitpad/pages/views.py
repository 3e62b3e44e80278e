"""Views that are shown by themselves, and the colours in them."""

from __future__ import annotations

from typing import Protocol, TypeVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

View = TypeVar("View", bound=QWidget)


class Show(Protocol):
    """Shows a view in this size until the test ends."""

    def __call__(self, view: View, width: int, height: int) -> View: ...


def pixel(view: QWidget, at: QPoint) -> int:
    """The colour at a place, 0xAARRGGBB."""
    return view.grab().toImage().pixelColor(at).rgb()
