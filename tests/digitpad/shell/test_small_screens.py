"""The window fits the screen, and everything in it can be scrolled to.

The off-screen platform's screen is 800 by 800: smaller than the usual window.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QTabWidget

from digitpad.app import App
from digitpad.shell.main_window import MARGIN
from tests.digitpad.hand import Wait, find


def areas(app: App) -> list[QScrollArea]:
    """The pages' areas, after each was turned to."""
    tabs = app.window.findChild(QTabWidget, "tabs")
    found = []
    for number in range(tabs.count()):
        tabs.setCurrentIndex(number)
        QApplication.processEvents()
        found.append(tabs.widget(number))
    return found


def scrolls(area: QScrollArea) -> bool:
    return bool(area.horizontalScrollBar().maximum() or area.verticalScrollBar().maximum())


def test_the_first_window_fits_the_screen(unshown_app: App) -> None:
    window = unshown_app.window
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    assert window.screen().availableGeometry().contains(window.geometry().translated(4, 36))


@pytest.mark.parametrize("size", [(1024, 700), (800, 640), (960, 516)])
def test_pages_scroll_where_they_would_be_cut(
    app: App, size: tuple[int, int], wait_until: Wait
) -> None:
    app.window.resize(*size)
    QApplication.processEvents()
    tabs = app.window.findChild(QTabWidget, "tabs")
    for number in range(tabs.count()):
        tabs.setCurrentIndex(number)
        page = tabs.widget(number).widget()
        wait_until(lambda page=page: page.size() == page.size().expandedTo(page.minimumSizeHint()))
    assert (app.window.width(), app.window.height()) == size
    assert any(scrolls(tabs.widget(number)) for number in range(tabs.count()))


@pytest.mark.parametrize("height", [800, 728])  # 728: under a title on a screen of 1366 by 768
def test_no_page_scrolls_at_the_usual_size(app: App, height: int) -> None:
    app.window.resize(1280, height)
    pages = areas(app)
    assert [area.widget().objectName() for area in pages if scrolls(area)] == []
    within = [area for page in pages for area in page.findChildren(QScrollArea)]
    assert within
    assert not any(area.horizontalScrollBar().maximum() for area in within)


def test_a_very_wide_window_becomes_the_usual_one_at_once(app: App) -> None:
    before = find(app, "pad").geometry()
    for width, height in ((3000, 1000), (1280, 800)):
        app.window.resize(width, height)
        QApplication.processEvents()
        assert app.window.width() == width
    assert find(app, "pad").geometry() == before


def test_a_presentation_takes_the_screen_and_no_more(app: App) -> None:
    QTest.keyClick(app.window, Qt.Key.Key_F5)
    QApplication.processEvents()
    assert app.window.size() == app.window.screen().size()


def test_the_pad_gives_way_so_that_pages_and_tabs_are_seen_whole(app: App) -> None:
    tabs = app.window.findChild(QTabWidget, "tabs")
    least = max(tabs.minimumSizeHint().width(), tabs.tabBar().sizeHint().width())
    for column in (325, 335):  # a share of the window would be more
        app.window.resize(least + column + 3 * MARGIN, 1200)
        QApplication.processEvents()
        assert tabs.width() == least
        assert tabs.tabBar().sizeHint().width() <= tabs.tabBar().width()
