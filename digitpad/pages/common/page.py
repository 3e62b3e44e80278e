"""What a page needs to be one of the window's."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QTabBar,
    QWidget,
)

from digitpad.pages.common.intents import Intent

PAGE_MARGIN = 16
COLUMN_GAP = 20


@dataclass(frozen=True, eq=False)
class Page:
    """A page behind a tab.

    Attributes:
        intent: turns to it; its text is the tab's.
        widget: the page itself.
    """

    intent: Intent
    widget: QWidget


class Column(QWidget):
    """A column of a page that is so many letters wide, however large these are."""

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


def take_keyboard(view: QWidget, event: QShowEvent) -> None:
    """Let ``view`` have the keys when somebody turns to its page, unless the tabs have them."""
    if not event.spontaneous() and not isinstance(QApplication.focusWidget(), QTabBar):
        view.setFocus()


def beside(first: QLayout, *others: QLayout) -> QHBoxLayout:
    """Columns of a page: the first is as wide as it must be, the others share the rest."""
    columns = QHBoxLayout()
    columns.setSpacing(COLUMN_GAP)
    columns.addLayout(first)
    for other in others:
        columns.addLayout(other, 1)
    return columns


def scrolled(content: QWidget, name: str) -> QScrollArea:
    """``content``, as large as there is room, and scrolled where it needs more.

    Args:
        content: what is shown.
        name: object name of the area around it.
    """
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    return area
