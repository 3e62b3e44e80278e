"""Presentation mode fills the screen in large type, and restores everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsTextItem,
    QLabel,
    QLineEdit,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from digitpad.pages.common import theme
from digitpad.pages.common.plot import Plot
from digitpad.shell import presentation
from digitpad.shell.presentation import Presentation
from tests.digitpad.hand import shown


class Hall:
    """A window with letters of every kind."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.plain, self.small, self.bold = (QLabel(name) for name in ("plain", "small", "bold"))
        self.small.setFont(theme.scaled_font(self.small.font(), 0.8))
        font = QFont()
        font.setBold(True)
        self.bold.setFont(font)
        self.plot = Plot("loss", "Loss", 1)
        self.field = QLineEdit()
        centre = QWidget()
        layout = QVBoxLayout(centre)
        for widget in (self.plain, self.small, self.bold, self.plot.widget, self.field):
            layout.addWidget(widget)
        self.window.setCentralWidget(centre)
        self.window.statusBar()
        self.clicks: list[bool] = []
        key = QAction("Do", self.window)
        key.setShortcut("Ctrl+D")
        key.triggered.connect(lambda: self.clicks.append(True))
        self.window.menuBar().addMenu("Menu").addAction(key)
        self.presentation = Presentation(self.window, self.window.minimumSizeHint)
        self.window.menuBar().actions()[0].menu().addAction(self.presentation.action)  # type: ignore[union-attr]

    def sizes(self) -> list[float]:
        """Of all letters, in points."""
        items = self.plot.widget.scene().items()  # type: ignore[attr-defined]
        words = next(item for item in items if isinstance(item, QGraphicsTextItem))
        widgets = (self.plain, self.small, self.bold, self.field)
        fonts = [*(widget.font() for widget in widgets), words.font(), QApplication.font()]
        return [font.pointSizeF() for font in fonts]

    def everything(self) -> tuple[object, ...]:
        bars = self.window.menuBar().isVisible(), self.window.statusBar().isVisible()
        return self.sizes(), self.bold.font(), bars, self.window.isFullScreen(), self.actions()

    def actions(self) -> list[QAction]:
        return self.window.actions()


@pytest.fixture
def hall(qt: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(presentation, "ROOM", (10, 10))
    made = Hall()
    with shown(made.window, 400, 400):
        yield made


def press(hall: Hall, key: Qt.Key) -> None:
    QTest.keyClick(hall.window, key)
    QApplication.processEvents()


def test_all_letters_are_half_as_large_again_and_the_bars_are_gone(hall: Hall) -> None:
    before = hall.sizes()
    press(hall, Qt.Key.Key_F5)
    assert hall.window.isFullScreen()
    assert hall.presentation.action.isChecked()
    assert hall.sizes() == pytest.approx([1.5 * size for size in before])
    assert hall.bold.font().bold()
    assert not hall.window.menuBar().isVisible()
    assert not hall.window.statusBar().isVisible()


@pytest.mark.parametrize("way", ["F5", "Esc", "Esc in a field", "left full screen", "action"])
def test_everything_is_as_it_was_however_it_ends(hall: Hall, way: str) -> None:
    before = hall.everything()
    press(hall, Qt.Key.Key_F5)
    assert hall.everything() != before
    if way == "F5":
        press(hall, Qt.Key.Key_F5)
    elif way == "Esc":
        press(hall, Qt.Key.Key_Escape)
    elif way == "Esc in a field":
        hall.field.setFocus()
        QTest.keyClick(hall.field, Qt.Key.Key_Escape)
    elif way == "left full screen":
        hall.window.showNormal()
    else:
        hall.presentation.action.trigger()
    QApplication.processEvents()
    assert hall.everything() == before
    assert not hall.presentation.action.isChecked()
    assert not hall.presentation.is_on


def test_a_window_that_was_full_screen_stays_so(hall: Hall) -> None:
    hall.window.showFullScreen()
    press(hall, Qt.Key.Key_F5)
    press(hall, Qt.Key.Key_Escape)
    assert hall.window.isFullScreen()
    assert hall.window.menuBar().isVisible()
    press(hall, Qt.Key.Key_Escape)
    assert not hall.window.isFullScreen(), "a second Esc leaves the full screen as well"


def test_keys_work_without_the_menu_bar(hall: Hall) -> None:
    press(hall, Qt.Key.Key_F5)
    QTest.keyClick(hall.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(hall.clicks) == 1


def test_the_keys_of_a_page_stay_its_own(hall: Hall) -> None:
    page = hall.window.centralWidget()
    let_go = QAction("Let go", page)
    let_go.setShortcut("Esc")
    let_go.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    hidden = QWidget(page)
    hidden.addAction(let_go)
    press(hall, Qt.Key.Key_F5)
    press(hall, Qt.Key.Key_Escape)
    assert not hall.presentation.is_on


def test_closing_the_window_ends_it(hall: Hall) -> None:
    before = QApplication.font()
    press(hall, Qt.Key.Key_F5)
    hall.window.close()
    assert QApplication.font() == before


def test_what_is_gone_by_the_end_does_no_harm(hall: Hall) -> None:
    press(hall, Qt.Key.Key_F5)
    hall.small.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    press(hall, Qt.Key.Key_Escape)
    assert not hall.presentation.is_on


def test_letters_leave_room_on_a_small_screen(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = hall.window.screen().size()
    before = hall.sizes()
    monkeypatch.setattr(presentation, "ROOM", (screen.width() / 1.25, screen.height() / 2))
    press(hall, Qt.Key.Key_F5)
    assert hall.sizes() == pytest.approx([1.2 * size for size in before])


def test_letters_leave_room_for_wide_words(hall: Hall) -> None:
    screen, font = hall.window.screen().size(), hall.plain.fontMetrics()
    hall.plain.setText("x" * int(0.75 * screen.width() / font.horizontalAdvance("x")))
    before = hall.sizes()
    press(hall, Qt.Key.Key_F5)
    assert 1.0 < hall.sizes()[0] / before[0] < 1.45
    assert hall.window.minimumSizeHint().width() <= screen.width()
