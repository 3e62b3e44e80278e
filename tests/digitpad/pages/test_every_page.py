"""What every page shows for networks of every kind, with a digit and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

import cnn
from digitpad.app import App
from digitpad.pages.common.array_view import ArrayView
from digitpad.pages.common.exportable import array_at, views_in
from digitpad.pages.feature_maps.view import FeatureMapsView
from digitpad.pages.filters.kernels_view import KernelsView
from digitpad.reading.reader import Prediction
from tests.digitpad.hand import Wait
from tests.digitpad.ink_samples import crossed_seven


def diverged() -> cnn.Network:
    """Like a network after a training with too large a rate."""
    made = cnn.preset("lenet", np.random.default_rng(0))
    made.values[:] = np.nan
    return made


def with_no_digit() -> cnn.Network:
    layers = cnn.preset("lenet", np.random.default_rng(0)).config()
    layers[-1]["outputs"] = 11
    return cnn.Network(layers, np.random.default_rng(0), name="eleven")


def preset(name: str) -> Callable[[], cnn.Network]:
    return lambda: cnn.preset(name, np.random.default_rng(0))


NETWORKS = {
    "lenet": preset("lenet"),
    "residual": preset("residual"),
    "rows": preset("rows"),
    "eleven classes": with_no_digit,
}
KEYS = ("look", "train", "network", "filters", "why", "time", "ink", "handwriting")


def page(app: App, key: str) -> QWidget:
    """The page with this key, after it was opened."""
    (found,) = (each.widget for each in app.pages if each.key == key)
    app.window.show_page(found)
    return found


def arrays(widget: QWidget) -> dict[str, np.ndarray]:
    """The numbers in the middle of every view that offers some, by its names."""
    found = {}
    for view in views_in(widget):
        named = array_at(view, view.mapToGlobal(view.rect().center()))
        if named is not None:
            found[view.objectName() or view.accessibleName()] = named[1]
    return found


def draw(app: App, network: cnn.Network, wait_until: Wait) -> Prediction:
    """Use the network, and let it read a 7."""
    app.library.use_opened(network, Path("network.npz"))
    app.pad.show_drawing(crossed_seven())
    state = app.recognition
    wait_until(lambda: state.state.network is network and state.state.prediction is not None)
    assert state.state.prediction is not None
    return state.state.prediction


def test_the_pages_are_these(app: App) -> None:
    assert tuple(each.key for each in app.pages) == KEYS


@pytest.mark.parametrize("kind", ["lenet", "residual", "eleven classes"])
def test_look_inside_shows_the_maps_of_the_digit(app: App, wait_until: Wait, kind: str) -> None:
    view = page(app, "look").findChild(FeatureMapsView)
    prediction = draw(app, NETWORKS[kind](), wait_until)
    named = view.array_at(view.centre_of("conv1", 2).toPoint())
    assert named is not None
    assert named[0] == "conv1, map 3"
    np.testing.assert_array_equal(named[1], prediction.trace["conv1"][2])
    app.pad.clear()
    wait_until(lambda: view.array_at(view.centre_of("conv1", 2).toPoint()) is None)


@pytest.mark.parametrize("kind", NETWORKS)
def test_whole_network_shows_every_intermediate(app: App, wait_until: Wait, kind: str) -> None:
    model = page(app, "network").model  # type: ignore[attr-defined]
    prediction = draw(app, NETWORKS[kind](), wait_until)
    wait_until(lambda: model.trace is prediction.trace)
    app.pad.clear()
    wait_until(lambda: model.trace is None)


@pytest.mark.parametrize("kind", ["lenet", "residual", "eleven classes"])
def test_filters_shows_kernels_and_the_map_of_one(app: App, wait_until: Wait, kind: str) -> None:
    widget = page(app, "filters")
    network = NETWORKS[kind]()
    prediction = draw(app, network, wait_until)
    kernels = widget.findChild(KernelsView).kernels()
    np.testing.assert_array_equal(kernels, network.state()["conv1.kernel"])
    live = widget.findChild(ArrayView, "liveMap")
    sums = "batchnorm1" if kind == "residual" else "conv1"
    wait_until(lambda: np.array_equal(live.values(), prediction.trace[sums][0]))


def test_filters_says_that_there_are_none(app: App, wait_until: Wait) -> None:
    widget = page(app, "filters")
    draw(app, NETWORKS["rows"](), wait_until)
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    assert any("no convolution" in text for text in shown)
    assert not views_in(widget)


@pytest.mark.parametrize("kind", ["residual", "rows", "eleven classes"])
def test_why_shows_saliency_and_gradients(app: App, wait_until: Wait, kind: str) -> None:
    widget = page(app, "why")
    prediction = draw(app, NETWORKS[kind](), wait_until)
    wait_until(lambda: {"pieceBlame", "δ of the logits"} <= arrays(widget).keys())
    shown = arrays(widget)
    assert shown["pieceBlame"].shape == (12,)
    assert shown["saliency"].shape == (28, 28)
    assert np.isfinite(shown["saliency"]).all()
    assert np.abs(shown["saliency"]).max() > 0
    assert ("grad_camTile" in shown) == (kind != "rows")
    answer = prediction.verdict.ranking[0]
    target = np.eye(len(prediction.outputs))[answer]
    np.testing.assert_allclose(shown["δ of the logits"], prediction.outputs - target, atol=1e-5)


@pytest.mark.parametrize("kind", ["lenet", "rows"])
def test_time_shows_the_answer_from_start_to_end(app: App, wait_until: Wait, kind: str) -> None:
    widget = page(app, "time")
    prediction = draw(app, NETWORKS[kind](), wait_until)
    wait_until(lambda: {"penTimeCurves", "stability"} <= arrays(widget).keys())
    shown = arrays(widget)
    np.testing.assert_allclose(shown["changedInk"], prediction.input, atol=0.02)
    curves = shown["penTimeCurves"]
    last = [rows[-1, 2] for rows in np.split(curves, np.flatnonzero(np.diff(curves[:, 0])) + 1)]
    assert max(last) == pytest.approx(100 * prediction.outputs.max(), abs=0.1)


@pytest.mark.parametrize("kind", NETWORKS)
def test_ink_to_pixels_shows_the_input_and_the_answer(
    app: App, wait_until: Wait, kind: str
) -> None:
    widget = page(app, "ink")
    prediction = draw(app, NETWORKS[kind](), wait_until)
    wait_until(lambda: "centredPicture" in arrays(widget))
    shown = arrays(widget)
    np.testing.assert_array_equal(shown["centredPicture"], prediction.input)
    np.testing.assert_allclose(shown["inkProbabilities"], prediction.outputs, atol=1e-6)
    app.pad.clear()
    wait_until(lambda: "centredPicture" not in arrays(widget))


def test_handwriting_shows_a_drawing_of_every_kind(app: App, wait_until: Wait) -> None:
    sheet = page(app, "handwriting").findChild(QWidget, "contactSheet")
    empty = sheet.grab().toImage()
    wait_until(lambda: sheet.grab().toImage() != empty)


def test_train_can_be_started(app: App) -> None:
    start = page(app, "train").findChild(QPushButton, "startButton")
    assert start.isVisible()
    assert start.isEnabled()


@pytest.mark.parametrize("key", KEYS)
def test_a_diverged_network_breaks_no_page(app: App, wait_until: Wait, key: str) -> None:
    """The fixtures fail if anything is raised in a slot or in painting."""
    widget = page(app, key)
    prediction = draw(app, diverged(), wait_until)
    assert not np.isfinite(prediction.outputs).any()
    assert not widget.grab().isNull()
