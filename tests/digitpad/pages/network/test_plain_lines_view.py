from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPlainTextEdit

from cnn.explain.plain_lines import PlainLines
from digitpad.pages.network.plain_lines_view import PlainLinesView


def test_the_lines_and_their_place_are_shown_and_nothing_moves(qt: object) -> None:
    view = PlainLinesView()
    code, caption = view.findChild(QPlainTextEdit, "plainLines"), view.findChild(QLabel)
    assert isinstance(code, QPlainTextEdit)
    assert isinstance(caption, QLabel)
    height = view.sizeHint().height()
    view.show_lines(PlainLines(64, "y = x @ w\ny += b"))
    assert code.toPlainText() == "y = x @ w\ny += b"
    assert "line 64" in caption.text()
    assert code.isReadOnly()
    assert view.sizeHint().height() == height
    view.show_lines(None)
    assert code.toPlainText() == caption.text() == ""
