"""Every network is painted with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
from PySide6.QtGui import QImage, QPalette
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
)

import cnn
from cnn.explain.graph import Place
from cnn.explain.matrix_product import matrix_product
from digitpad.pages.common import colour, rendering
from digitpad.pages.network import scene
from digitpad.pages.network.columns import Form
from digitpad.pages.network.matrix_painter import place_matrices
from digitpad.pages.network.matrix_view import MatrixProductView
from tests.digitpad.pages.network.desk import Desk, WaitUntil


def expected(desk: Desk, place: Place) -> int:
    """The pixel of a number, all maps of a layer on one scale."""
    trace = desk.model.trace
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
    trace = desk.model.trace
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
        for place in islice(desk.model.nodes[name].places(), 0, None, 7):
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


def test_cached_pixels_equal_a_new_painting(desk: Desk, wait_until: WaitUntil) -> None:
    view, inspection = desk.view, desk.model
    view.set_per_map(False)  # lets go of what was kept
    anew = view.grab().toImage()
    inspection.hover(Place("conv1", 1, 5, 5))
    marked = view.grab().toImage()
    inspection.hover(None)
    assert view.grab().toImage() == view.grab().toImage() == anew
    inspection.hover(Place("conv1", 1, 5, 5))
    assert view.grab().toImage() == marked != anew
    inspection.hover(None)
    heard: list[object] = []
    inspection.changed.connect(lambda: heard.append(None))
    desk.pad.clear()
    wait_until(lambda: heard)
    empty = view.grab().toImage()
    assert empty != anew
    assert view.grab().toImage() == empty


def test_while_the_pointer_moves_marks_alone_are_painted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.view.grab()
    desk.view.grab()
    painted: list[None] = []
    for part in ("heading", "numbers", "bars"):
        monkeypatch.setattr(scene.NetworkPainter, part, lambda *_: painted.append(None))
    desk.model.hover(Place("conv1", 1, 5, 5))
    desk.view.grab()
    assert not painted
    desk.view.set_per_map(True)
    desk.view.grab()
    assert painted


@pytest.mark.parametrize("scale", [1.25, 1.5, 1.75])
def test_what_is_kept_lies_on_the_same_pixels_where_a_view_begins_within_one(
    desk: Desk, scale: float
) -> None:
    desk.page.setContentsMargins(1, 1, 0, 0)
    QApplication.processEvents()
    begins = desk.view.viewport().mapTo(desk.page, QPoint()).toTuple()
    assert all(scale * at % 1 for at in begins)
    anew = rendering.picture(desk.page, scale)
    assert rendering.picture(desk.page, scale) == anew


def test_marks_stay_off_the_headings(desk: Desk) -> None:
    view = desk.view
    view.set_zoom(4.0)
    view.horizontalScrollBar().setValue(0)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    top = view.placed.top - 2
    places = (Place("conv1", map_, row, 12) for map_ in range(6) for row in range(24))
    behind = next(p for p in places if 0 < view.rectangle_of(p).center().y() < top)
    headings = QRect(0, 0, view.viewport().width(), top)
    before = view.viewport().grab(headings).toImage()
    desk.model.hover(behind)
    assert view.viewport().grab(headings).toImage() == before


def test_nothing_is_painted_or_worked_out_while_hidden(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.click(Place("conv2", 3, 4, 4))
    desk.page.hide()
    calls: list[object] = []
    monkeypatch.setattr(scene, "paint_numbers", lambda *args: calls.append(args))
    monkeypatch.setattr(
        "digitpad.pages.network.model.computation", lambda *args: calls.append(args)
    )
    before = desk.model.prediction
    desk.draw(shift=30)
    QApplication.processEvents()
    assert not calls
    assert desk.model.prediction is before
    monkeypatch.undo()
    desk.page.show()
    assert desk.model.prediction is desk.recognition.state.prediction


def test_each_map_may_have_a_scale_of_its_own(desk: Desk) -> None:
    choice = desk.page.findChild(QComboBox, "colourScale")
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(1)
    trace = desk.model.trace
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
    for node in desk.model.nodes.values():
        places = list(node.places())
        desk.model.hover(places[len(places) // 2])
        assert desk.text("arithmeticTitle").startswith(node.name)
        assert desk.text("equation1")
        if node.name in ("softmax", "conv1", "pool1", "residual2", "rnn1"):
            assert not desk.page.grab().isNull()


@pytest.mark.parametrize(("name", "weight"), [("residual", np.nan), ("lenet", 1e25)])
def test_a_network_that_diverges_can_be_looked_at(desk: Desk, name: str, weight: float) -> None:
    """Its numbers become infinite, then NaN; an exception while painting is a crash."""
    network = cnn.preset(name, np.random.default_rng(0))
    network.values[:] = weight
    with np.errstate(all="ignore"):
        desk.use(network)
        for node in desk.model.nodes.values():
            places = list(node.places())
            desk.model.pin(places[len(places) // 2])
            assert desk.text("arithmeticTitle").startswith(node.name)
            assert not desk.page.grab().isNull()


def test_a_class_for_no_digit(desk: Desk) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "out_features": 11}]
    desk.use(cnn.Network(layers, np.random.default_rng(0)))
    desk.point_at(Place("softmax", 10))
    assert desk.text("valueAtGlance").startswith("softmax, no digit: ")
    desk.point_at(Place("dense1", 4))
    assert desk.text("valueAtGlance").startswith("dense1, digit 4: ")


def test_an_empty_pad_shows_what_there_will_be(desk: Desk, wait_until: WaitUntil) -> None:
    desk.pad.clear()
    wait_until(lambda: desk.model.trace is None)
    desk.point_at(Place("conv2", 3, 2, 5))
    assert desk.text("valueAtGlance") == "conv2, map 4, row 3, column 6"
    assert desk.text("equation1") == ""
    paper = desk.page.palette().color(QPalette.ColorRole.Base).rgb()
    assert desk.picture().pixelColor(desk.middle(Place("conv1", 0, 3, 3))).rgb() == paper


def test_an_empty_pad_has_no_product_and_says_nothing_untrue_of_it(
    desk: Desk, wait_until: WaitUntil
) -> None:
    view = desk.page.findChild(MatrixProductView)
    assert isinstance(view, MatrixProductView)
    desk.model.pin(Place("conv1", 0, 9, 9))
    desk.pad.clear()
    wait_until(lambda: desk.model.trace is None)
    blank = QImage(view.grab().toImage())
    blank.fill(desk.page.palette().color(QPalette.ColorRole.Window))
    assert view.grab().toImage() == blank


def test_matrices_are_drawn_to_scale(desk: Desk) -> None:
    trace = desk.model.trace
    assert trace is not None
    for layer in ("conv1", "conv2", "dense1"):
        product = matrix_product(desk.model.nodes, trace, layer)
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


def test_what_is_nearly_certain_is_not_called_certain(desk: Desk) -> None:
    network = cnn.preset("lenet", np.random.default_rng(0))
    network.values[:] *= 8  # large sums: one probability is almost 1
    desk.use(network)
    assert desk.model.prediction is not None
    assert desk.model.prediction.probabilities.max() > 0.9995
    told = QBuffer()
    told.open(QIODevice.OpenModeFlag.WriteOnly)
    paper = QSvgGenerator()  # keeps words unbroken
    paper.setOutputDevice(told)
    desk.view.set_per_map(False)  # drops the cached pixels
    desk.view.viewport().render(paper)
    words = bytes(told.data().data())
    assert b">&gt;99.9<" in words
    assert b"100.0" not in words
