"""The guided tour, in a window with a pad and two pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QSlider,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

import cnn
from digitpad.app import App
from digitpad.ink.samples import drawn_three
from digitpad.models.pad import Pad
from digitpad.pages.network.page import NetworkPage
from digitpad.reading.reader import recognise
from digitpad.shell.callout_placement import Side, placed
from digitpad.shell.tour import Tour
from digitpad.shell.tour_callout import TourCallout
from digitpad.shell.tour_steps import STEPS, Step
from tests.digitpad.hand import shown, wait

WORDS = "Some words that explain it."
ROOM = QRect(0, 0, 1000, 700)
NOTHING = QRect()


@pytest.mark.parametrize(
    ("target", "side"),
    [
        (QRect(50, 100, 300, 300), Side.RIGHT),
        (QRect(600, 100, 350, 300), Side.BELOW),
        (QRect(600, 100, 350, 550), Side.LEFT),
        (QRect(100, 300, 850, 350), Side.ABOVE),
        (QRect(100, 50, 850, 600), Side.OVER),
        (QRect(50, 680, 100, 10), Side.RIGHT),
    ],
)
def test_a_callout_stands_where_there_is_room(target: QRect, side: Side) -> None:
    box, where = placed(target, QSize(300, 200), ROOM, NOTHING)
    assert where is side
    assert ROOM.contains(box)
    assert box.intersects(target) is (side is Side.OVER)


def test_a_callout_leaves_the_pad_free_if_it_can() -> None:
    target, pad = QRect(600, 100, 350, 300), QRect(600, 400, 350, 300)
    assert placed(target, QSize(300, 200), ROOM, pad)[1] is Side.LEFT
    everything = ROOM
    assert placed(target, QSize(300, 200), ROOM, everything)[1] is Side.BELOW


class House:
    """A window with a tour."""

    def __init__(self) -> None:
        self.window, self.tabs, self.pad = QMainWindow(), QTabWidget(), Pad()
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.addWidget(_named(QLabel("pad"), "pad"))
        row.addWidget(self.tabs)
        self.dial = QSlider(Qt.Orientation.Horizontal)
        first = _page(_named(QPushButton("one"), "one"))
        first.layout().addWidget(_named(self.dial, "dial"))  # type: ignore[union-attr]
        self.tabs.addTab(first, "First")
        tall = QWidget()
        column = QVBoxLayout(tall)
        column.addSpacing(3000)
        column.addWidget(_named(QLabel("two"), "two"))
        column.addWidget(_named(QLabel("three"), "three"))
        scroll = QScrollArea()
        scroll.setWidget(tall)
        self.tabs.addTab(scroll, "Second")
        self.window.setCentralWidget(centre)
        steps = (
            Step("The pad", WORDS, ("pad",)),
            Step("Not built yet", WORDS, ("nowhere",)),
            Step("Not needed", WORDS, ("one",), unless="two"),
            Step("The second page", WORDS, ("two", "three", "nowhere")),
            Step(
                "The first page",
                WORDS,
                ("one",),
                unless="nowhere",
                moved="dial",
                undone="backAction",
            ),
        )
        self.tour = Tour(self.window, self.tabs, self.pad, steps)

    @property
    def callout(self) -> TourCallout:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        (found,) = self.window.findChildren(TourCallout)
        return found

    def title(self) -> str:
        return self.callout.accessibleName()

    def press(self, name: str) -> None:
        button = self.callout.findChild(QPushButton, name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def ring(self) -> QWidget:
        ring = self.window.findChild(QWidget, "tourRing")
        assert ring is not None
        return ring


def _named(widget: QWidget, name: str) -> QWidget:
    widget.setObjectName(name)
    return widget


def _page(widget: QWidget) -> QWidget:
    page = QWidget()
    QVBoxLayout(page).addWidget(widget)
    return page


@pytest.fixture
def house(qt: QApplication) -> Iterator[House]:
    made = House()
    with shown(made.window, 1000, 600):
        yield made


def place(house: House, name: str) -> QRect:
    widget = house.window.findChild(QWidget, name)
    return QRect(widget.mapTo(house.window, QPoint()), widget.size())


def test_it_goes_through_what_is_there_and_back(house: House) -> None:
    house.tour.action.trigger()
    titles = [house.title()]
    for _ in range(2):
        house.press("tourNext")
        titles.append(house.title())
    assert titles == ["The pad", "The second page", "The first page"]
    count = house.callout.findChild(QWidget, "tourCount")
    assert isinstance(count, QLabel)
    assert count.text() == "3 of 3"
    house.press("tourBack")
    assert house.title() == "The second page"
    for _ in range(2):
        house.press("tourNext")
    assert house.tour.step is None
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert house.window.findChild(QWidget, "tourRing") is None


def test_it_turns_pages_scrolls_and_frames_all_that_is_meant(house: House) -> None:
    house.tour.begin()
    house.press("tourNext")
    assert house.tabs.currentIndex() == 1
    both = place(house, "two").united(place(house, "three"))
    assert house.window.rect().contains(both), "it has been scrolled to"
    ring = house.ring()
    assert ring.isVisible()
    assert ring.geometry().contains(both)
    assert ring.height() < both.height() + 20
    assert ring.mask().contains(ring.rect().topLeft())
    assert not ring.mask().contains(ring.rect().center()), "the pointer goes through"
    assert not house.callout.geometry().intersects(both)
    assert house.window.rect().contains(house.callout.geometry())
    house.press("tourNext")
    assert house.tabs.currentIndex() == 0
    assert house.dial.value() == 1, "there is something to be seen"


def test_it_follows_what_moves_and_waits_where_it_is_gone(house: House) -> None:
    house.tour.begin()
    house.window.resize(900, 400)
    wait(150)
    assert house.ring().geometry().contains(place(house, "pad"))
    house.press("tourNext")
    house.tabs.setCurrentIndex(0)
    wait(150)
    assert house.ring().isHidden()
    assert house.callout.isVisible()
    house.tabs.setCurrentIndex(1)
    wait(150)
    assert house.ring().geometry().contains(place(house, "three"))


def test_the_keyboard_is_enough(house: House) -> None:
    house.tour.begin()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert "explain" in focused.accessibleDescription()
        QTest.keyClick(focused, key)
    assert house.title() == "The first page"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert house.tour.step is None


def test_escape_ends_it_with_any_focus(house: House) -> None:
    house.tour.begin()
    one = house.window.findChild(QWidget, "one")
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Escape)
    assert house.tour.step is None
    house.tour.begin()
    house.press("tourSkip")
    assert house.tour.step is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_continues_the_tour_after_drawing(house: House, key: Qt.Key) -> None:
    house.tour.begin()
    pad = house.window.findChild(QWidget, "pad")
    pad.setFocus()  # as a click does
    QTest.keyClick(pad, key)
    assert house.title() == "The second page"
    house.press("tourBack")
    QTest.keyClick(QApplication.focusWidget(), key)
    assert house.title() == "The second page", "one step at a time"


def test_what_it_has_moved_is_taken_back(house: House) -> None:
    back = QAction(house.window, objectName="backAction")
    back.triggered.connect(lambda: house.dial.setValue(0))
    for leave in ("tourNext", "tourBack", "tourSkip"):
        house.tour.begin()
        house.press("tourNext")
        house.press("tourNext")
        assert house.dial.value() == 1
        house.press(leave)
        assert house.dial.value() == 0
    house.tour.end()


def test_the_example_is_explained_only_if_it_was_drawn(house: House) -> None:
    house.tour.begin()
    assert "example" in house.callout.accessibleDescription()
    house.tour.begin()
    assert "example" not in house.callout.accessibleDescription()


def test_in_the_program_no_number_stays_held(app: App) -> None:
    tabs = app.window.findChild(QTabWidget, "tabs")
    tour = Tour(app.window, tabs, app.pad)
    tour.begin()
    inspection = app.window.findChild(NetworkPage).model
    was_held = False
    while tour.step is not None:
        was_held |= inspection.pinned is not None
        app.window.findChild(QPushButton, "tourNext").click()
    assert was_held
    assert inspection.pinned is None


def test_an_empty_pad_gets_a_digit_that_can_be_undone(house: House) -> None:
    house.tour.begin()
    assert not house.pad.drawing.is_empty
    house.pad.undo()
    assert house.pad.drawing.is_empty


def test_ink_that_is_there_stays(house: House) -> None:
    house.pad.begin((10.0, 10.0))
    house.pad.extend((50.0, 90.0))
    house.pad.end()
    before = house.pad.drawing
    house.tour.begin()
    assert house.pad.drawing is before


def test_the_digit_is_a_three() -> None:
    prediction = recognise(cnn.bundled_network("lenet"), drawn_three())
    assert prediction is not None
    assert prediction.label == 3


def test_it_is_offered_once(
    house: House, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.tour.offer(settings)
    assert house.tour.step is None, "not without a screen"
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    house.tour.offer(settings)
    assert house.title() == "New here?"
    assert house.pad.drawing.is_empty
    house.press("tourNext")
    assert house.title() == "The pad"
    house.tour.end()
    settings.sync()
    house.tour.offer(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert house.tour.step is None


def test_no_thanks_is_an_answer(
    house: House, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    house.tour.offer(settings)
    house.press("tourSkip")
    assert house.tour.step is None
    house.tour.offer(settings)
    assert house.tour.step is None


def test_closing_the_window_ends_it(house: House) -> None:
    house.tour.begin()
    house.window.close()
    assert house.tour.step is None
    assert not any(timer.isActive() for timer in house.tour.findChildren(QTimer))


def test_in_the_program_it_explains_what_is_built(app: App) -> None:
    tabs = app.window.findChild(QTabWidget, "tabs")
    tour = Tour(app.window, tabs, app.pad)
    tour.begin()
    titles = []
    while tour.step is not None:
        titles.append(tour.step.title)
        callout = app.window.findChild(TourCallout)
        assert app.window.rect().contains(callout.geometry())
        assert all(app.window.findChild(QWidget, name) for name in tour.step.targets)
        QTest.mouseClick(callout.findChild(QPushButton, "tourNext"), Qt.MouseButton.LeftButton)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert 5 <= len(titles) <= 8
    assert titles[:2] == [step.title for step in STEPS[:2]]
    assert titles[-1] == "Train your own"
