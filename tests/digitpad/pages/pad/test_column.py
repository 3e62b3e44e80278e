"""The column of the pad divides its width."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from digitpad.app import App
from digitpad.pages.pad.column import PadColumn
from tests.digitpad.hand import find


def test_the_answer_has_all_the_width_beside_what_is_seen(app: App) -> None:
    app.window.resize(1272, 760)
    QApplication.processEvents()
    column = app.window.findChild(PadColumn)
    assert isinstance(column, PadColumn)
    assert find(app, "prediction").width() > column.width() - find(app, "networkInput").width() - 20
