"""Every value of every layer is decomposed: the parts are the network's own, and add up to it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats
from cnn.explain.arithmetic import arithmetic, computation
from cnn.explain.computations import (
    Addition,
    Convolution,
    Copy,
    Given,
    Normalisation,
    Pointwise,
    Share,
    WeightedSum,
    Window,
    strongest,
)
from cnn.explain.graph import Node, Place, graph, one_line, value_at
from cnn.explain.matrix_product import matrix_product
from cnn.layers import LAYERS
from tests.cnn.the_articles import rows_of_patches

EVERY_LAYER = [
    cnn.Conv(4, (3, 2), stride=(2, 1), padding="same"),
    cnn.BatchNorm(),
    cnn.LeakyReLU(0.2),
    cnn.AvgPool(3, stride=2, padding=1),
    cnn.PReLU(),
    cnn.Residual([cnn.Conv(4, 3, padding=1), cnn.SELU()], [cnn.Conv(4, 1), cnn.Tanh()]),
    cnn.MaxPool(2, stride=1, padding=1),
    cnn.Softmax(),
    cnn.Sigmoid(),
    cnn.ELU(0.5),
    cnn.Flatten(),
    cnn.Dropout(0.5),
    cnn.Dense(5),
    cnn.ReLU(),
    cnn.Dense(3),
]
OTHERS = {
    "global mean": [cnn.Conv(3, 3), cnn.GlobalAvgPool(), cnn.Dense(3), cnn.Softmax()],
    "global maximum": [cnn.Conv(3, 3), cnn.GlobalMaxPool(), cnn.Dense(3), cnn.Sigmoid()],
    "two channels, row after row": [cnn.RowRNN(6), cnn.Dense(3)],
}


def odd_network(layers: list[cnn.Layer]) -> cnn.Network:
    """With parameters and statistics that change every result."""
    rng = np.random.default_rng(3)
    network = cnn.Network([layer.config() for layer in layers], rng, (2, 11, 9))
    for name, values in network.state().items():
        spread = rng.uniform(0.3, 1.4, values.shape)
        values[...] = spread if name.endswith(("variance", "slope")) else values + spread - 0.8
    return network


def digit(shape: tuple[int, ...] = (1, 28, 28)) -> Floats:
    rng = np.random.default_rng(4)
    image = np.zeros(shape, np.float32)
    image[:, 3:-3, 4:-2] = rng.random(image[:, 3:-3, 4:-2].shape)
    return image


def some(node: Node, count: int) -> list[Place]:
    places = list(node.places())
    chosen = np.random.default_rng(5).integers(0, len(places), count)
    return [places[0], places[-1], *(places[i] for i in chosen.tolist())]


NAMES = [*cnn.PRESETS, *OTHERS, "every layer"]


@lru_cache
def network_called(name: str) -> cnn.Network:
    if name in cnn.PRESETS:
        return cnn.preset(name, np.random.default_rng(2))
    return odd_network(OTHERS.get(name, EVERY_LAYER))


def test_all_kinds_of_layers_are_tried() -> None:
    layers = [layer for name in NAMES for layer in network_called(name).layers]
    kinds = {inner.kind for layer in layers for inner in (layer, *layer.inner)}
    assert kinds == set(LAYERS)


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_add_up_to_the_value(name: str) -> None:
    network = network_called(name)
    image = digit(network.input_shape)
    trace = network.trace(image)
    nodes = graph(network)
    assert list(nodes) == list(trace)
    assert {node.name: node.shape for node in nodes.values()} == {
        name: values.shape for name, values in trace.items()
    }
    for node in nodes.values():
        for place in some(node, 30):
            found = computation(nodes, trace, place)
            assert found.value == value_at(trace, place)
            assert abs(found.result - found.value) < 1e-5, found
            assert isinstance(found, Given) == (place.layer == "input")


def test_the_bundled_network_adds_up_too() -> None:
    network = cnn.bundled_network()
    trace = network.trace(digit())
    for node in graph(network).values():
        for place in some(node, 30):
            found = arithmetic(network, trace, place)
            assert abs(found.result - found.value) < 1e-5, found


def test_a_convolution_with_padding() -> None:
    network = odd_network(EVERY_LAYER)
    image = digit((2, 11, 9))
    trace = network.trace(image)
    found = arithmetic(network, trace, Place("conv1", 3, 5, 8))
    assert isinstance(found, Convolution)
    assert found.source == "input"
    assert found.corner == (9, 8)
    expected = np.zeros((2, 3, 2), np.float32)
    expected[:, :2, :1] = image[:, 9:, 8:]
    np.testing.assert_array_equal(found.patch, expected)
    state = network.state()
    np.testing.assert_array_equal(found.kernel, state["conv1.kernel"][3])
    assert found.bias == state["conv1.bias"][3]
    np.testing.assert_allclose(found.products, expected * state["conv1.kernel"][3], rtol=1e-6)
    np.testing.assert_allclose(found.sums, found.products.sum((1, 2)))


def test_the_first_of_equal_pixels_wins() -> None:
    network = cnn.preset("lenet", np.random.default_rng(0))
    trace = dict(network.trace(digit()))
    trace["relu1"] = trace["relu1"].copy()
    trace["relu1"][2, 4:6, 6:8] = [[0.0, 7.0], [7.0, 7.0]]
    trace["relu1"][2, 4:6, 8:10] = 0.0
    found = arithmetic(network, trace, Place("pool1", 2, 2, 3))
    assert isinstance(found, Window)
    assert (found.corner, found.winner, found.result) == ((4, 6), (0, 1), 7.0)
    found = arithmetic(network, trace, Place("pool1", 2, 2, 4))
    assert isinstance(found, Window)
    assert found.winner == (0, 0)


def test_padding_never_wins_and_a_mean_counts_it() -> None:
    network = odd_network(EVERY_LAYER)
    trace = network.trace(digit((2, 11, 9)))
    largest = arithmetic(network, trace, Place("pool2", 1, 0, 0))
    mean = arithmetic(network, trace, Place("pool1", 1, 0, 0))
    assert isinstance(largest, Window)
    assert isinstance(mean, Window)
    assert (largest.corner, largest.winner) == ((-1, -1), (1, 1))
    assert (mean.corner, mean.winner) == ((-1, -1), None)
    assert (mean.window[0] == 0).all()
    assert mean.result == pytest.approx(trace["leakyrelu1"][1, :2, :2].sum() / 9, abs=1e-6)


def test_where_other_values_come_from() -> None:
    network = odd_network(EVERY_LAYER)
    trace = network.trace(digit((2, 11, 9)))
    _, height, width = network.shapes["elu1"]
    flat = arithmetic(network, trace, Place("flatten1", height * width + width + 2))
    assert isinstance(flat, Copy)
    assert flat.source == Place("elu1", 1, 1, 2)
    share = arithmetic(network, trace, Place("softmax1", 2, 1, 2))
    assert isinstance(share, Share)
    np.testing.assert_array_equal(share.logits, trace["pool2"][:, 1, 2])
    norm = arithmetic(network, trace, Place("batchnorm1", 2, 1, 1))
    assert isinstance(norm, Normalisation)
    assert norm.mean == network.state()["batchnorm1.mean"][2]
    met = arithmetic(network, trace, Place("residual1", 2, 1, 1))
    assert isinstance(met, Addition)
    assert [place.layer for place in met.sources] == ["residual1.selu1", "residual1.shortcut-tanh1"]
    relu = arithmetic(network, trace, Place("relu1", 3))
    assert isinstance(relu, Pointwise)
    assert relu.source == Place("dense1", 3)


def test_a_recurrent_layer_adds_its_last_row_to_its_memory() -> None:
    network = odd_network(OTHERS["two channels, row after row"])
    image = digit((2, 11, 9))
    found = arithmetic(network, network.trace(image), Place("rnn1", 4))
    assert isinstance(found, WeightedSum)
    row, memory = found.parts
    np.testing.assert_array_equal(row.inputs, image[:, -1].ravel())
    shorter = image.copy()
    shorter[:, 1:], shorter[:, 0] = image[:, :-1], 0
    network.state()["rnn1.bias"][:] = 0  # a first row of zeros leaves no memory
    before = network.trace(shorter)["rnn1"]
    found = arithmetic(network, network.trace(image), Place("rnn1", 4))
    assert isinstance(found, WeightedSum)
    np.testing.assert_allclose(found.parts[1].inputs, before, atol=1e-6)
    assert len(memory.weights) == 6


def test_places_that_are_not_there() -> None:
    network = cnn.preset("lenet", np.random.default_rng(0))
    trace = network.trace(digit())
    for place in (Place("conv1", 6), Place("conv1", 0, -1), Place("dense1", 0, 1)):
        with pytest.raises(IndexError, match=f"not in {place.layer}"):
            arithmetic(network, trace, place)
    with pytest.raises(KeyError):
        arithmetic(network, trace, Place("conv9", 0))


def test_one_value_on_its_way_through_pointwise_layers() -> None:
    nodes = graph(cnn.preset("residual", np.random.default_rng(0)))
    line = ["residual1.conv1", "residual1.batchnorm1", "residual1.relu1"]
    for name in line:
        assert [place.layer for place in one_line(nodes, Place(name, 3, 1, 2))] == line
    ends = [place.layer for place in one_line(nodes, Place("residual1", 3, 1, 2))]
    assert ends == ["residual1", "relu2"]
    assert one_line(nodes, Place("dense1", 3)) == [Place("dense1", 3)]


@pytest.mark.parametrize("name", ["lenet", "best", "residual", "wide9", "every layer"])
def test_a_row_times_a_column_is_the_value(name: str) -> None:
    network = network_called(name)
    trace = network.trace(digit(network.input_shape))
    nodes = graph(network)
    for node in nodes.values():
        product = matrix_product(nodes, trace, node.name)
        assert (product is not None) == isinstance(node.layer, cnn.Conv | cnn.Dense)
        if product is None:
            continue
        channels, height, width = node.volume
        assert product.product.shape == (height * width, channels)
        for place in some(node, 10):
            assert abs(product.value(place) - value_at(trace, place)) < 1e-5
            row, column = product.row(place), product.column(place)
            found = computation(nodes, trace, place)
            if isinstance(found, Convolution):
                np.testing.assert_array_equal(product.patches[row], found.patch.ravel())
                np.testing.assert_array_equal(product.kernels[:, column], found.kernel.ravel())


def test_the_matrix_is_the_articles() -> None:
    """Each patch is a row; our numbers are ordered channel by channel, in the article channels are
    last."""
    network = cnn.preset("lenet", np.random.default_rng(0))
    trace = network.trace(digit())
    product = matrix_product(graph(network), trace, "conv2")
    assert product is not None
    theirs = rows_of_patches(trace["pool1"].transpose(1, 2, 0), 5)
    ours = product.patches.reshape(64, 6, 25).transpose(0, 2, 1).reshape(64, 150)
    np.testing.assert_array_equal(ours, theirs)
    assert product.patches.shape == (64, 150)
    assert product.kernels.shape == (150, 16)


def test_the_strongest_terms_first() -> None:
    terms = np.array([0.5, -3.0, 1.0, -0.25, 2.0])
    chosen, rest = strongest(terms, 3)
    assert chosen.tolist() == [1, 4, 2]
    assert rest == 0.25
    assert strongest(terms, 9)[1] == 0.0
