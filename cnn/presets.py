"""Architectures with a name: each is data, a list of layer configurations to show, edit, save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnn.layers import Config
from cnn.network import Network


@dataclass(frozen=True)
class Preset:
    """A named architecture.

    Attributes:
        title: one line for people.
        layers: the configurations, first to last, for 28×28 grey images and ten classes.
    """

    title: str
    layers: tuple[Config, ...]


PRESETS: Mapping[str, Preset] = {
    "lenet": Preset(
        "Two convolutions with 6 and 16 kernels of 5×5, as in the first article",
        (
            {"kind": "conv", "channels": 6, "kernel": 5},
            {"kind": "relu"},
            {"kind": "maxpool", "size": 2},
            {"kind": "conv", "channels": 16, "kernel": 5},
            {"kind": "relu"},
            {"kind": "maxpool", "size": 2},
            {"kind": "flatten"},
            {"kind": "dense", "outputs": 10},
        ),
    ),
}


def preset(name: str, rng: np.random.Generator) -> Network:
    """An untrained network of a named architecture.

    Raises:
        ValueError: there is no such preset.
    """
    if name not in PRESETS:
        raise ValueError(f"there is no preset {name!r}, only {', '.join(PRESETS)}")
    return Network(PRESETS[name].layers, rng, name=name)
