"""The feature maps: complete, in the right place, and painted only while they are visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

import cnn
from cnn.explain.filter_layers import filter_layers
from digitpad.pages.common import colour, theme
from digitpad.pages.feature_maps.layout import arrange, least_height
from digitpad.pages.feature_maps.stages import stages_of
from digitpad.pages.feature_maps.view import FeatureMapsView
from digitpad.reading.reader import Prediction, recognise_input
from tests.digitpad.hand import shown


@pytest.fixture
def view(qt: object, network: cnn.Network) -> Iterator[FeatureMapsView]:
    made = FeatureMapsView(network)
    made.resize(860, 660)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def seven(network: cnn.Network) -> Prediction:
    image = np.zeros((28, 28), np.float32)
    image[4:7, 6:20] = 1.0
    image[7:24, 17:20] = 1.0
    return recognise_input(network, image)


def boxes(network: cnn.Network, width: int, height: int) -> list[tuple[int, int, int, int]]:
    layout = arrange(stages_of(network), width, height)
    found = []
    for placed in layout.stages:
        found += [box for row in placed.map_boxes for box in row]
        for channel in range(placed.stage.channels):
            for channel_in in range(placed.stage.inputs):
                found.append(placed.kernel_box(channel, channel_in))
    return found


SIZES = [(860, 660), (1330, 930), (500, 300), (860, 2000)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_overlaps_and_nothing_is_cut_off(
    network: cnn.Network, width: int, height: int
) -> None:
    found = boxes(network, width, height)
    assert len(found) == 6 + 6 + 6 + 16 * 6 + 16 + 16
    room = max(height, least_height(stages_of(network), width))
    covered = np.zeros((room, width), np.uint8)
    for left, top, w, h in found:
        assert left >= 0
        assert top >= 0
        assert left + w <= width
        assert top + h <= room
        covered[top : top + h, left : left + w] += 1
    assert covered.max() == 1


def test_everything_fits_in_a_small_window(network: cnn.Network) -> None:
    assert least_height(stages_of(network), 800) <= 600


def test_other_architectures_are_shown_too() -> None:
    layers = [
        {"kind": "conv", "out_channels": 3, "kernel_size": [3, 5], "padding": "same"},
        {"kind": "maxpool", "kernel_size": 2},
        {"kind": "conv", "out_channels": 40, "kernel_size": 1},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "dense", "out_features": 10},
    ]
    other = cnn.Network(layers, np.random.default_rng(0))
    first, second = stages_of(other)
    assert [row.caption for row in first.rows] == ["conv1"]
    assert [row.caption for row in second.rows] == ["before ReLU", "after ReLU"]
    assert (first.kernel, second.inputs) == ((3, 5), 3)
    assert len(boxes(other, 860, 660)) == 3 + 3 + 40 * 3 + 40 + 40


@pytest.mark.parametrize(("layer", "channel"), [("conv1", 4), ("relu1", 5), ("conv2", 13)])
def test_a_map_is_painted_with_its_numbers(
    view: FeatureMapsView, network: cnn.Network, layer: str, channel: int
) -> None:
    prediction = seven(network)
    view.show_prediction(prediction)
    image = view.grab().toImage()
    values = prediction.trace[layer][channel]
    stage = 0 if layer.endswith("1") else 1
    placed = arrange(stages_of(network), view.width(), view.height()).stages[stage]
    row = 0 if layer.startswith("conv") else 1
    left, top, width, height = placed.map_boxes[row][channel]
    if row == 0:
        limit = colour.limit_of(prediction.trace[layer])
        expected = colour.paint_signed(values, limit, colour.diverging(dark=False))
    else:
        limit = colour.limit_of(prediction.trace[layer])
        expected = colour.paint_positive(values, limit, colour.sequential(dark=False))
    rows, columns = values.shape
    for y, x in [(0, 0), (3, 6), (6, 3), (rows - 1, 1), (1, columns - 1)]:
        at = QPoint(
            round(left + (x + 0.5) * width / columns), round(top + (y + 0.5) * height / rows)
        )
        assert image.pixelColor(at).rgb() == int(expected[y, x]), (y, x)


def test_the_number_under_the_pointer_is_shown(view: FeatureMapsView, network: cnn.Network) -> None:
    told: list[str] = []
    view.hovered.connect(told.append)
    prediction = seven(network)
    view.show_prediction(prediction)
    placed = arrange(stages_of(network), view.width(), view.height()).stages[0]
    left, top, width, _ = placed.map_boxes[1][2]
    pixel = width / 24
    QTest.mouseMove(view, QPoint(round(left + 10.5 * pixel), round(top + 3.5 * pixel)))
    value = prediction.trace["relu1"][2, 3, 10]
    assert told[-1] == f"relu1, map 3, row 4, column 11: {value:.3f}"
    view.show_prediction(recognise_input(network, np.ones((28, 28), np.float32)))
    assert told[-1] != f"relu1, map 3, row 4, column 11: {value:.3f}"


def test_the_number_that_scrolls_under_the_pointer_is_shown(
    qt: object, network: cnn.Network
) -> None:
    told: list[str] = []
    view, area = FeatureMapsView(network), QScrollArea()
    view.hovered.connect(told.append)
    view.show_prediction(seven(network))
    view.resize(860, 900)
    area.setWidget(view)
    with shown(area, 880, 500):
        left, top, width, _ = arrange(stages_of(network), 860, 900).stages[0].map_boxes[1][1]
        pixel = width / 24
        QTest.mouseMove(view, QPoint(round(left + 11.5 * pixel), round(top + 3.5 * pixel)))
        assert told[-1].startswith("relu1, map 2, row 4, column 12")
        area.verticalScrollBar().setValue(round(2 * pixel))
        assert told[-1].startswith("relu1, map 2, row 6, column 12")


def test_weights_under_the_pointer_are_shown(view: FeatureMapsView, network: cnn.Network) -> None:
    told: list[str] = []
    view.hovered.connect(told.append)
    placed = arrange(stages_of(network), view.width(), view.height()).stages[1]
    left, top, width, height = placed.kernel_box(9, 4)
    QTest.mouseMove(view, QPoint(left + width - 1, top + height // 2))
    weight = f"{network.layers[3].parameters[0].value[9, 4, 2, 4]:.3f}".replace("-", "−")
    assert told[-1] == f"conv2, kernel 10 for map 5, row 3, column 5: {weight}"


def test_hidden_maps_are_not_painted(
    view: FeatureMapsView, network: cnn.Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.hide()
    calls: list[object] = []
    monkeypatch.setattr(colour, "paint_signed", lambda *args: calls.append(args))
    view.show_prediction(seven(network))
    QApplication.processEvents()
    assert not calls


def test_kernels_follow_the_network(
    view: FeatureMapsView,
    network: cnn.Network,
    count_paints: Callable[..., object],
    wait_until: Callable[..., None],
) -> None:
    view.show_prediction(seven(network))
    counter = count_paints(view)
    before = view.grab().toImage()
    count = counter.count  # type: ignore[attr-defined]
    view.show_network(cnn.preset("lenet", np.random.default_rng(9)))
    wait_until(lambda: counter.count > count)  # type: ignore[attr-defined]
    assert view.grab().toImage() != before


def test_a_prediction_of_another_network_does_no_harm(
    view: FeatureMapsView, network: cnn.Network
) -> None:
    view.show_network(
        cnn.Network(
            [{"kind": "conv", "out_channels": 2, "kernel_size": 3}, {"kind": "flatten"},
             {"kind": "dense", "out_features": 10}],
            np.random.default_rng(0),
        )
    )  # fmt: skip
    view.show_prediction(seven(network))
    assert not view.grab().isNull()


@pytest.mark.parametrize("size", [1.0, 1.5])
def test_a_network_that_has_diverged_can_be_looked_at(
    qt: object, network: cnn.Network, size: float
) -> None:
    """An exception in a paint event would leave its painter active, and then Qt crashes. In large
    type there is no room for decimals.
    """
    network.values[:] = np.nan
    view = FeatureMapsView(network)
    view.setFont(theme.scaled_font(view.font(), size))
    view.resize(620, 400)
    view.show_prediction(seven(network))
    assert not view.grab().isNull()


@pytest.mark.parametrize("dark", [False, True])
def test_colours_tell_signs_and_sizes_apart(dark: bool) -> None:
    """Zero is the paper, the sides differ in hue, and lightness is monotonic on each."""
    table = colour.diverging(dark)
    channels = np.stack([(table >> shift) & 255 for shift in (16, 8, 0)], axis=1).astype(float)
    light = channels @ [0.2126, 0.7152, 0.0722]
    steps = np.diff(light) if dark else -np.diff(light)
    assert (steps[129:] >= 0).all()
    assert (steps[1:127] <= 0).all()
    red, blue = channels[:, 0], channels[:, 2]
    assert (red - blue)[192] > 100
    assert (red - blue)[64] < -80
    assert table[128] == colour.sequential(dark)[0]


@pytest.mark.parametrize(
    ("largest", "limit"),
    [(0.0, 1.0), (1e-40, 1.0), (float("nan"), 1.0), (1.2, 1.5), (7.1, 8.0), (0.021, 0.03)],
)
def test_limits_are_round(largest: float, limit: float) -> None:
    assert colour.nice_limit(largest) == pytest.approx(limit)


def test_the_pointer_leaving_is_signalled(view: FeatureMapsView, network: cnn.Network) -> None:
    told: list[str] = []
    view.hovered.connect(told.append)
    QTest.mouseMove(view, view.centre_of("conv1", 0).toPoint())
    assert told[-1]
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert told[-1] == ""


def test_convolutions_inside_residual_blocks_are_shown_with_their_maps(qt: object) -> None:
    network = cnn.preset("residual", np.random.default_rng(0))
    stages = stages_of(network)
    assert [stage.layer for stage in stages] == [layer.name for layer in filter_layers(network)]
    assert any("shortcut" in stage.layer for stage in stages)
    trace = seven(network).trace
    for stage in stages:
        for row in stage.rows:
            assert trace[row.layer].shape == (stage.channels, *stage.size)
    view = FeatureMapsView(network)
    view.resize(900, 2000)
    view.show_prediction(seven(network))
    inner = next(stage for stage in stages if "." in stage.layer)
    place = view.centre_of(inner.rows[0].layer, 1).toPoint()
    name, values = view.array_at(place) or ("", np.zeros(0))
    assert name == f"{inner.layer}, map 2"
    np.testing.assert_array_equal(values, trace[inner.layer][1])


def test_a_smaller_network_takes_back_the_room_of_a_larger_one(
    qt: object, network: cnn.Network
) -> None:
    view = FeatureMapsView(cnn.preset("residual", np.random.default_rng(0)))
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(view)
    area.resize(900, 700)
    area.show()
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() > 0
    view.show_network(network)
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() == 0
    assert view.height() == area.viewport().height()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["denormal_weights", "scores_of_millions", "all_zero"])
def test_networks_at_their_limits_are_painted_without_a_warning(qt: object, name: str) -> None:
    network = cnn.load_network(Path(__file__).parents[3] / "cases" / f"{name}.npz")
    view = FeatureMapsView(network)
    with shown(view, 860, 660):
        view.show_prediction(seven(network))
        assert not view.grab().isNull()
