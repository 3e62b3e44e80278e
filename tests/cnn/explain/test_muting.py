"""A muted filter has the same effect as a map that was erased by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats, batch_last
from cnn.explain.filter_layers import filter_layers
from cnn.explain.muting import muted

RNG = np.random.default_rng(5)
IMAGES = RNG.random((3, 1, 12, 12), np.float32)


def network(activation: str, *between: str) -> cnn.Network:
    """Two convolutions; all parameters and statistics differ from their initial values."""
    layers = [
        {"kind": "conv", "out_channels": 4, "kernel_size": 3, "padding": 1},
        *({"kind": kind} for kind in (*between, activation, "maxpool")),
        {"kind": "conv", "out_channels": 5, "kernel_size": 3},
        *({"kind": kind} for kind in (*between, activation, "flatten")),
        {"kind": "dense", "out_features": 10},
    ]
    net = cnn.Network(layers, np.random.default_rng(0), (1, 12, 12))
    for values in net.state().values():
        values += RNG.random(values.shape, np.float32) / 4
    return net


def by_hand(
    layers: Sequence[cnn.Layer], x: Floats, erased: Mapping[str, Sequence[int]], prefix: str = ""
) -> Floats:
    """Forward, layer by layer; these maps are set to 0 immediately."""
    for layer in layers:
        if isinstance(layer, cnn.Residual):
            inner = f"{prefix}{layer.name}."
            past = by_hand(layer.shortcut, x, erased, inner)
            x = by_hand(layer.layers, x, erased, inner) + past
        else:
            x = layer.forward(x)
        if f"{prefix}{layer.name}" in erased:
            x = x.copy()
            x[list(erased[f"{prefix}{layer.name}"])] = 0
    return x


ACTIVATIONS = ["relu", "leakyrelu", "prelu", "elu", "selu", "tanh", "sigmoid"]
NETWORKS = [
    *(network(kind) for kind in ACTIVATIONS),
    network("relu", "batchnorm"),
    network("sigmoid", "batchnorm", "dropout"),
    network("relu", "batchnorm", "batchnorm"),
]


@pytest.mark.parametrize("net", NETWORKS)
def test_muting_equals_zeroing(net: cnn.Network) -> None:
    first, second = filter_layers(net)
    silent = muted(net, {"conv1": [1, 3], "conv2": [0]})
    expected = by_hand(net.layers, batch_last(IMAGES), {first.answers: [1, 3], second.answers: [0]})
    trace = silent.trace(IMAGES)
    assert not trace[first.answers][:, [1, 3]].any()
    assert trace[first.answers][:, [0, 2]].any()
    np.testing.assert_array_equal(trace["dense1"], expected.T)
    np.testing.assert_allclose(silent.logits(IMAGES), expected.T, rtol=1e-5, atol=1e-5)


def test_in_a_block_too() -> None:
    net = cnn.preset("residual", np.random.default_rng(2))
    images = RNG.random((2, 1, 28, 28), np.float32)
    layers = {layer.name: layer for layer in filter_layers(net)}
    names = ["residual2.conv1", "residual2.conv2", "residual2.shortcut-conv1"]
    silent = muted(net, {name: [0, 7] for name in names})
    erased = {layers[name].answers: [0, 7] for name in names[:2]}
    erased["residual2.shortcut-batchnorm1"] = [0, 7]
    expected = by_hand(net.layers, batch_last(images), erased)
    np.testing.assert_array_equal(silent.trace(images)["dense1"], expected.T)
    assert not silent.trace(images)["residual2"][:, [0, 7]].any()


def test_the_original_stays_as_it_is() -> None:
    net = NETWORKS[0]
    before = net.values.copy()
    silent = muted(net, {"conv1": [0]})
    np.testing.assert_array_equal(net.values, before)
    assert silent.config() == net.config()
    assert silent.name == net.name
    np.testing.assert_array_equal(muted(net, {}).values, before)


@pytest.mark.parametrize(
    ("channels", "sentence"),
    [({"dense1": [0]}, "no convolution dense1"), ({"conv1": [4]}, "filters 0 to 3, not 4"),
     ({"conv1": [-1]}, "not -1")],
)  # fmt: skip
def test_what_is_not_there_cannot_be_muted(
    channels: Mapping[str, Sequence[int]], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        muted(NETWORKS[0], channels)
