"""Clear is available if there is something to clear."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.app import App
from tests.digitpad.hand import action, find


def test_a_fresh_sheet_cannot_be_cleared(app: App) -> None:
    clear, button, pad = action(app, "clearAction"), find(app, "clearButton"), find(app, "pad")
    assert not clear.isEnabled()
    assert not button.isEnabled()
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert clear.isEnabled(), "as soon as the pen is down"
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not clear.isEnabled()
    app.pad.undo()
    assert clear.isEnabled()
