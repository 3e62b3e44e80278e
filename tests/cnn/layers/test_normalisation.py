"""Batch normalisation."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.layers import layer_from_config


def test_batch_norm_uses_the_batch_while_training_and_what_it_remembers_else() -> None:
    rng = np.random.default_rng(0)
    layer = layer_from_config({"kind": "batchnorm", "momentum": 0.5})
    layer.build((2, 3, 3), rng)
    x = rng.normal([[[[3]]], [[[-1]]]], 2, (2, 3, 3, 50)).astype(np.float32)
    y = layer.forward(x, training=True)
    np.testing.assert_allclose(y.mean(axis=(1, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=(1, 2, 3)), 1, rtol=1e-4)
    mean, variance = layer.statistics["mean"].copy(), layer.statistics["variance"]
    np.testing.assert_allclose(mean, 0.5 * x.mean(axis=(1, 2, 3)), rtol=1e-4)
    np.testing.assert_allclose(variance, 0.5 + 0.5 * x.var(axis=(1, 2, 3), ddof=1), rtol=1e-4)
    one = x[..., :1]
    expected = (one - mean[:, None, None, None]) / np.sqrt(variance + 1e-5)[:, None, None, None]
    np.testing.assert_allclose(layer.forward(one), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(layer.statistics["mean"], mean)


def test_batch_norm_says_where_a_batch_has_no_variance() -> None:
    layer = layer_from_config({"kind": "batchnorm"})
    layer.build((4,), np.random.default_rng(0))
    with pytest.raises(ValueError, match="one number per channel has no variance"):
        layer.forward(np.ones((4, 1)), training=True)
