"""The model of the whole network: network and prediction always match, and nothing is computed
while the page is hidden."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import cnn
from cnn.explain.graph import Place, value_at
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.network.model import NetworkModel

WaitUntil = Callable[[Callable[[], object]], None]


@pytest.fixture
def pad(qt: object) -> Pad:
    return Pad()


@pytest.fixture
def recognition(pad: Pad, network: cnn.Network) -> Recognition:
    return Recognition(pad, network)


@pytest.fixture
def inspection(recognition: Recognition) -> NetworkModel:
    made = NetworkModel(recognition)
    made.set_visible(True)
    return made


def draw(pad: Pad, x: float = 120.0) -> None:
    pad.begin((x, 60.0))
    pad.extend((x + 20, 200.0))
    pad.end()


def test_nothing_changes_while_the_page_is_hidden(
    pad: Pad, recognition: Recognition, wait_until: WaitUntil
) -> None:
    inspection = NetworkModel(recognition)
    told: list[object] = []
    inspection.changed.connect(lambda: told.append(inspection.prediction))
    draw(pad)
    wait_until(lambda: recognition.state.prediction is not None)
    assert not told
    assert inspection.prediction is None
    inspection.set_visible(True)
    assert told == [recognition.state.prediction]
    draw(pad, 60.0)
    wait_until(lambda: len(told) == 2)
    assert inspection.prediction is recognition.state.prediction
    inspection.set_visible(False)
    before = recognition.state.prediction
    draw(pad, 200.0)
    wait_until(lambda: recognition.state.prediction is not before)
    assert inspection.prediction is before


def test_a_network_comes_with_its_own_prediction(
    pad: Pad, recognition: Recognition, inspection: NetworkModel, wait_until: WaitUntil
) -> None:
    fits: list[bool] = []

    def look() -> None:
        trace = inspection.trace
        shapes = {node.name: node.shape for node in inspection.nodes.values()}
        fits.append(trace is None or shapes == {n: v.shape for n, v in trace.items()})

    for signal in (inspection.rebuilt, inspection.changed, inspection.place_changed):
        signal.connect(look)
    draw(pad)
    wait_until(lambda: inspection.trace is not None)
    inspection.pin(Place("conv2", 3, 1, 1))
    recognition.set_network(cnn.preset("lenet", np.random.default_rng(7)))
    wait_until(lambda: inspection.network is recognition.network)
    assert inspection.pinned == Place("conv2", 3, 1, 1)  # the same layers: stay there
    recognition.set_network(cnn.preset("gap", np.random.default_rng(7)))
    wait_until(lambda: "conv3" in inspection.nodes)
    assert inspection.pinned is None
    assert inspection.trace is not None
    assert len(fits) > 4
    assert all(fits)


@pytest.mark.parametrize("preset", ["lenet", "gap"])
def test_until_a_new_network_has_read_the_old_one_is_shown(
    pad: Pad, recognition: Recognition, wait_until: WaitUntil, preset: str
) -> None:
    inspection = NetworkModel(recognition)
    draw(pad)
    wait_until(lambda: recognition.state.prediction is not None)
    old, new = recognition.network, cnn.preset(preset, np.random.default_rng(7))
    recognition.set_network(new)
    inspection.set_visible(True)
    recognition.choose(0)
    assert inspection.network is old
    assert inspection.prediction is recognition.state.prediction
    wait_until(lambda: inspection.network is new)
    assert inspection.trace is not None
    assert list(inspection.nodes) == list(inspection.trace)


def test_what_is_known_of_a_place(
    pad: Pad, recognition: Recognition, inspection: NetworkModel, wait_until: WaitUntil
) -> None:
    place = Place("relu2", 3, 2, 5)
    inspection.hover(place)
    assert inspection.computations() == []
    assert inspection.product() is None
    assert "input" in inspection.fields()
    draw(pad)
    wait_until(lambda: inspection.trace is not None)
    assert inspection.trace is not None
    assert inspection.value(place) == value_at(inspection.trace, place)
    assert [place.layer for place in inspection.line] == ["conv2", "relu2"]
    first = inspection.computations()
    assert [step.value for step in first] == [
        value_at(inspection.trace, Place(layer, 3, 2, 5)) for layer in ("conv2", "relu2")
    ]
    product = inspection.product()
    assert product is not None
    assert product.value(place) == pytest.approx(first[0].value, abs=1e-5)
    assert inspection.computations() is first  # computed once
    inspection.hover(Place("relu2", 3, 2, 4))
    assert inspection.computations()[0].place.column == 4
    assert inspection.product() is product  # of the same layer
    assert inspection.fields()["relu1"].box == (4, 8, 14, 18)
    draw(pad, 60.0)
    wait_until(lambda: inspection.product() is not product)


def test_a_pinned_place_stays(inspection: NetworkModel) -> None:
    told: list[Place | None] = []
    inspection.place_changed.connect(lambda: told.append(inspection.place))
    here, there = Place("conv1", 0, 1, 2), Place("conv1", 1, 1, 2)
    inspection.hover(here)
    inspection.hover(here)
    inspection.pin(here)
    inspection.hover(there)
    assert inspection.hovered == there
    assert inspection.place == here
    inspection.pin(None)
    assert told == [here, here, there]


def test_steps_end_at_the_edges(inspection: NetworkModel) -> None:
    inspection.move(rows=1)
    assert inspection.pinned == Place("conv1", 0, 12, 12)
    for _ in range(30):
        inspection.move(rows=1, columns=-1)
    assert inspection.pinned == Place("conv1", 0, 23, 0)
    inspection.move(maps=-1)
    inspection.move(maps=4)
    assert inspection.pinned == Place("conv1", 4, 23, 0)
    inspection.move(layers=2)
    assert inspection.pinned == Place("pool1", 4, 11, 0)
    inspection.move(layers=99)
    assert inspection.pinned is not None
    assert inspection.pinned.layer == "softmax"
    inspection.pin(Place("dense1", 8))
    inspection.move(rows=1)
    inspection.move(rows=1, columns=1)
    assert inspection.pinned == Place("dense1", 9)
    inspection.move(layers=-99)
    assert inspection.pinned.layer == "input"


def test_an_empty_pad(pad: Pad, inspection: NetworkModel, wait_until: WaitUntil) -> None:
    draw(pad)
    wait_until(lambda: inspection.trace is not None)
    inspection.pin(Place("conv1", 0, 1, 2))
    pad.clear()
    wait_until(lambda: inspection.trace is None)
    assert inspection.value(Place("conv1", 0, 1, 2)) is None
    assert inspection.computations() == []
