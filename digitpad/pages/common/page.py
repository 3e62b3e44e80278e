"""The base of the pages, and the parts of their layout."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QTabBar,
    QWidget,
)

from digitpad.pages.common.actions import ActionSpec

PAGE_MARGIN = 16
COLUMN_GAP = 20


@dataclass(frozen=True, eq=False)
class Page:
    """A page behind a tab.

    Attributes:
        key: names it on the command line of ``digitpad.screenshot``.
        action: shows it; its text is the tab's.
        widget: the page itself.
    """

    key: str
    action: ActionSpec
    widget: QWidget


class PageWidget(QWidget):
    """A page, or a part of one, that works only while it is visible.

    Args:
        name: the object name.
        first: gets the keyboard when the page is opened, unless the tabs have it.
    """

    def __init__(self, name: str, first: QWidget | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self._first = first

    def set_visible(self, visible: bool) -> None:
        """Called when the page is shown and when it is hidden: start or stop its models."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.set_visible(True)
        opened = not event.spontaneous()
        if opened and self._first and not isinstance(QApplication.focusWidget(), QTabBar):
            self._first.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.set_visible(False)


class Column(QWidget):
    """A column of a page, ``letters`` average letters wide in any font."""

    def __init__(self, content: QLayout, letters: int) -> None:
        super().__init__()
        self._letters = letters
        content.setContentsMargins(0, 0, 0, 0)
        self.setLayout(content)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        self.setFixedWidth(self._letters * self.fontMetrics().averageCharWidth())


def beside(first: QLayout, *others: QLayout) -> QHBoxLayout:
    """Columns of a page: the first takes the width it needs, the others share the rest."""
    columns = QHBoxLayout()
    columns.setSpacing(COLUMN_GAP)
    columns.addLayout(first)
    for other in others:
        columns.addLayout(other, 1)
    return columns


def scrolled(content: QWidget, name: str) -> QScrollArea:
    """An area called ``name`` that ``content`` fills, and in which it scrolls if necessary."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    return area
