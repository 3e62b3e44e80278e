"""A network without its numbers, as plain data: what every file format says of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from cnn.network import Network

FORMAT = "digitpad network 1"
MOST_PIXELS = 2**20
MOST_LAYERS = 500


def describe(network: Network) -> dict[str, Any]:
    """The architecture, for JSON."""
    return {
        "format": FORMAT,
        "name": network.name,
        "input_shape": list(network.input_shape),
        "layers": network.config(),
    }


def network_from(description: Any) -> Network:
    """An untrained network of a described architecture, checked before anything large is made.

    Raises:
        ValueError: the description is none, in a sentence.
    """
    if not isinstance(description, Mapping) or description.get("format") != FORMAT:
        raise ValueError(f"its architecture is not marked {FORMAT!r}")
    shape = description["input_shape"]
    if (
        not isinstance(shape, list)
        or len(shape) != 3
        or not all(type(n) is int and n > 0 for n in shape)
        or math.prod(shape) > MOST_PIXELS
    ):
        raise ValueError(f"its input shape is {shape!r}, expected three whole numbers")
    layers, name = description["layers"], description["name"]
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise ValueError("its layers are not a list of settings")
    if len(layers) > MOST_LAYERS:
        raise ValueError(f"it has {len(layers)} layers, expected at most {MOST_LAYERS}")
    if not isinstance(name, str) or len(name) > 200:
        raise ValueError("its name is not a short text")
    return Network(layers, np.random.default_rng(0), tuple(shape), name)
