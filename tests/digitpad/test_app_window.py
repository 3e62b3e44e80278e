"""The whole window: names, positions, colours, keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QTabWidget,
    QWidget,
)

from digitpad.app import App
from digitpad.pages.common import rendering, theme
from tests.digitpad.hand import Wait, action, click, draw_seven, find, wait

NAMES = (
    "pad", "undoButton", "redoButton", "clearButton", "eraserButton", "brushSlider", "prediction",
    "probabilities", "networkInput", "featureMaps", "trainTab", "presetBox", "epochsBox",
    "batchSizeBox", "learningRateBox", "seedBox", "startButton", "pauseButton", "stopButton",
    "progressBar", "lossCurve", "accuracyCurve",
)  # fmt: skip


ACTIONS = ("openAction", "saveAction", "quitAction", "undoAction", "bundledNetworkAction")


@pytest.mark.parametrize("name", NAMES)
def test_everything_has_its_name(app: App, name: str) -> None:
    widget = find(app, name)
    if name not in ("trainTab",):
        assert widget.accessibleName(), "a screen reader needs a name"


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_has_its_name_and_a_tip(app: App, name: str) -> None:
    assert action(app, name).toolTip()


def test_the_window_remembers_its_place(app: App, settings: QSettings) -> None:
    app.window.resize(1100, 720)
    app.window.close()
    assert settings.value("window/geometry")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_nothing_overlaps_and_the_pad_is_large(app: App, width: int, height: int) -> None:
    app.window.resize(width, height)
    QApplication.processEvents()
    assert app.window.size().width() == width
    assert app.window.size().height() == height
    pad = find(app, "pad")
    assert abs(pad.width() - pad.height()) <= 2
    assert pad.width() >= 0.25 * width
    scroll = find(app, "featureMapsScroll")
    assert not scroll.verticalScrollBar().isVisible()  # type: ignore[attr-defined]


def test_nothing_jumps_when_answers_come(app: App, wait_until: Wait) -> None:
    views = ("pad", "prediction", "probabilities", "networkInput", "featureMaps", "undoButton")
    before = [find(app, name).geometry() for name in views]
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)
    QTest.mouseMove(find(app, "featureMaps"), QPoint(120, 80))
    QApplication.processEvents()
    assert [find(app, name).geometry() for name in views] == before
    assert app.window.width() == 1280


@pytest.mark.parametrize("name", ["valueUnderPointer", "curveReading"])
def test_long_words_do_not_widen_the_window(app: App, name: str) -> None:
    app.window.findChild(QTabWidget, "tabs").setCurrentIndex(int(name == "curveReading"))
    before = app.window.minimumSizeHint()
    app.window.findChild(QLabel, name).setText("very long words " * 50)
    wait(100)
    assert app.window.minimumSizeHint() == before
    assert app.window.width() == 1280


def test_dark_and_light(app: App, qt: QApplication) -> None:
    before = QGuiApplication.palette()
    light = find(app, "prediction").grab().toImage()
    theme.force_theme(qt, dark=True)
    QApplication.processEvents()
    try:
        dark = find(app, "prediction").grab().toImage()
        assert theme.is_dark(app.window.palette())
        assert dark.pixelColor(2, 2).lightness() < 80 < light.pixelColor(2, 2).lightness()
    finally:
        qt.styleHints().unsetColorScheme()
        qt.setPalette(before)


def test_the_tab_key_goes_through_the_tools_in_order(app: App) -> None:
    draw_seven(app)
    click(app, "undoButton")
    draw_seven(app)
    find(app, "undoButton").setFocus()
    order = []
    for _ in range(4):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget().objectName())
    assert order[:3] == ["eraserButton", "clearButton", "brushSlider"]


def test_every_field_has_a_tip(app: App) -> None:
    fields = find(app, "trainTab").findChildren(QAbstractSpinBox)
    assert len(fields) == 4
    assert all(field.toolTip().endswith(".") for field in fields)


def test_pictures_and_numbers_of_the_views_can_be_taken_away(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)
    maps = find(app, "featureMaps")
    at = maps.centre_of("conv1", 2).toPoint()  # type: ignore[attr-defined]
    unmarked = rendering.picture(maps, 2, maps.part_at(at))  # type: ignore[attr-defined]
    QTest.mouseMove(maps, at)
    assert rendering.picture(maps, 2, maps.part_at(at)) != unmarked  # type: ignore[attr-defined]
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(maps, QContextMenuEvent(reason, at, maps.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    entries = {entry.objectName(): entry for entry in menu.actions()}
    assert entries["copyNumbers"].text() == "Copy numbers: conv1, map 3 (24 × 24)"
    entries["copyNumbers"].trigger()
    rows = QGuiApplication.clipboard().text().splitlines()
    first = np.array([float(number) for number in rows[0].split("\t")], np.float32)
    assert app.recognition.state.prediction is not None
    np.testing.assert_array_equal(first, app.recognition.state.prediction.trace["conv1"][2][0])
    entries["copyPart"].trigger()
    assert QGuiApplication.clipboard().image() == unmarked
    part = maps.part_at(maps.centre_of("conv1", 2).toPoint())  # type: ignore[attr-defined]
    assert QGuiApplication.clipboard().image().size() == part.size() * 2
    entries["copyPicture"].trigger()
    assert QGuiApplication.clipboard().image().size() == maps.size() * 2
    menu.close()
    QTest.keySequence(app.window, "Ctrl+Shift+C")
    assert QGuiApplication.clipboard().image().size() == find(app, "lookInsideTab").size() * 2


def test_the_right_button_still_erases(app: App) -> None:
    pad = find(app, "pad")
    at = QPoint(50, 50)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(pad, QContextMenuEvent(reason, at, pad.mapToGlobal(at)))
    assert QApplication.activePopupWidget() is None


def test_presentation_and_back(app: App) -> None:
    names = ("pad", "prediction", "probabilities", "lookInsideTab")
    before = [find(app, name).geometry() for name in names]
    points = find(app, "prediction").font().pointSizeF()
    QTest.keyClick(app.window, Qt.Key.Key_F5)
    QApplication.processEvents()
    assert app.window.isFullScreen()
    assert action(app, "fullScreenAction").isChecked()
    assert find(app, "prediction").font().pointSizeF() >= points
    QTest.keyClick(app.window, Qt.Key.Key_Escape)
    QApplication.processEvents()
    app.window.resize(1280, 800)
    QApplication.processEvents()
    assert find(app, "prediction").font().pointSizeF() == points
    assert not action(app, "fullScreenAction").isChecked()
    assert [find(app, name).geometry() for name in names] == before


def test_the_tour_is_in_the_menu_and_not_offered_here(app: App, settings: QSettings) -> None:
    app.window.tour.offer(settings)
    assert app.window.findChild(QWidget, "tourCallout") is None
    action(app, "tourAction").trigger()
    assert find(app, "tourCallout").isVisible()
    assert not app.pad.drawing.is_empty
