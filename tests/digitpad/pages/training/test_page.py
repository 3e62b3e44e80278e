"""The training page in the window."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QTabWidget

from digitpad.app import App
from digitpad.pages.training.page import TrainingPage


def test_what_is_said_below_the_progress_does_not_make_the_page_scroll(app: App) -> None:
    page = app.window.findChild(TrainingPage)
    assert isinstance(page, TrainingPage)
    app.window.resize(1280, 800)
    app.window.findChild(QTabWidget, "tabs").setCurrentIndex(1)
    QApplication.processEvents()
    message = page.findChild(QLabel, "trainMessage")
    message.setText("Stopped in epoch 1 of 3. " * 4)
    QApplication.processEvents()
    around = page.parentWidget()
    while not isinstance(around, QScrollArea):
        assert around is not None
        around = around.parentWidget()
    assert around.verticalScrollBar().maximum() == 0
