"""The recurrent layer."""

from __future__ import annotations

import numpy as np

from cnn.layers import layer_from_config
from tests.cnn.gradients import in_double


def test_the_recurrent_layer_by_hand() -> None:
    rng = np.random.default_rng(0)
    layer = layer_from_config({"kind": "rowrnn", "units": 3})
    layer.build((2, 4, 5), rng)
    in_double(layer)
    x = rng.normal(size=(2, 4, 5, 1))
    weight, memory_weight, bias = (p.value for p in layer.parameters)
    h = np.zeros(3)
    for t in range(4):
        h = np.tanh(weight @ x[:, t, :, 0].ravel() + memory_weight @ h + bias)
    np.testing.assert_allclose(layer.forward(x)[:, 0], h, rtol=1e-12)
