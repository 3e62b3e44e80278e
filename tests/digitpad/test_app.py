"""The whole program: real windows, real events."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QLabel,
    QMessageBox,
    QPushButton,
    QSlider,
    QTabBar,
    QTabWidget,
    QWidget,
)

import cnn
from digitpad.app import App, build
from digitpad.models.bundled import Bundled
from digitpad.models.filters import Filter
from digitpad.models.training import State
from digitpad.painting import theme
from digitpad.widgets.contact_sheet_view import ContactSheetView
from digitpad.widgets.prediction_view import PredictionView

Wait = Callable[[Callable[[], object]], None]
LEFT = Qt.MouseButton.LeftButton
NAMES = (
    "pad", "undoButton", "redoButton", "clearButton", "eraserButton", "brushSlider", "prediction",
    "probabilities", "networkInput", "featureMaps", "trainTab", "presetBox", "epochsBox",
    "batchSizeBox", "learningRateBox", "seedBox", "startButton", "pauseButton", "stopButton",
    "progressBar", "lossCurve", "accuracyCurve",
)  # fmt: skip
ACTIONS = ("openAction", "saveAction", "quitAction", "undoAction", "bundledNetworkAction")


def find(app: App, name: str) -> QWidget:
    widget = app.window.findChild(QWidget, name)
    assert widget is not None, name
    return widget


def action(app: App, name: str) -> QAction:
    found = app.window.findChild(QAction, name)
    assert found is not None, name
    return found


def click(app: App, name: str) -> None:
    QTest.mouseClick(find(app, name), LEFT)


def draw(app: App, *shares: tuple[float, float]) -> None:
    """A stroke; places as shares of the pad's width and height."""
    pad = find(app, "pad")
    places = [QPoint(round(x * pad.width()), round(y * pad.height())) for x, y in shares]
    QTest.mousePress(pad, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, LEFT, pos=places[-1])


def draw_seven(app: App) -> None:
    draw(app, (0.5, 0.1), (0.8, 0.1), (0.7, 0.35), (0.62, 0.6))


def start_training(app: App, wait_until: Wait, epochs: int = 1000) -> None:
    find(app, "epochsBox").setValue(epochs)  # type: ignore[attr-defined]
    find(app, "batchSizeBox").setValue(16)  # type: ignore[attr-defined]
    app.window.findChild(QTabWidget, "tabs").setCurrentIndex(1)
    click(app, "startButton")
    wait_until(lambda: app.trainer.batch is not None)


@pytest.mark.parametrize("name", NAMES)
def test_everything_has_its_name(app: App, name: str) -> None:
    widget = find(app, name)
    if name not in ("trainTab",):
        assert widget.accessibleName(), "a screen reader needs a name"


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_has_its_name_and_a_tip(app: App, name: str) -> None:
    assert action(app, name).toolTip()


def test_a_stroke_reaches_every_view(
    app: App, count_paints: Callable[..., object], wait_until: Wait
) -> None:
    views = ("pad", "prediction", "probabilities", "networkInput", "featureMaps")
    QApplication.processEvents()
    counters = [count_paints(find(app, name)) for name in views]
    draw_seven(app)
    wait_until(lambda: all(counter.count for counter in counters))  # type: ignore[attr-defined]
    assert app.recognition.prediction is not None


def test_views_are_painted_while_the_pen_moves(
    app: App, count_paints: Callable[..., object], wait_until: Wait
) -> None:
    pad = find(app, "pad")
    QTest.mousePress(pad, LEFT, pos=QPoint(60, 60))
    counter = count_paints(find(app, "featureMaps"))
    for i in range(1, 4):
        count = counter.count  # type: ignore[attr-defined]
        QTest.mouseMove(pad, QPoint(60 + 20 * i, 60 + 10 * i))
        wait_until(lambda count=count: counter.count > count)  # type: ignore[misc,attr-defined]
    QTest.mouseRelease(pad, LEFT, pos=QPoint(150, 100))


def test_an_empty_pad_says_so_before_and_after(app: App, wait_until: Wait) -> None:
    prediction = app.window.findChild(PredictionView, "prediction")
    assert prediction.text() == "Draw a digit"
    draw_seven(app)
    wait_until(lambda: "%" in prediction.text())
    click(app, "clearButton")
    wait_until(lambda: prediction.text() == "Draw a digit")


def test_ink_stands_upright_in_the_networks_input(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.prediction)
    assert app.recognition.prediction is not None
    rows, columns = np.nonzero(app.recognition.prediction.input > 0.5)
    top, bottom = columns[rows <= rows.min() + 1], columns[rows >= rows.max() - 1]
    assert np.ptp(top) > 2 * np.ptp(bottom)
    assert bottom.mean() < columns.max() - 4


def test_two_digits_are_read_and_looked_at_in_turn(app: App, wait_until: Wait) -> None:
    assert not action(app, "nextDigitAction").isEnabled()
    app.session.use_trained(cnn.bundled_network("lenet"))  # which digit is where needs knowledge
    draw(app, (0.2, 0.2), (0.2, 0.8))
    draw(app, (0.5, 0.2), (0.9, 0.2), (0.7, 0.8))
    wait_until(lambda: app.recognition.reading and len(app.recognition.reading.digits) == 2)
    prediction = app.window.findChild(PredictionView, "prediction")
    text, _, first = prediction.text().partition("; ")
    assert len(text) == 2
    assert app.recognition.chosen == 1
    QTest.keyClick(app.window, Qt.Key.Key_N)
    assert app.recognition.chosen == 0
    assert prediction.text().startswith(f"{text}; ")
    assert prediction.text() != f"{text}; {first}"
    pad = find(app, "pad")
    QTest.mouseClick(pad, LEFT, pos=QPoint(round(0.7 * pad.width()), round(0.5 * pad.height())))
    assert app.recognition.chosen == 1
    assert prediction.text() == f"{text}; {first}"


def test_undo_and_redo_with_buttons_and_keys(app: App) -> None:
    undo, redo = find(app, "undoButton"), find(app, "redoButton")
    assert not undo.isEnabled()
    draw_seven(app)
    assert undo.isEnabled()
    click(app, "clearButton")
    assert app.pad.drawing.is_empty
    click(app, "undoButton")
    assert len(app.pad.drawing.strokes) == 1
    assert redo.isEnabled()
    QTest.keySequence(app.window, "Ctrl+Z")
    assert app.pad.drawing.is_empty
    QTest.keySequence(app.window, "Ctrl+Shift+Z")
    assert len(app.pad.drawing.strokes) == 1
    QTest.keyClick(app.window, Qt.Key.Key_Delete)
    assert app.pad.drawing.is_empty


def test_the_eraser_button_and_its_key(app: App) -> None:
    draw(app, (0.1, 0.5), (0.9, 0.5))
    click(app, "eraserButton")
    assert app.window.findChild(QPushButton, "eraserButton").isChecked()
    draw(app, (0.5, 0.3), (0.5, 0.7))
    assert len(app.pad.drawing.strokes) == 2
    QTest.keyClick(app.window, Qt.Key.Key_E)
    assert not app.window.findChild(QPushButton, "eraserButton").isChecked()
    draw(app, (0.2, 0.2), (0.3, 0.3))
    assert len(app.pad.drawing.strokes) == 3


def test_the_brush_slider_and_its_keys(app: App) -> None:
    slider = app.window.findChild(QSlider, "brushSlider")
    slider.setValue(40)
    draw_seven(app)
    assert app.pad.drawing.strokes[0].brush == 40
    QTest.keyClick(app.window, Qt.Key.Key_BracketLeft)
    assert slider.value() == 36


def test_training_moves_the_prediction_and_the_kernels(
    app: App, count_paints: Callable[..., object], wait_until: Wait
) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.prediction)
    start_training(app, wait_until)
    app.window.findChild(QTabWidget, "tabs").setCurrentIndex(0)
    maps = count_paints(find(app, "featureMaps"))
    heard: list[object] = []
    app.recognition.predicted.connect(heard.append)
    wait_until(lambda: len(heard) >= 3 and maps.count >= 3)  # type: ignore[attr-defined]
    first, last = heard[0], heard[-1]
    assert not np.array_equal(first.probabilities, last.probabilities)  # type: ignore[attr-defined]
    click_stop = action(app, "stopAction")
    click_stop.trigger()
    wait_until(lambda: not app.trainer.is_active)


def test_drawing_goes_on_while_a_network_learns(app: App, wait_until: Wait) -> None:
    start_training(app, wait_until)
    job = app.trainer._job
    assert job is not None
    before = job._rest_until
    draw_seven(app)
    assert job._rest_until > before, "the pen goes first"
    wait_until(lambda: app.recognition.prediction)
    click(app, "clearButton")
    wait_until(lambda: app.recognition.prediction is None)
    assert app.trainer.state is State.RUNNING


def test_a_training_from_start_to_stop(app: App, wait_until: Wait) -> None:
    start_training(app, wait_until)
    click(app, "pauseButton")
    assert app.trainer.state is State.PAUSED
    assert "Paused" in app.window.findChild(QLabel, "trainingStatus").text()
    click(app, "pauseButton")
    assert app.trainer.state is State.RUNNING
    click(app, "stopButton")
    wait_until(lambda: not app.trainer.is_active)
    assert app.session.is_modified
    assert app.window.findChild(QLabel, "trainingStatus").text().startswith("Stopped in epoch")
    assert app.recognition.network is app.session.network
    assert app.window.isWindowModified()
    assert "trained just now" in app.window.windowTitle()
    assert len(app.session.kept()) == 1


def test_the_bundled_network_is_one_click_away_even_while_another_learns(
    app: App, wait_until: Wait
) -> None:
    start_training(app, wait_until)
    action(app, "bundledNetworkAction").trigger()
    assert not app.trainer.is_active
    assert app.session.is_bundled
    wait_until(lambda: app.session.kept())
    QTest.qWait(100)
    assert app.recognition.network is app.session.network


def test_a_failure_in_training_is_a_dialog_and_the_window_lives(app: App, wait_until: Wait) -> None:
    app.trainer.failed.emit(RuntimeError("the disk is on fire"))
    dialog = app.window.findChild(QMessageBox, "problemDialog")
    assert "the disk is on fire" in dialog.text()
    dialog.accept()
    draw_seven(app)
    wait_until(lambda: app.recognition.prediction)


def test_a_bad_file_is_a_dialog_and_changes_nothing(app: App, tmp_path: Path) -> None:
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"nonsense")
    before = app.session.network
    app.window.open_network(bad)
    dialog = app.window.findChild(QMessageBox, "problemDialog")
    assert "bad.npz" in dialog.text()
    assert "Traceback" not in dialog.text()
    assert app.session.network is before
    dialog.accept()


@pytest.mark.parametrize(
    ("name", "dialog"),
    [("openAction", "openDialog"), ("saveAction", "saveDialog"), ("aboutAction", "aboutDialog")],
)
def test_dialogs_open_and_close(app: App, name: str, dialog: str) -> None:
    action(app, name).trigger()
    opened = find(app, dialog)
    assert opened.isVisible()
    opened.close()


def test_saving_and_opening(app: App, tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    app.window.save_network(path)
    assert "mine.npz" in app.window.windowTitle()
    other = cnn.preset("lenet", np.random.default_rng(8))
    cnn.save_network(other, tmp_path / "other.npz")
    app.window.open_network(tmp_path / "other.npz")
    np.testing.assert_array_equal(app.recognition.network.values, other.values)
    assert app.window.findChild(QLabel, "networkName").text() == "Network: lenet (other.npz)"


def test_closing_the_window_in_the_middle_of_a_training_keeps_what_was_learned(
    app: App, wait_until: Wait
) -> None:
    start_training(app, wait_until)
    app.window.close()
    assert not app.trainer.is_active
    assert len(app.session.kept()) == 1


def test_the_window_remembers_its_place(app: App, settings: QSettings) -> None:
    app.window.resize(1100, 720)
    app.window.close()
    assert settings.value("window/geometry")


def test_each_step_from_ink_to_pixels_can_be_left_out(app: App, wait_until: Wait) -> None:
    draw(app, (0.5, 0.1), (0.6, 0.1), (0.55, 0.3))
    wait_until(lambda: app.recognition.prediction)
    app.window.findChild(QTabWidget, "tabs").setCurrentWidget(find(app, "inkTab"))
    heading = app.window.findChild(QLabel, "inkHeading")
    assert "no step is left out" in heading.text()
    pictures = [find(app, f"{name}Picture") for name in ("ink", "box", "scaled", "centred")]
    for name, changes in (("box", 4), ("rim", 2), ("pen", 2), ("centring", 1)):
        before = [picture.grab().toImage() for picture in pictures]
        app.window.findChild(QCheckBox, f"{name}Step").click()
        after = [picture.grab().toImage() for picture in pictures]
        assert [a != b for a, b in zip(before, after, strict=True)][-changes:] == [True] * changes
        assert "without" in heading.text()
        app.window.findChild(QCheckBox, f"{name}Step").click()
        assert [picture.grab().toImage() for picture in pictures] == before
    assert app.recognition.prediction is not None
    assert find(app, "boxStep").toolTip().endswith(".")


def test_handwriting_can_be_put_on_the_pad_and_taken_back(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    before = app.pad.drawing
    app.window.findChild(QTabWidget, "tabs").setCurrentWidget(find(app, "handwritingTab"))
    sheet = app.window.findChild(ContactSheetView, "contactSheet")
    wait_until(lambda: len(sheet._painted) > 40)
    QTest.mouseClick(sheet, LEFT, pos=sheet.cell(7).center())
    assert app.pad.drawing != before
    action(app, "undoAction").trigger()
    assert app.pad.drawing == before


def test_a_digit_is_changed_in_many_ways(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.prediction)
    app.window.findChild(QTabWidget, "tabs").setCurrentWidget(find(app, "handwritingTab"))
    assert not app.variations.shown
    app.window.findChild(QTabBar, "handwritingViews").setCurrentIndex(1)
    assert app.variations.of_the_pad
    app.window.findChild(QSlider, "rotationSlider").setValue(45)
    assert app.variations.augmentation.rotation == 45
    summary = app.window.findChild(QLabel, "variationSummary")
    assert summary.text().startswith("Your digit, changed 24 times.")


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
    wait_until(lambda: app.recognition.prediction)
    QTest.mouseMove(find(app, "featureMaps"), QPoint(120, 80))
    QApplication.processEvents()
    assert [find(app, name).geometry() for name in views] == before
    assert app.window.width() == 1280


@pytest.mark.parametrize("name", ["valueUnderPointer", "curveReading"])
def test_long_words_do_not_widen_the_window(app: App, name: str) -> None:
    app.window.findChild(QTabWidget, "tabs").setCurrentIndex(int(name == "curveReading"))
    before = app.window.minimumSizeHint()
    app.window.findChild(QLabel, name).setText("very long words " * 50)
    QTest.qWait(100)
    assert app.window.minimumSizeHint() == before
    assert app.window.width() == 1280


def test_dark_and_light(app: App, qt: QApplication) -> None:
    before = QGuiApplication.palette()
    light = find(app, "prediction").grab().toImage()
    theme.force(qt, dark=True)
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


def test_every_bundled_network_is_on_the_menu(
    qt: QApplication,
    tmp_path: Path,
    settings: QSettings,
    must_end: Callable[[Callable[[], object]], None],
) -> None:
    bundled = [
        Bundled(name, "for a test", partial(cnn.preset, "lenet", np.random.default_rng(seed)))
        for seed, name in enumerate(("best", "lenet"))
    ]
    app = build(settings, tmp_path, bundled)
    best, lenet = action(app, "bundledNetworkAction"), action(app, "lenetNetworkAction")
    assert (best.text(), lenet.text()) == ("best – for a test", "lenet – for a test")
    assert (best.isChecked(), lenet.isChecked()) == (True, False)
    lenet.trigger()
    assert (best.isChecked(), lenet.isChecked()) == (False, True)
    assert app.session.bundled_name == "lenet"
    assert app.window.findChild(QPushButton, "bundledButton").text() == "Back to best"
    app.session.use_trained(cnn.preset("rows", np.random.default_rng(0)))
    assert not best.isChecked()
    assert not lenet.isChecked()
    must_end(app.window.close)


def test_pictures_and_numbers_of_the_views_can_be_taken_away(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.prediction)
    maps = find(app, "featureMaps")
    at = maps.centre_of("conv1", 2).toPoint()  # type: ignore[attr-defined]
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(maps, QContextMenuEvent(reason, at, maps.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    entries = {entry.objectName(): entry for entry in menu.actions()}
    assert entries["copyNumbers"].text() == "Copy numbers: conv1, map 3 (24 × 24)"
    entries["copyNumbers"].trigger()
    rows = QGuiApplication.clipboard().text().splitlines()
    first = np.array([float(number) for number in rows[0].split("\t")], np.float32)
    assert app.recognition.prediction is not None
    np.testing.assert_array_equal(first, app.recognition.prediction.trace["conv1"][2][0])
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


QUIT_WHILE_TRAINING = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from digitpad import app

def poll():
    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "mainWindow")
    if not window.findChild(QPushButton, "stopButton").isEnabled():
        window.findChild(QPushButton, "startButton").click()
    elif "epoch" in window.findChild(QLabel, "trainingStatus").text():
        HOW
        return
    QTimer.singleShot(20, poll)

QTimer.singleShot(0, poll)
status = app.run(["digitpad"])
if any(widget.isVisible() for widget in QApplication.topLevelWidgets()):
    sys.exit("a window that is still seen may crash the process")
sys.exit(status)
"""


@pytest.mark.parametrize(
    "how",
    ["window.close()", "QApplication.quit()", "QApplication.exit(0)", "os.kill(os.getpid(), 2)"],
)
def test_quitting_in_the_middle_of_a_training_is_clean(tmp_path: Path, how: str) -> None:
    program = QUIT_WHILE_TRAINING.replace("HOW", how)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        timeout=60,
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"),
             "XDG_CONFIG_HOME": str(tmp_path / "config"), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    errors = done.stderr.decode().replace("This plugin does not support propagateSizeHints()", "")
    assert done.returncode == 0, errors
    assert not errors.strip()
    assert list((tmp_path / "data").rglob("*.npz")), "what was learned was kept"


def test_the_bundled_network_is_one_click_away(app: App) -> None:
    button = app.window.findChild(QPushButton, "bundledButton")
    assert button.isHidden()
    height = app.window.statusBar().height()
    app.session.use_trained(cnn.preset("rows", np.random.default_rng(0)))
    QApplication.processEvents()
    assert not button.isHidden()
    assert app.window.statusBar().height() == height
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert app.session.is_bundled
    assert button.isHidden()


def test_muted_filters_are_told_of_on_every_page(app: App) -> None:
    label = app.window.findChild(QLabel, "mutedStatus")
    app.filters.set_muted(Filter("conv1", 0), True)
    assert label.text() == "1 filter muted"
    app.filters.unmute_all()
    assert label.text() == ""
