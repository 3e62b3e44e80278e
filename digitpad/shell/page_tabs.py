"""The tabs with the pages, which scroll if the window is too small for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QTabBar, QTabWidget, QWidget

from digitpad.pages.common.page import Page
from digitpad.text.translation import tr

SMALLEST = QSize(320, 240)
"""A page that needs more space scrolls, so that the window never outgrows the screen."""
DESCENDERS = 4
"""Pixels missing below the text of inactive tabs in Qt."""
WARM_UP_MS = 50
"""Delay between two off-screen warm-up paints."""


class PageTabs(QTabWidget):
    """All pages.

    The minimum size is ``SMALLEST``; ``minimumSizeHint`` is the size at which nothing scrolls.

    Each page is painted once off-screen, soon after the start, so that its one-time set-up does not
    stall the pen when it is first shown.
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
            self.addTab(self._areas[number], tr(page.action.text).replace("&", ""))
            self.setTabToolTip(number, tr(page.action.tip))
        self._warm_up_timer = QTimer(self)
        self._warm_up_timer.setInterval(WARM_UP_MS)
        self._warm_up_timer.timeout.connect(self._warm_up)

    def show_page(self, page: QWidget) -> None:
        """Show this page."""
        self.setCurrentWidget(next(area for area in self._areas if area.widget() is page))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unseen:
            self._warm_up_timer.start()

    def _warm_up(self) -> None:
        """Paint one more page off-screen."""
        area = self._unseen.pop(0)
        if not area.isVisible():
            area.resize(self.currentWidget().size())
            area.grab()
        if not self._unseen:
            self._warm_up_timer.stop()


class RoomyTabBar(QTabBar):
    """Tabs with space for descenders even in inactive tabs, whose text is drawn lower."""

    def tabSizeHint(self, index: int) -> QSize:
        return super().tabSizeHint(index) + QSize(0, DESCENDERS)


class PageArea(QScrollArea):
    """Shows ``page`` as large as possible, but never smaller than its minimum.

    ``widgetResizable`` would already scroll below the preferred height of a page with wrapped text.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the page has its own keys
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        """The least size of the page."""
        return self._page.minimumSizeHint()

    def sizeHint(self) -> QSize:
        """The preferred size of the page."""
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
