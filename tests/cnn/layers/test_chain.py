"""Layers in a row."""

from __future__ import annotations

import numpy as np
import pytest

from cnn.layers import layer_from_config
from cnn.layers.chain import build_chain


def test_a_layer_stands_in_one_place() -> None:
    relu = layer_from_config({"kind": "relu"})
    with pytest.raises(ValueError, match="same layer is used twice"):
        build_chain([relu, relu], (3,), np.random.default_rng(0))
