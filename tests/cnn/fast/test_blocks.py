"""The blocks of fused layers."""

from __future__ import annotations

import numpy as np

from cnn.fast.blocks import BlockMax


def test_in_a_block_too_the_first_of_equal_ones_wins() -> None:
    layer = BlockMax((1, 1, 1))
    layer.forward(np.ones((2, 2, 1, 1, 1, 1)))
    dx = layer.backward(np.full((1, 1, 1, 1), 5.0))
    np.testing.assert_array_equal(dx[:, :, 0, 0, 0, 0], [[5, 0], [0, 0]])
