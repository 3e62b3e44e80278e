"""A page that is opened can be used with the keyboard at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QTabWidget, QWidget

from digitpad.app import App


@pytest.mark.parametrize(
    ("keys", "name"),
    [("Ctrl+3", "networkView"), ("Ctrl+4", "kernels"), ("Ctrl+8", "contactSheet")],
)
@pytest.mark.parametrize("start", ["pad", "startButton"])
def test_a_page_takes_the_keyboard(app: App, keys: str, name: str, start: str) -> None:
    if start == "startButton":
        QTest.keySequence(app.window, "Ctrl+2")
    app.window.findChild(QWidget, start).setFocus()
    QTest.keySequence(app.window, keys)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == name


def test_space_mutes_and_keys_for_pages_still_work(app: App) -> None:
    tabs = app.window.findChild(QTabWidget, "tabs")
    QTest.keySequence(app.window, "Ctrl+2")
    QTest.keySequence(app.window, "Ctrl+4")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert [filter.channel for filter in app.filters.muted] == [1]
    assert QApplication.activePopupWidget() is None
    QTest.keySequence(QApplication.focusWidget(), "Ctrl+5")
    assert tabs.currentIndex() == 4


def test_who_goes_along_the_tabs_is_not_stopped(app: App) -> None:
    tabs = app.window.findChild(QTabWidget, "tabs")
    bar = tabs.findChild(QTabBar)
    bar.setFocus()
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert tabs.currentIndex() == 4
