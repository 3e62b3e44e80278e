"""Pooling, by itself and in a block."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.layers import layer_from_config


@pytest.mark.parametrize("blank", [0.0, -1.5, 2.0])
def test_of_equal_pixels_the_first_one_gets_the_gradient(blank: float) -> None:
    layer = layer_from_config({"kind": "maxpool", "kernel_size": 2})
    layer.build((1, 2, 4), np.random.default_rng(0))
    x = np.full((1, 2, 4, 1), blank)
    x[0, 1, 2:] = blank + 1  # a tie in the lower row of the second window
    layer.forward(x)
    dx = layer.backward(np.array([3.0, 5.0]).reshape(1, 1, 2, 1))
    np.testing.assert_array_equal(dx[0, :, :, 0], [[3, 0, 0, 0], [0, 0, 5, 0]])
