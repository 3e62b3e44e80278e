"""Dropout."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.layers import layer_from_config


@pytest.mark.parametrize("rate", [0.25, 0.9])
def test_dropout_silences_its_share_and_keeps_the_mean(rate: float) -> None:
    layer = layer_from_config({"kind": "dropout", "rate": rate})
    layer.build((100,), np.random.default_rng(0))
    x = np.ones((100, 500), np.float32)
    np.testing.assert_array_equal(layer.forward(x), x)
    layer.reseed(np.random.default_rng(5))
    first = layer.forward(x, training=True).copy()
    assert abs((first == 0).mean() - rate) < 0.01
    assert set(np.unique(first)) == {0, np.float32(1 / (1 - rate))}
    np.testing.assert_array_equal(layer.backward(x), first)
    assert not np.array_equal(layer.forward(x, training=True), first)
    layer.reseed(np.random.default_rng(5))
    np.testing.assert_array_equal(layer.forward(x, training=True), first)
