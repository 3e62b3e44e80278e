from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.pages.common.actions import ActionSpec
from digitpad.pages.common.page import Page
from digitpad.shell.page_tabs import WARM_UP_MS, PageTabs
from tests.digitpad.hand import Wait, shown, wait


class Watched(QWidget):
    """A page that records how it was painted, and whether it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[QSize] = []
        self.turned_to = False

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.append(self.size())

    def showEvent(self, event: QShowEvent) -> None:
        self.turned_to = True


def test_every_page_is_painted_once_before_anybody_turns_to_it(
    qt: QApplication, wait_until: Wait
) -> None:
    pages = [Watched() for _ in range(3)]
    specs = [ActionSpec(f"turn{number}", f"Page {number}", "") for number in range(3)]
    tabs = PageTabs(
        [Page(action.name, action, page) for action, page in zip(specs, pages, strict=True)]
    )
    with shown(tabs, 640, 480):
        wait_until(lambda: all(page.painted for page in pages))
        wait(3 * WARM_UP_MS)
        assert pages[1].painted == pages[2].painted == [pages[0].size()]
        assert [page.turned_to for page in pages] == [True, False, False]
