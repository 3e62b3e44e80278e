"""The patches that filters see."""

from __future__ import annotations

import numpy as np
import pytest

import cnn
from cnn.explain.filter_layers import filter_layer
from cnn.explain.patches import patch

PICTURE = np.random.default_rng(0).random((1, 28, 28), np.float32)


def network(padding: object) -> cnn.Network:
    layers = [
        {"kind": "conv", "out_channels": 2, "kernel_size": 5, "padding": padding},
        {"kind": "maxpool"},
        {"kind": "conv", "out_channels": 3, "kernel_size": 3, "padding": padding},
        {"kind": "flatten"},
        {"kind": "dense", "out_features": 10},
    ]
    return cnn.Network(layers, np.random.default_rng(0))


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_first_convolutions_sum_is_its_kernel_times_the_patch(padding: object) -> None:
    net = network(padding)
    layer = filter_layer(net, "conv1")
    sums = net.trace(PICTURE)["conv1"][1]
    last = len(sums) - 1
    for place in [(0, 0), (0, last), (last, 1), (last - 1, last), (11, 7)]:
        seen = patch(net, layer, *place, PICTURE)
        assert seen.shape == (1, 5, 5)
        assert float((seen * layer.conv.kernel.value[1]).sum()) == pytest.approx(
            float(sums[place]), abs=1e-5
        )


def test_behind_a_pooling_it_is_larger() -> None:
    net = network("valid")
    layer = filter_layer(net, "conv2")
    np.testing.assert_array_equal(patch(net, layer, 2, 9, PICTURE), PICTURE[:, 4:14, 18:28])


def test_what_lies_beyond_the_edge_is_blank() -> None:
    net = network("same")
    layer = filter_layer(net, "conv2")
    size = patch(net, layer, 7, 7, PICTURE).shape
    assert size == (1, 10, 10)
    upper_left, lower_right = (patch(net, layer, at, at, PICTURE) for at in (0, 13))
    assert upper_left.shape == lower_right.shape == size
    np.testing.assert_array_equal(upper_left[0, 4:, 4:], PICTURE[0, :6, :6])
    assert not upper_left[0, :4].any()
    np.testing.assert_array_equal(lower_right[0, :6, :6], PICTURE[0, 22:, 22:])
    assert not lower_right[0, :, 6:].any()


def test_a_field_as_large_as_the_picture_is_the_picture() -> None:
    net = cnn.preset("residual", np.random.default_rng(0))
    seen = patch(net, filter_layer(net, "residual3.conv2"), 3, 3, PICTURE)
    assert seen.shape[1] > 24
    corner = patch(net, filter_layer(net, "residual3.conv2"), 0, 0, PICTURE)
    assert corner.shape == seen.shape
