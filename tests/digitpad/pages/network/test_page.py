"""A number of the network is chosen with pointer and keys, and explained."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QWidget,
)

from cnn.explain.graph import Place
from digitpad.pages.network.arithmetic_view import SheetArea
from digitpad.pages.network.view import NetworkView
from tests.digitpad.pages.network.desk import Desk, Key


def test_the_number_under_the_pointer_is_shown_and_explained(desk: Desk) -> None:
    place = Place("relu2", 3, 4, 5)
    desk.point_at(place)
    trace = desk.model.trace
    assert trace is not None
    before, after = trace["conv2"][3, 4, 5], trace["relu2"][3, 4, 5]
    words = "relu2, map 4, row 5, column 6"
    assert desk.text("valueAtGlance").startswith(f"{words}: ")
    assert desk.text("arithmeticTitle").startswith(f"{words} = ")
    assert f"{after:.3f}".replace("-", "−") in desk.text("valueAtGlance") or after == 0
    assert "(sum of products)" in desk.text("equation1")
    assert desk.text("equation1").endswith(f"= {before:.3f}".replace("-", "−"))
    assert desk.text("equation2").startswith("relu2: max(")
    QTest.mouseMove(desk.view.viewport(), QPoint(3, 3))
    assert "relu2" not in desk.text("valueAtGlance")


def test_the_receptive_field_lights_up_down_to_the_ink(desk: Desk) -> None:
    accent = desk.view.palette().color(QPalette.ColorRole.Highlight)
    desk.point_at(Place("conv2", 3, 2, 5))
    image = desk.picture()
    for layer, channel, box in (
        ("pool1", 0, (2, 5, 7, 10)),
        ("pool1", 5, (2, 5, 7, 10)),
        ("relu1", 4, (4, 10, 14, 20)),
        ("input", 0, (4, 10, 18, 24)),
    ):
        left, top, width, height = desk.view.placed.by_name[layer].part(channel, *box)
        edges = [(left + width / 2, top - 1), (left - 1, top + height / 2)]
        edges += [(left + width / 2, top + height + 1), (left + width + 1, top + height / 2)]
        for x, y in edges:
            near = {
                image.pixelColor(round(x) + i, round(y) + j).rgb()
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
            }
            assert accent.rgb() in near, (layer, channel, x, y)


def test_a_click_pins_and_escape_lets_go(desk: Desk) -> None:
    place = Place("conv1", 2, 10, 11)
    desk.click(place)
    assert desk.model.pinned == place
    assert "Esc" in desk.text("arithmeticTitle")
    desk.point_at(Place("pool2", 1, 1, 1))
    assert desk.text("arithmeticTitle").startswith("conv1, map 3, row 11, column 12")
    assert desk.text("valueAtGlance").startswith("pool2, map 2, row 2, column 2")
    desk.press(Key.Key_Escape)
    assert desk.model.pinned is None
    assert desk.text("arithmeticTitle").startswith("pool2")
    desk.click(place)
    desk.click(place)
    assert desk.model.pinned is None


def test_the_sheet_is_written_as_large_as_there_is_room(desk: Desk) -> None:
    sheet = desk.page.findChild(SheetArea)
    assert isinstance(sheet, SheetArea)
    desk.click(Place("conv1", 3, 4, 5))
    widest = sheet.content_size().width()
    for share, is_smaller in ((1.1, False), (0.85, True), (0.6, False), (1.2, False)):
        sheet.setFixedWidth(round(share * widest))
        QApplication.processEvents()
        assert (sheet.content_size().width() < widest) is is_smaller, share
        assert (sheet.horizontalScrollBar().maximum() > 0) is (share < 0.7)


def test_keys_move_the_pinned_place(desk: Desk) -> None:
    held = Qt.KeyboardModifier.ControlModifier
    desk.view.setFocus()
    desk.press(Key.Key_Right)
    assert desk.model.pinned == Place("conv1", 0, 12, 12)
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_PageDown):
        desk.press(key)
    assert desk.model.pinned == Place("conv1", 1, 14, 13)
    desk.press(Key.Key_Right, held)
    assert desk.model.pinned == Place("relu1", 1, 14, 13)
    desk.press(Key.Key_Up)
    desk.press(Key.Key_Left)
    desk.press(Key.Key_Up, held)
    assert desk.model.pinned == Place("relu1", 0, 13, 12)


def test_keys_keep_what_is_under_the_pointer(desk: Desk) -> None:
    place = Place("conv2", 3, 2, 5)
    desk.model.hover(place)
    desk.view.setFocus()
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
        desk.press(key)
        assert desk.model.pinned == place
        desk.model.pin(None)


def test_a_pinned_place_is_kept_in_sight(desk: Desk) -> None:
    desk.view.set_zoom(5.0)
    desk.click(desk.view.placed.by_name["conv2"].place_at(*desk_corner(desk)) or Place("input", 0))
    for _ in range(40):
        desk.press(Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    room = desk.view.viewport().rect().toRectF()
    assert desk.model.pinned is not None
    assert desk.model.pinned.layer == "softmax"
    assert room.contains(desk.view.rectangle_of(desk.model.pinned))


def desk_corner(desk: Desk) -> tuple[float, float]:
    left, top, width, height = desk.view.placed.by_name["conv2"].box
    return left + width / 4, top + height / 4


def test_the_wheel_zooms_around_the_pointer(desk: Desk) -> None:
    place = Place("conv2", 9, 4, 4)
    at = QPointF(desk.view.rectangle_of(place).center())
    turn(desk.view, at, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.zoom == pytest.approx(1.25**2)
    now = desk.view.rectangle_of(place).center()
    assert abs(now.x() - at.x()) < 8
    assert abs(now.y() - at.y()) < 8
    assert desk.text("zoomPercent") == "156 %"
    button(desk, "Fit").click()
    assert desk.view.zoom == 1.0
    button(desk, "Zoom in").click()
    button(desk, "Zoom out").click()
    assert desk.view.zoom == 1.0
    QTest.keyClick(desk.view, Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.zoom == 1.25
    QTest.keyClick(desk.view, Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.zoom == 1.0


def turn(view: NetworkView, at: QPointF, held: Qt.KeyboardModifier) -> None:
    """Two notches away from the user."""
    where = QPointF(view.viewport().mapToGlobal(at.toPoint()))
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, where, QPoint(), QPoint(0, 240), none, held, phase, False)
    QApplication.sendEvent(view.viewport(), event)


def button(desk: Desk, name: str) -> QAbstractButton:
    found = [b for b in desk.page.findChildren(QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1
    return found[0]


def test_a_number_that_moves_under_the_pointer_is_shown(desk: Desk) -> None:
    desk.view.set_zoom(3.0)
    desk.point_at(Place("relu1", 3, 4, 5))
    rest = desk.middle(Place("relu1", 3, 4, 5))
    moves: list[Callable[[], object]] = [
        lambda: desk.view.horizontalScrollBar().setValue(0),
        lambda: desk.view.verticalScrollBar().setValue(90),
        lambda: desk.view.set_zoom(1.2),
        lambda: desk.page.resize(1100, 720),
    ]
    for move in moves:
        before = desk.model.hovered
        move()
        QApplication.processEvents()
        place = desk.model.hovered
        assert place != before
        if place is not None:
            assert desk.view.rectangle_of(place).contains(rest)


def test_numbers_can_be_taken_from_the_views(desk: Desk) -> None:
    trace = desk.model.trace
    assert trace is not None
    found = desk.view.array_at(desk.middle(Place("conv2", 3, 2, 5)))
    assert found is not None
    assert found[0] == "conv2, map 4"
    np.testing.assert_array_equal(found[1], trace["conv2"][3])
    heading = desk.view.array_at(QPoint(desk.middle(Place("conv2", 3, 2, 5)).x(), 5))
    assert heading is not None
    np.testing.assert_array_equal(heading[1], trace["conv2"])


def test_a_map_can_be_taken_as_a_picture_of_its_own(desk: Desk) -> None:
    def part(row: int, column: int) -> QRect | None:
        return desk.view.part_at(desk.middle(Place("conv2", 3, row, column)))

    box = part(2, 5)
    assert box is not None
    assert box == part(0, 0) == part(7, 7)
    assert box.contains(desk.middle(Place("conv2", 3, 7, 7)))
    assert not box.contains(desk.middle(Place("conv2", 2, 7, 7)))
    desk.view.set_zoom(3.0)
    desk.view.horizontalScrollBar().setValue(0)
    desk.view.verticalScrollBar().setValue(0)
    away = desk.middle(Place("conv2", 3, 2, 5)) - QPoint(200, 200)
    desk.view.horizontalScrollBar().setValue(away.x())
    desk.view.verticalScrollBar().setValue(away.y())
    moved = part(2, 5)
    assert moved is not None
    assert moved.contains(desk.middle(Place("conv2", 3, 2, 5)))
    assert desk.view.part_at(desk.middle(Place("dense1", 3, 0, 0))) is None


def test_controls_explain_themselves(desk: Desk) -> None:
    for child in desk.page.findChildren(QWidget):
        if isinstance(child, (QAbstractButton, QComboBox)) and child.isVisible():
            assert child.toolTip(), child.objectName()
            assert child.accessibleName()
