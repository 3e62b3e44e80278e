"""The page with the whole network: painted with its numbers, followed with pointer and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QWidget,
)

import cnn
from cnn.explain.graph import Place
from cnn.explain.matrix_product import matrix_product
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages import GlancePage
from digitpad.painting import colour, network_scene
from digitpad.painting.matrix_painting import place_matrices
from digitpad.painting.network_columns import Form
from digitpad.widgets.network_view import NetworkView

WaitUntil = Callable[[Callable[[], object]], None]
Key = Qt.Key
SIZE = (860, 680)


class Desk:
    """A pad, a network that reads it, and the page, shown."""

    def __init__(self, network: cnn.Network, wait_until: WaitUntil) -> None:
        self.pad = Pad()
        self.recognition = Recognition(self.pad, network)
        self.page = GlancePage(self.recognition)
        self.inspection = self.page.inspection
        view = self.page.findChild(QAbstractScrollArea, "networkView")
        assert isinstance(view, NetworkView)
        self.view = view
        self.wait_until = wait_until
        self.page.resize(*SIZE)
        self.page.show()
        assert QTest.qWaitForWindowExposed(self.page)

    def draw(self, shift: float = 0.0) -> None:
        """A seven."""
        before = self.recognition.prediction
        self.pad.begin((70 + shift, 70))
        for point in ((190 + shift, 70), (130 + shift, 230)):
            self.pad.extend(point)
        self.pad.end()
        self.wait_until(lambda: self.recognition.prediction is not before)

    def use(self, network: cnn.Network) -> None:
        self.recognition.set_network(network)
        self.wait_until(lambda: self.inspection.network is network)

    def point_at(self, place: Place) -> None:
        QTest.mouseMove(self.view.viewport(), self.middle(place))

    def click(self, place: Place) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=self.middle(place))

    def middle(self, place: Place) -> QPoint:
        return self.view.rectangle_of(place).center().toPoint()

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self.view, key, held)

    def text(self, name: str) -> str:
        label = self.page.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        return label.text()

    def picture(self) -> QImage:
        return self.view.viewport().grab().toImage()


@pytest.fixture
def desk(qt: object, network: cnn.Network, wait_until: WaitUntil) -> Iterator[Desk]:
    made = Desk(network, wait_until)
    made.draw()
    yield made
    made.page.close()


def expected(desk: Desk, place: Place) -> int:
    """The pixel of a number, all maps of a layer on one scale."""
    trace = desk.inspection.trace
    assert trace is not None
    values = trace[place.layer]
    at = (place.channel, place.row, place.column)[: values.ndim]
    limit = colour.limit_of(values)
    if desk.view.placed.by_name[place.layer].column.signed:
        return int(colour.paint_signed(values, limit, colour.diverging(dark=False))[at])
    return int(colour.paint_positive(values, limit, colour.sequential(dark=False))[at])


@pytest.mark.parametrize("zoom", [1.0, 1.9])
def test_every_layer_is_painted_with_its_numbers(desk: Desk, zoom: float) -> None:
    desk.view.set_zoom(zoom)
    trace = desk.inspection.trace
    assert trace is not None
    seen = 0
    for name in trace:
        block = desk.view.placed.by_name[name]
        if block.column.form is Form.BARS:
            continue
        bar = desk.view.horizontalScrollBar()
        bar.setValue(block.left)
        image, room = desk.picture(), desk.view.viewport().rect()
        room.setTop(desk.view.placed.top)
        for place in islice(desk.inspection.nodes[name].places(), 0, None, 7):
            middle = desk.middle(place)
            if room.contains(middle):
                assert image.pixelColor(middle).rgb() == expected(desk, place), place
                seen += 1
    assert seen > 500


def test_maps_stand_apart(desk: Desk) -> None:
    image, between = desk.picture(), desk.view.palette().color(QPalette.ColorRole.Window).rgb()
    for layer in ("conv2", "pool2"):
        left, top, width, height = desk.view.placed.by_name[layer].picture(2)
        assert image.pixelColor(left + width + 1, top + height // 2).rgb() == between
        assert image.pixelColor(left + width // 2, top + height + 1).rgb() == between


def test_the_picture_follows_the_pen_and_the_network(
    desk: Desk, count_paints: Callable[..., object], wait_until: WaitUntil
) -> None:
    counter = count_paints(desk.view.viewport())
    before = desk.picture()
    count = counter.count  # type: ignore[attr-defined]
    desk.draw(shift=20)
    wait_until(lambda: counter.count > count)  # type: ignore[attr-defined]
    drawn = desk.picture()
    assert drawn != before
    count = counter.count  # type: ignore[attr-defined]
    desk.use(cnn.preset("lenet", np.random.default_rng(5)))  # as a training does, again and again
    wait_until(lambda: counter.count > count)  # type: ignore[attr-defined]
    assert desk.picture() != drawn


def test_nothing_is_painted_or_worked_out_while_hidden(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.click(Place("conv2", 3, 4, 4))
    desk.page.hide()
    calls: list[object] = []
    monkeypatch.setattr(network_scene, "paint_numbers", lambda *args: calls.append(args))
    monkeypatch.setattr("digitpad.models.inspection.working", lambda *args: calls.append(args))
    before = desk.inspection.prediction
    desk.draw(shift=30)
    QApplication.processEvents()
    assert not calls
    assert desk.inspection.prediction is before
    monkeypatch.undo()
    desk.page.show()
    assert desk.inspection.prediction is desk.recognition.prediction


def test_the_number_under_the_pointer_is_told_and_explained(desk: Desk) -> None:
    place = Place("relu2", 3, 4, 5)
    desk.point_at(place)
    trace = desk.inspection.trace
    assert trace is not None
    before, after = trace["conv2"][3, 4, 5], trace["relu2"][3, 4, 5]
    words = "relu2, map 4, row 5, column 6"
    assert desk.text("valueAtGlance").startswith(f"{words}: ")
    assert desk.text("arithmeticTitle").startswith(f"{words} = ")
    assert f"{after:.3f}".replace("-", "−") in desk.text("valueAtGlance") or after == 0
    assert desk.text("equation1").startswith("conv2: 6 sums of products: ")
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
    assert desk.inspection.pinned == place
    assert "Esc" in desk.text("arithmeticTitle")
    desk.point_at(Place("pool2", 1, 1, 1))
    assert desk.text("arithmeticTitle").startswith("conv1, map 3, row 11, column 12")
    assert desk.text("valueAtGlance").startswith("pool2, map 2, row 2, column 2")
    desk.press(Key.Key_Escape)
    assert desk.inspection.pinned is None
    assert desk.text("arithmeticTitle").startswith("pool2")
    desk.click(place)
    desk.click(place)
    assert desk.inspection.pinned is None


def test_keys_move_the_pinned_place(desk: Desk) -> None:
    held = Qt.KeyboardModifier.ControlModifier
    desk.view.setFocus()
    desk.press(Key.Key_Right)
    assert desk.inspection.pinned == Place("conv1", 0, 12, 12)
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_PageDown):
        desk.press(key)
    assert desk.inspection.pinned == Place("conv1", 1, 14, 13)
    desk.press(Key.Key_Right, held)
    assert desk.inspection.pinned == Place("relu1", 1, 14, 13)
    desk.press(Key.Key_Up)
    desk.press(Key.Key_Left)
    desk.press(Key.Key_Up, held)
    assert desk.inspection.pinned == Place("relu1", 0, 13, 12)


def test_a_pinned_place_is_kept_in_sight(desk: Desk) -> None:
    desk.view.set_zoom(5.0)
    desk.click(desk.view.placed.by_name["conv2"].place_at(*desk_corner(desk)) or Place("input", 0))
    for _ in range(40):
        desk.press(Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    room = desk.view.viewport().rect().toRectF()
    assert desk.inspection.pinned is not None
    assert desk.inspection.pinned.layer == "softmax"
    assert room.contains(desk.view.rectangle_of(desk.inspection.pinned))


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
    button(desk, "Larger").click()
    button(desk, "Smaller").click()
    assert desk.view.zoom == 1.0
    QTest.keyClick(desk.view, Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.zoom == 1.25
    QTest.keyClick(desk.view, Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert desk.view.zoom == 1.0


def turn(view: NetworkView, at: QPointF, held: Qt.KeyboardModifier) -> None:
    """Two notches away from oneself."""
    where = QPointF(view.viewport().mapToGlobal(at.toPoint()))
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, where, QPoint(), QPoint(0, 240), none, held, phase, False)
    QApplication.sendEvent(view.viewport(), event)


def button(desk: Desk, name: str) -> QAbstractButton:
    found = [b for b in desk.page.findChildren(QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1
    return found[0]


def test_each_map_may_have_a_scale_of_its_own(desk: Desk) -> None:
    choice = desk.page.findChild(QComboBox, "colourScale")
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(1)
    trace = desk.inspection.trace
    assert trace is not None
    image = desk.picture()
    for channel in range(6):
        values = trace["pool1"][channel]
        row, column = (int(i) for i in np.unravel_index(values.argmax(), values.shape))
        limit = colour.limit_of(values)
        table = colour.sequential(dark=False)
        pixel = colour.paint_positive(values, limit, table)[row, column]
        at = desk.middle(Place("pool1", channel, row, column))
        assert image.pixelColor(at).rgb() == int(pixel)


@pytest.mark.parametrize("name", ["gap", "residual", "rows", "wide9", "best"])
def test_every_place_of_other_networks_can_be_looked_at(desk: Desk, name: str) -> None:
    desk.use(cnn.preset(name, np.random.default_rng(0)))
    for node in desk.inspection.nodes.values():
        places = list(node.places())
        desk.inspection.point_at(places[len(places) // 2])
        assert desk.text("arithmeticTitle").startswith(node.name)
        assert desk.text("equation1")
        if node.name in ("softmax", "conv1", "pool1", "residual2", "rnn1"):
            assert not desk.page.grab().isNull()


def test_a_class_for_no_digit(desk: Desk) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "outputs": 11}]
    desk.use(cnn.Network(layers, np.random.default_rng(0)))
    desk.point_at(Place("softmax", 10))
    assert desk.text("valueAtGlance").startswith("softmax, no digit: ")
    desk.point_at(Place("dense1", 4))
    assert desk.text("valueAtGlance").startswith("dense1, digit 4: ")


def test_an_empty_pad_shows_what_there_will_be(desk: Desk, wait_until: WaitUntil) -> None:
    desk.pad.clear()
    wait_until(lambda: desk.inspection.trace is None)
    desk.point_at(Place("conv2", 3, 2, 5))
    assert desk.text("valueAtGlance") == "conv2, map 4, row 3, column 6"
    assert desk.text("equation1") == ""
    paper = desk.page.palette().color(QPalette.ColorRole.Base).rgb()
    assert desk.picture().pixelColor(desk.middle(Place("conv1", 0, 3, 3))).rgb() == paper


def test_matrices_are_drawn_to_scale(desk: Desk) -> None:
    trace = desk.inspection.trace
    assert trace is not None
    for layer in ("conv1", "conv2", "dense1"):
        product = matrix_product(desk.inspection.nodes, trace, layer)
        assert product is not None
        room = desk.page.rect().toRectF()
        places = place_matrices(product, room)
        pixels = set()
        for box, matrix in (
            (places.patches, product.patches),
            (places.kernels, product.kernels),
            (places.product, product.product),
        ):
            assert room.contains(box)
            pixels |= {round(box.width() / matrix.shape[1], 6)}
            pixels |= {round(box.height() / matrix.shape[0], 6)}
        assert len(pixels) == 1


def test_numbers_can_be_taken_from_the_views(desk: Desk) -> None:
    trace = desk.inspection.trace
    assert trace is not None
    found = desk.view.array_at(desk.middle(Place("conv2", 3, 2, 5)))
    assert found is not None
    assert found[0] == "conv2, map 4"
    np.testing.assert_array_equal(found[1], trace["conv2"][3])
    heading = desk.view.array_at(QPoint(desk.middle(Place("conv2", 3, 2, 5)).x(), 5))
    assert heading is not None
    np.testing.assert_array_equal(heading[1], trace["conv2"])


def test_controls_explain_themselves(desk: Desk) -> None:
    for child in desk.page.findChildren(QWidget):
        if isinstance(child, (QAbstractButton, QComboBox)) and child.isVisible():
            assert child.toolTip(), child.objectName()
            assert child.accessibleName()
