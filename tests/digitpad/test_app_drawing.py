"""Drawing in the whole program: real windows, real events."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QSlider,
    QTabBar,
)

import cnn
from digitpad.app import App
from digitpad.ink.drawing import PAD_SIZE
from digitpad.pages.common.answer_view import AnswerView
from digitpad.pages.handwriting.contact_sheet_view import ContactSheetView
from tests.digitpad.hand import LEFT, Wait, action, click, draw, draw_seven, find, turn_to


def test_a_stroke_reaches_every_view(
    app: App, count_paints: Callable[..., object], wait_until: Wait
) -> None:
    views = ("pad", "prediction", "probabilities", "networkInput", "featureMaps")
    QApplication.processEvents()
    counters = [count_paints(find(app, name)) for name in views]
    draw_seven(app)
    wait_until(lambda: all(counter.count for counter in counters))  # type: ignore[attr-defined]
    assert app.recognition.state.prediction is not None


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
    prediction = app.window.findChild(AnswerView, "prediction")
    assert prediction.text() == "Draw a digit"
    draw_seven(app)
    wait_until(lambda: "%" in prediction.text())
    click(app, "clearButton")
    wait_until(lambda: prediction.text() == "Draw a digit")


def test_ink_stands_upright_in_the_networks_input(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)
    assert app.recognition.state.prediction is not None
    rows, columns = np.nonzero(app.recognition.state.prediction.input > 0.5)
    top, bottom = columns[rows <= rows.min() + 1], columns[rows >= rows.max() - 1]
    assert np.ptp(top) > 2 * np.ptp(bottom)
    assert bottom.mean() < columns.max() - 4


def test_two_digits_are_read_and_looked_at_in_turn(app: App, wait_until: Wait) -> None:
    assert not action(app, "nextDigitAction").isEnabled()
    app.library.use_trained(cnn.bundled_network("lenet"))  # which digit is where needs knowledge
    draw(app, (0.2, 0.2), (0.2, 0.8))
    draw(app, (0.5, 0.2), (0.9, 0.2), (0.7, 0.8))
    wait_until(
        lambda: app.recognition.state.reading and len(app.recognition.state.reading.digits) == 2
    )
    prediction = app.window.findChild(AnswerView, "prediction")
    text, _, first = prediction.text().partition("; ")
    assert len(text) == 2
    assert app.recognition.state.chosen == 1
    QTest.keyClick(app.window, Qt.Key.Key_N)
    assert app.recognition.state.chosen == 0
    assert prediction.text().startswith(f"{text}; ")
    assert prediction.text() != f"{text}; {first}"
    pad = find(app, "pad")
    left, top = round(0.5 * pad.width()), round(0.2 * pad.height())
    around = round(app.pad.brush / 2 / PAD_SIZE * pad.width()) + 5
    QTest.mouseClick(pad, LEFT, pos=QPoint(left - around + 5, top - around - 5))  # its tab
    assert app.recognition.state.chosen == 1
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


def test_each_step_from_ink_to_pixels_can_be_left_out(app: App, wait_until: Wait) -> None:
    draw(app, (0.5, 0.1), (0.6, 0.1), (0.55, 0.3))
    wait_until(lambda: app.recognition.state.prediction)
    turn_to(app, "inkTab")
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
    assert app.recognition.state.prediction is not None
    assert find(app, "boxStep").toolTip().endswith(".")


def test_handwriting_can_be_put_on_the_pad_and_taken_back(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    before = app.pad.drawing
    turn_to(app, "handwritingTab")
    sheet = app.window.findChild(ContactSheetView, "contactSheet")
    wait_until(lambda: len(sheet.painted) > 40)
    QTest.mouseClick(sheet, LEFT, pos=sheet.cell(7).center())
    assert app.pad.drawing != before
    action(app, "undoAction").trigger()
    assert app.pad.drawing == before


def test_a_digit_is_changed_in_many_ways(app: App, wait_until: Wait) -> None:
    draw_seven(app)
    wait_until(lambda: app.recognition.state.prediction)
    turn_to(app, "handwritingTab")
    assert not app.preview.shown
    app.window.findChild(QTabBar, "handwritingViews").setCurrentIndex(1)
    assert app.preview.of_the_pad
    app.window.findChild(QSlider, "rotationSlider").setValue(45)
    assert app.preview.augmentation.rotation == 45
    summary = app.window.findChild(QLabel, "variationSummary")
    assert summary.text().startswith("Your digit, changed 24 times.")


def test_thirty_quick_taps_leave_thirty_dots(app: App, wait_until: Wait) -> None:
    draw(app, (0.15, 0.2), (0.15, 0.8))
    draw(app, (0.5, 0.2), (0.9, 0.2), (0.7, 0.8))
    wait_until(lambda: app.recognition.state.reading)
    pad = find(app, "pad")
    for number in range(30):
        x, y = 0.1 + 0.16 * (number % 6), 0.3 + 0.1 * (number // 6)
        QTest.mouseClick(pad, LEFT, pos=QPoint(round(x * pad.width()), round(y * pad.height())))
        QApplication.processEvents()
    assert len(app.pad.drawing.strokes) == 32
