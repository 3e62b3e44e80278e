"""The architecture of a network as plain data, for every file format."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from cnn.checks import as_image_shape
from cnn.network import Network

FORMAT = "cnn network 1"
FORMATS = re.compile(r"\w+ network 1")
"""Programs that use this library have put their own name there."""
MOST_PIXELS = 2**20
MOST_LAYERS = 500
LONGEST_NAME = 200


def describe(network: Network) -> dict[str, Any]:
    """The architecture, for JSON.

    Raises:
        ValueError: ``network_from`` would reject it.
    """
    description = {
        "format": FORMAT,
        "name": network.name,
        "input_shape": list(network.input_shape),
        "layers": network.config(),
    }
    _check(description)
    return description


def network_from(description: Any) -> Network:
    """An untrained network with this architecture; sizes are checked before memory is allocated.

    Raises:
        ValueError: the description is invalid; the message says why.
    """
    marked = isinstance(description, Mapping) and str(description.get("format"))
    if not marked or not FORMATS.fullmatch(marked):
        raise ValueError(f"its architecture is not marked {FORMAT!r}")
    _check(description)
    layers, shape, name = (description[key] for key in ("layers", "input_shape", "name"))
    return Network(layers, np.random.default_rng(0), shape, name)


def _check(description: Mapping[str, Any]) -> None:
    shape = as_image_shape(description["input_shape"], "its input shape")
    if math.prod(shape) > MOST_PIXELS:
        raise ValueError(f"its input shape is {shape}, over {MOST_PIXELS:,} numbers")
    layers, name = description["layers"], description["name"]
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise ValueError("its layers are not a list of settings")
    if len(layers) > MOST_LAYERS:
        raise ValueError(f"it has {len(layers)} layers, expected at most {MOST_LAYERS}")
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise ValueError(f"its name is not a text of at most {LONGEST_NAME} characters")
