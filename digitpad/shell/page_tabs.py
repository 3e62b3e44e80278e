"""The pages behind their tabs; they scroll where the window is too small for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QTabBar, QTabWidget, QWidget

from digitpad.pages.common.page import Page

SMALLEST = QSize(320, 240)
"""A page that needs more room scrolls, before the window outgrows the screen."""
DESCENDERS = 4
"""Pixels that Qt leaves out below the letters of tabs that are not chosen."""
REHEARSAL_MS = 50
"""Between two pages that are painted for nobody."""


class PageTabs(QTabWidget):
    """All pages.

    It can do with ``SMALLEST``; ``minimumSizeHint`` says what it takes that nothing scrolls.

    Each page is painted once, unseen, soon after the tabs were shown: what its widgets and Qt do
    but once would else make the pen wait when somebody first turns to it.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        super().__init__()
        self.setTabBar(RoomyTabBar())
        self.setObjectName("tabs")
        self.setDocumentMode(True)
        self.setMinimumSize(SMALLEST)
        self._areas = [PageArea(page.widget) for page in pages]
        self._unseen = list(self._areas)
        for number, page in enumerate(pages):
            self.addTab(self._areas[number], page.intent.text.replace("&", ""))
            self.setTabToolTip(number, page.intent.tip)
        self._rehearsal = QTimer(self)
        self._rehearsal.setInterval(REHEARSAL_MS)
        self._rehearsal.timeout.connect(self._rehearse)

    def turn_to(self, page: QWidget) -> None:
        """Show this page."""
        self.setCurrentWidget(next(area for area in self._areas if area.widget() is page))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unseen:
            self._rehearsal.start()

    def _rehearse(self) -> None:
        """Paint one more page for nobody."""
        area = self._unseen.pop(0)
        if not area.isVisible():
            area.resize(self.currentWidget().size())
            area.grab()
        if not self._unseen:
            self._rehearsal.stop()


class RoomyTabBar(QTabBar):
    """Tabs with room for descenders also where they are not chosen, and so drawn lower."""

    def tabSizeHint(self, index: int) -> QSize:
        return super().tabSizeHint(index) + QSize(0, DESCENDERS)


class PageArea(QScrollArea):
    """Shows ``page`` as large as there is room, and never smaller than it can be.

    ``widgetResizable`` would scroll as soon as a page with broken lines is lower than it likes.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the page has its own keys
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        """What the page needs."""
        return self._page.minimumSizeHint()

    def sizeHint(self) -> QSize:
        """What the page would like."""
        return self._page.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        least = self._page.minimumSizeHint().expandedTo(self._page.minimumSize())
        self._page.resize(self.viewport().size().expandedTo(least))
