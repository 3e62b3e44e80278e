"""Convolutions."""

from __future__ import annotations

import numpy as np

from cnn.layers import layer_from_config


def test_convolution_by_hand() -> None:
    layer = layer_from_config({"kind": "conv", "out_channels": 1, "kernel_size": 2})
    layer.build((1, 2, 3), np.random.default_rng(0))
    kernel, bias = layer.parameters
    kernel.value[:] = [[[[1, 2], [3, 4]]]]
    bias.value[:] = 10
    x = np.array([[1, 2, 3], [4, 5, 6]], np.float32)[None, :, :, None]
    # 1·1 + 2·2 + 3·4 + 4·5 + 10: the kernel is not flipped
    np.testing.assert_array_equal(layer.forward(x)[0, :, :, 0], [[47, 57]])


def test_the_odd_zero_of_same_lies_below_and_on_the_right() -> None:
    layer = layer_from_config(
        {"kind": "conv", "out_channels": 1, "kernel_size": 2, "padding": "same"}
    )
    layer.build((1, 2, 2), np.random.default_rng(0))
    layer.parameters[0].value[:] = 1
    x = np.array([[1, 2], [3, 4]], np.float32)[None, :, :, None]
    np.testing.assert_array_equal(layer.forward(x)[0, :, :, 0], [[10, 6], [7, 4]])


def test_whole_numbers_of_any_kind_will_do() -> None:
    config = {"kind": "conv", "out_channels": np.int64(2), "kernel_size": [np.int32(3), 3]}
    assert layer_from_config(config).config()["kernel_size"] == [3, 3]
