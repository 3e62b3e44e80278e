"""Residual blocks."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.layers import Config, layer_from_config

WIDER: Config = {"kind": "conv", "out_channels": 3, "kernel_size": 3, "stride": 2, "padding": 1}


ONE: Config = {"kind": "conv", "out_channels": 3, "kernel_size": 1, "stride": 2}


def test_a_residual_block_whose_ways_do_not_meet_says_so() -> None:
    layer = layer_from_config({"kind": "residual", "layers": [WIDER]})
    with pytest.raises(
        ValueError, match=r"return \(3, 2, 2\), but its shortcut returns \(2, 4, 4\)"
    ):
        layer.build((2, 4, 4), np.random.default_rng(0))


def test_a_residual_block_shows_what_is_in_it() -> None:
    rng = np.random.default_rng(0)
    layer = layer_from_config({"kind": "residual", "layers": [WIDER], "shortcut": [ONE]})
    layer.build((2, 4, 4), rng)
    layer.name = "residual1"
    x = rng.normal(size=(2, 4, 4, 1))
    trace = layer.trace(x)
    assert list(trace) == ["residual1.conv1", "residual1.shortcut-conv1", "residual1"]
    np.testing.assert_allclose(
        trace["residual1.conv1"] + trace["residual1.shortcut-conv1"], trace["residual1"]
    )
    assert "shortcut-conv1.kernel" in layer.state()
