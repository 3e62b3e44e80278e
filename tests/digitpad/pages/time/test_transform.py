"""The transformed drawing: sliders and map, compared with the plain functions."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QWidget

import cnn
from digitpad.explanation.robustness import PAIRS, Robustness, robustness
from digitpad.imaging.placed import PlacedInk
from digitpad.imaging.transform import Transform, transformed, transformed_input
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.time.page import TimePage
from digitpad.pages.time.robustness_view import RobustnessView
from digitpad.reading.classes import answer_in_words
from digitpad.reading.reader import recognise_input
from tests.digitpad.hand import let_read
from tests.digitpad.ink_samples import BAR, crossed_seven
from tests.digitpad.pages.time.hands import Heard, Wait, click, find, slider


def test_a_slider_changes_the_ink(page: TimePage, heard: Heard, network: cnn.Network) -> None:
    dial = slider(page, "turnDial")
    dial.setValue(25)
    ink = PlacedInk.of(crossed_seven())
    assert heard.changed is not None
    np.testing.assert_array_equal(heard.changed.input, transformed_input(ink, Transform(turn=25)))
    slider(page, "downDial").setValue(-6)  # quarters of a pixel
    slider(page, "thicknessDial").setValue(150)
    change = Transform(turn=25, down=-1.5, thickness=1.5)
    assert page.transform.transform == change
    np.testing.assert_array_equal(heard.changed.input, transformed_input(ink, change))
    box = find(page, QCheckBox, "preparedBox")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    np.testing.assert_array_equal(
        heard.changed.input, transformed_input(ink, change, prepared=True)
    )
    click(page, "resetDialsButton")
    assert page.transform.transform == Transform()
    assert dial.value() == 0


def test_the_map_follows_the_sliders(
    page: TimePage, heard: Heard, network: cnn.Network, wait_until: Wait
) -> None:
    ink = PlacedInk.of(crossed_seven())
    heard.map = None
    slider(page, "turnDial").setValue(30)  # runs along the map: it stays the same
    slider(page, "downDial").setValue(8)
    wait_until(lambda: heard.map is not None)
    expected = robustness(network, ink, Transform(down=2), PAIRS[0])
    assert heard.map is not None
    np.testing.assert_array_equal(heard.map.labels, expected.labels)
    np.testing.assert_allclose(heard.map.probabilities, expected.probabilities, rtol=1e-3)
    axes = find(page, QComboBox, "axesBox")
    QTest.keyClick(axes, Qt.Key.Key_Down)
    wait_until(lambda: heard.map is not None and heard.map.axes == PAIRS[1])
    turned = robustness(network, ink, Transform(turn=30), PAIRS[1])
    np.testing.assert_array_equal(heard.map.labels, turned.labels)


def test_a_cell_of_the_map_sets_the_sliders(page: TimePage, heard: Heard) -> None:
    view = find(page, QWidget, "stability")
    assert isinstance(view, RobustnessView)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.box(2, 6).center())
    assert page.transform.transform == Transform(turn=30, size=0.8)
    assert slider(page, "turnDial").value() == 30
    assert slider(page, "sizeDial").value() == 80
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert page.transform.transform == Transform(turn=45, size=0.7)
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert page.transform.transform == Transform(turn=60, size=0.7)
    assert heard.map is not None
    assert f"{heard.map.labels[1, 8]}, " in view.accessibleDescription()


def test_cells_with_the_usual_answer_look_different_from_others(qt: object) -> None:
    view = RobustnessView()
    view.resize(view.sizeHint())
    labels = np.full((9, 9), 7)
    labels[0, 8] = 2
    values = np.linspace(-4, 4, 9)
    view.show_robustness(Robustness(PAIRS[1], values, values, labels, np.ones((9, 9))))
    view.show_transform(Transform(), usual=7)
    image = view.grab().toImage()
    usual = image.pixelColor(view.box(3, 0).topLeft() + QPoint(2, 2))
    other = image.pixelColor(view.box(0, 8).topLeft() + QPoint(2, 2))
    assert usual.red() > usual.blue() + 60
    assert other.blue() > other.red() + 60


def test_the_changed_ink_is_put_on_the_pad_in_one_step_that_can_be_undone(
    page: TimePage, heard: Heard, pad: Pad, recognition: Recognition
) -> None:
    button = find(page, QPushButton, "putOnPadButton")
    assert not button.isEnabled()
    other = Stroke(((10.0, 270.0), (20.0, 270.0)), 6.0)
    before = Drawing((*crossed_seven().strokes, other))
    pad.show_drawing(before)
    let_read(recognition)
    assert (
        recognition.state.chosen_drawing == crossed_seven()
    )  # the other one is too small for a digit
    slider(page, "turnDial").setValue(50)
    click(page, "putOnPadButton")
    kept, seven, bar = pad.drawing.strokes
    assert kept is other
    turned = transformed(PlacedInk.of(crossed_seven()), Transform(turn=50))
    assert np.ptp(seven.array, axis=0) == pytest.approx(np.ptp(turned.strokes[0].array, axis=0))
    assert bar.brush == BAR.brush
    assert page.transform.transform == Transform()
    pad.undo()
    assert pad.drawing == before


def test_it_is_said_where_the_pad_will_read_the_changed_ink_differently(
    page: TimePage, heard: Heard, network: cnn.Network
) -> None:
    note = find(page, QLabel, "foreseenText")
    assert note.text() == ""
    ink = PlacedInk.of(crossed_seven())
    differs = agrees = 0
    for down in range(-16, 17, 2):
        for size in (60, 100, 140):
            slider(page, "downDial").setValue(down)
            slider(page, "sizeDial").setValue(size)
            change = page.transform.transform
            there = recognise_input(network, transformed_input(ink, change, prepared=True))
            assert heard.changed is not None
            if change == Transform() or there.label == heard.changed.label:
                assert note.text() == ""
                agrees += 1
            else:
                answer = answer_in_words(there)[0]
                assert note.text().startswith(f"On the pad it is read as {answer}: ")
                differs += 1
    assert differs
    assert agrees
