"""Exports pictures and numbers with the menus, in a window with a few views."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QPainter,
    QPaintEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.pages.common import rendering
from digitpad.pages.common.plot import Plot
from digitpad.shell.export_menu import ExportMenu

Wait = Callable[[Callable[[], object]], None]
Key, Mouse = QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse
MAPS = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)


class Sheet(QWidget):
    """Paints itself, and has no numbers."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedSize(120, 80)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.leaves = 0

    def leaveEvent(self, event: QEvent) -> None:
        self.leaves += 1

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRect(0, 0, 60, 80), Qt.GlobalColor.red)


Sheet.__module__ = "digitpad.widgets.sheet"  # as if it were one of the program's


class Maps(Sheet):
    """Three maps side by side, 40 wide each."""

    def array_at(self, place: QPoint) -> tuple[str, np.ndarray] | None:
        if place.y() > 40:
            return None
        number = place.x() // 40
        return f"conv1, map {number + 1}", MAPS[number]

    def part_at(self, place: QPoint) -> QRect | None:
        return QRect(40 * (place.x() // 40), 0, 40, 30)


Maps.__module__ = "digitpad.widgets.maps"


class Desk:
    """A window: a pad beside two pages."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.window.statusBar()
        self.tabs = QTabWidget()
        self.pad, self.maps, self.other = Sheet("Pad"), Maps("Feature maps"), Sheet("Other")
        self.pad.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.button = QPushButton("Press")
        scroll = QScrollArea()
        scroll.setWidget(self.maps)
        scroll.setFixedSize(100, 75)
        first = QWidget()
        column = QVBoxLayout(first)
        column.addWidget(self.button)
        column.addWidget(scroll)
        self.tabs.addTab(first, "First")
        self.tabs.addTab(self.other, "Second")
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.addWidget(self.pad)
        row.addWidget(self.tabs)
        self.window.setCentralWidget(centre)
        self.take = ExportMenu(self.window, self.tabs)

    def ask(
        self, widget: QWidget, x: int, y: int, reason: QContextMenuEvent.Reason
    ) -> QMenu | None:
        """Ask for the menu at a place of ``widget``; the open menu, if there is one."""
        at = QPoint(x, y)
        event = QContextMenuEvent(reason, at, widget.mapToGlobal(at))
        QApplication.sendEvent(widget, event)
        menu = QApplication.activePopupWidget()
        return menu if isinstance(menu, QMenu) else None

    def menu(self, widget: QWidget, x: int = 10, y: int = 10) -> QMenu:
        menu = self.ask(widget, x, y, Mouse)
        assert menu is not None
        return menu

    def dialog(self) -> QFileDialog:
        (found,) = self.window.findChildren(QFileDialog, "takeDialog")
        return found


@pytest.fixture
def desk(qt: QApplication) -> Iterator[Desk]:
    made = Desk()
    made.window.resize(500, 300)
    made.window.show()
    assert QTest.qWaitForWindowExposed(made.window)
    yield made
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    made.window.close()
    made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def entry(menu: QMenu, name: str) -> QAction | None:
    return next((action for action in menu.actions() if action.objectName() == name), None)


def trigger(menu: QMenu, name: str) -> None:
    action = entry(menu, name)
    assert action is not None, name
    action.trigger()
    menu.close()


def save(desk: Desk, path: Path) -> None:
    desk.dialog().fileSelected.emit(str(path))
    desk.dialog().close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def clipboard_size() -> QSize:
    return QGuiApplication.clipboard().image().size()


def test_a_picture_is_copied_twice_as_large(desk: Desk) -> None:
    trigger(desk.menu(desk.maps), "copyPicture")
    assert clipboard_size() == QSize(240, 160), "all of it, though a part is out of sight"


@pytest.mark.parametrize("scale", [1, 3, 4])
def test_a_picture_is_saved_in_the_chosen_size(
    desk: Desk, tmp_path: Path, wait_until: Wait, scale: int
) -> None:
    desk.window.findChild(QAction, f"size{scale}Action").trigger()
    path = tmp_path / "maps.png"
    trigger(desk.menu(desk.maps), "savePicture")
    save(desk, path)
    wait_until(path.exists)
    image = QImage(str(path))
    assert image.size() == QSize(120 * scale, 80 * scale)
    assert image.pixelColor(30 * scale, 40 * scale).red() == 255
    assert [file.name for file in tmp_path.iterdir()] == ["maps.png"], "nothing else is left"


def test_only_what_is_drawn_with_lines_is_saved_as_svg(
    desk: Desk, tmp_path: Path, wait_until: Wait
) -> None:
    plot = Plot("loss", "Loss", 1)
    desk.tabs.addTab(plot.widget, "Third")
    desk.tabs.setCurrentIndex(2)
    trigger(desk.menu(plot.widget.viewport()), "savePicture")
    assert any("*.svg" in kind for kind in desk.dialog().nameFilters())
    save(desk, tmp_path / "loss.svg")
    wait_until((tmp_path / "loss.svg").exists)
    assert b"<svg" in (tmp_path / "loss.svg").read_bytes()


def test_numbers_under_the_pointer(desk: Desk, tmp_path: Path, wait_until: Wait) -> None:
    menu = desk.menu(desk.maps, 45, 10)
    copy = entry(menu, "copyNumbers")
    assert copy is not None
    assert copy.text() == "Copy numbers: conv1, map 2 (4 × 5)"
    copy.trigger()
    rows = QGuiApplication.clipboard().text().splitlines()
    table = [[float(number) for number in row.split("\t")] for row in rows]
    np.testing.assert_array_equal(np.float32(table), MAPS[1])
    trigger(menu, "saveNumbers")
    assert desk.dialog().selectedFiles()[0].endswith("conv1-map-2.csv")
    save(desk, tmp_path / "map.csv")
    trigger(desk.menu(desk.maps, 45, 10), "saveNumbers")
    save(desk, tmp_path / "map.npy")
    wait_until(lambda: len(list(tmp_path.glob("map.*"))) == 2)
    read = np.loadtxt(tmp_path / "map.csv", delimiter=",", dtype=np.float32)
    np.testing.assert_array_equal(read, MAPS[1])
    np.testing.assert_array_equal(np.load(tmp_path / "map.npy", allow_pickle=False), MAPS[1])


def test_the_points_of_a_plot(desk: Desk) -> None:
    plot = Plot("loss", "Loss", 3)
    desk.tabs.addTab(plot.widget, "Third")
    desk.tabs.setCurrentIndex(2)
    assert entry(desk.menu(plot.widget.viewport()), "copyNumbers") is None
    QApplication.activePopupWidget().close()
    plot.draw(0, [0.5, 1.5, 2.5], [3.0, 2.0, 1.0])
    plot.draw(2, [1.0], [2.5])
    trigger(desk.menu(plot.widget.viewport()), "copyNumbers")
    rows = QGuiApplication.clipboard().text().splitlines()
    assert rows == ["1\t0.5\t3", "1\t1.5\t2", "1\t2.5\t1", "3\t1\t2.5"]


def test_one_picture_of_several(desk: Desk, tmp_path: Path, wait_until: Wait) -> None:
    menu = desk.menu(desk.maps, 45, 10)
    copy = entry(menu, "copyPart")
    assert copy is not None
    assert copy.text() == "Copy picture of conv1, map 2, 80 × 60 pixels"
    copy.trigger()
    image = QGuiApplication.clipboard().image()
    assert image.size() == QSize(80, 60)
    red = [image.pixelColor(x, 30).rgb() == QColor("red").rgb() for x in (2, 37, 42, 77)]
    assert red == [True, True, False, False], "the red half of the sheet ends in its middle"
    trigger(menu, "savePart")
    assert desk.dialog().selectedFiles()[0].endswith("conv1-map-2.png")
    save(desk, tmp_path / "map.png")
    wait_until((tmp_path / "map.png").exists)
    assert QImage(str(tmp_path / "map.png")).size() == QSize(80, 60)
    desk.tabs.setCurrentIndex(1)
    assert entry(desk.menu(desk.other), "copyPart") is None


def test_a_view_forgets_the_pointer_for_its_picture(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # not every platform's makes it leave
    desk.ask(desk.maps, 45, 10, Mouse)
    assert desk.maps.leaves == 1


def test_where_there_are_no_numbers_none_are_offered(desk: Desk) -> None:
    menu = desk.ask(desk.maps, 10, 50, Mouse)
    assert menu is not None
    assert entry(menu, "copyPicture") is not None
    assert entry(menu, "copyNumbers") is None


def test_the_right_button_is_left_to_who_needs_it_but_not_the_keyboard(desk: Desk) -> None:
    assert desk.ask(desk.pad, 10, 10, Mouse) is None
    desk.pad.setFocus()
    menu = desk.ask(desk.pad, 10, 10, Key)
    assert menu is not None
    trigger(menu, "copyPicture")
    assert clipboard_size() == QSize(240, 160)


def test_shift_f10_opens_the_menu_and_only_one(desk: Desk) -> None:
    desk.maps.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(desk.maps, Qt.Key.Key_F10, shift)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    numbers = entry(menu, "copyNumbers")
    assert numbers is not None
    assert "map 2" in numbers.text(), "the middle of the view"
    assert desk.ask(desk.maps, 10, 10, Key) is menu


def test_without_a_view_everything_in_sight_is_offered(desk: Desk) -> None:
    part, nameless = Sheet("A part of the pad"), Sheet("")
    part.setParent(desk.pad)
    nameless.setParent(desk.tabs.currentWidget())
    nameless.move(150, 60)
    for widget in (part, nameless):
        widget.show()
    menu = desk.menu(desk.button)
    assert menu is desk.take.menu
    titles = [action.text() for action in menu.actions() if action.menu() is not None]
    assert titles[1:] == ["Feature maps", "Pad"], "the page first, and nothing of another page"
    (pad,) = (action.menu() for action in menu.actions() if action.text() == "Pad")
    assert isinstance(pad, QMenu)
    trigger(pad, "copyPicture")
    assert clipboard_size() == QSize(240, 160)
    menu.close()
    desk.tabs.setCurrentIndex(1)
    menu = desk.menu(desk.tabs.tabBar())
    assert [a.text() for a in menu.actions() if a.menu() is not None][1:] == ["Other", "Pad"]


def test_the_page_alone_or_with_the_pad(desk: Desk, tmp_path: Path, wait_until: Wait) -> None:
    desk.window.findChild(QAction, "copyPageAction").trigger()
    assert clipboard_size() == desk.tabs.currentWidget().size() * 2
    desk.window.findChild(QAction, "pageWithPadAction").trigger()
    desk.window.findChild(QAction, "copyPageAction").trigger()
    centre = desk.window.centralWidget()
    assert clipboard_size() == centre.size() * 2
    desk.window.findChild(QAction, "savePageAction").trigger()
    assert desk.dialog().selectedFiles()[0].endswith("first.png")
    save(desk, tmp_path / "page.png")
    wait_until((tmp_path / "page.png").exists)
    assert QImage(str(tmp_path / "page.png")).size() == centre.size() * 2


def problem(desk: Desk) -> str:
    box = desk.window.findChild(QMessageBox, "problemDialog")
    text = box.text()
    box.accept()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return text


def test_a_failed_write_gets_a_sentence(desk: Desk, tmp_path: Path, wait_until: Wait) -> None:
    trigger(desk.menu(desk.maps), "savePicture")
    save(desk, tmp_path / "nowhere" / "maps.png")
    wait_until(lambda: desk.window.findChild(QMessageBox, "problemDialog"))
    assert problem(desk) == "maps.png cannot be written: No such file or directory."


def test_another_ending_is_refused_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    trigger(desk.menu(desk.maps), "saveNumbers")
    save(desk, tmp_path / "maps.xlsx")
    assert problem(desk) == "maps.xlsx was not saved: its name must end in .csv / .npy."
    assert not list(tmp_path.iterdir())


def test_after_another_ending_one_is_asked_again(
    desk: Desk, tmp_path: Path, wait_until: Wait
) -> None:
    trigger(desk.menu(desk.maps), "savePicture")
    save(desk, tmp_path / "my maps.gif")
    assert "must end in .png / .svg." in problem(desk)
    proposed = desk.dialog().selectedFiles()[0]
    assert proposed == str(tmp_path / "my maps.png"), "in that folder, with that name"
    save(desk, Path(proposed))
    wait_until((tmp_path / "my maps.png").exists)


@pytest.mark.parametrize("there", ["Pictures", "Documents", ""])
def test_one_of_the_users_own_folders_is_proposed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    (tmp_path / there).mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    desk = Desk()
    desk.take.menu.actions()[1].trigger()
    assert desk.dialog().selectedFiles() == [str(tmp_path / there / "first.png")]
    desk.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_closing_the_window_waits_for_the_file(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = rendering.as_png

    def slowly(image: QImage) -> bytes:
        time.sleep(0.1)
        return pack(image)

    monkeypatch.setattr(rendering, "as_png", slowly)
    trigger(desk.menu(desk.maps), "savePicture")
    save(desk, tmp_path / "maps.png")
    desk.window.close()
    assert QImage(str(tmp_path / "maps.png")).width() == 240


def test_a_page_is_saved_whole_at_any_scroll_position(qt: object) -> None:
    """Also what a page or view scrolls internally; nothing moves."""
    content, page = QWidget(), QWidget()
    content.setMinimumSize(200, 900)
    mark = Sheet("Mark")
    mark.setParent(content)
    mark.move(10, 800)
    inner = QScrollArea()
    inner.setWidgetResizable(True)
    inner.setWidget(content)
    QVBoxLayout(page).addWidget(inner)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.resize(300, 200)
    area.show()
    QApplication.processEvents()
    inner.verticalScrollBar().setValue(120)
    before = page.size(), inner.verticalScrollBar().value()
    image = rendering.whole([area], 2)
    assert image.height() >= 2 * 900
    assert image.width() < 2 * 320
    reds = [y for y in range(image.height()) if image.pixelColor(60, y).name() == "#ff0000"]
    assert len(reds) == 160
    assert reds[0] > 1600
    assert (page.size(), inner.verticalScrollBar().value()) == before
    beside = rendering.whole([Sheet("Pad"), area], 1)
    assert beside.width() == 120 + image.width() // 2
    assert beside.pixelColor(10, 10).name() == "#ff0000"


def test_a_deleted_view_is_reported_and_not_painted(desk: Desk) -> None:
    menu = desk.menu(desk.maps)
    desk.maps.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for name in ("copyPicture", "savePicture"):
        trigger(menu, name)
        assert "gone" in desk.window.statusBar().currentMessage()


def test_the_menu_lists_plots_too(qt: object) -> None:
    desk = Desk()
    desk.window.show()
    plot = Plot("lossCurve", "Loss of training", curves=1)
    desk.tabs.addTab(plot.widget, "Third")
    desk.tabs.setCurrentIndex(2)
    QApplication.processEvents()
    desk.take.menu.aboutToShow.emit()
    assert "Loss of training" in [action.text() for action in desk.take.menu.actions()]
    desk.window.close()
