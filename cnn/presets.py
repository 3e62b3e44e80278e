"""Named architectures, as lists of layer configurations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cnn.layers import Config
from cnn.network import Network
from cnn.settings import TrainingSettings

FIRST_ARTICLE = TrainingSettings(
    epochs=2,
    batch_size=3,
    learning_rate=0.01,
    optimiser="sgd",
    schedule="first_article",
    shuffle=False,
)
"""How the first article trains ``lenet``; it reports 98.05 % on the test set after two epochs."""


@dataclass(frozen=True)
class Preset:
    """A named architecture.

    Attributes:
        layers: the configurations, in order, for 28×28 grey images and ten classes.
        settings: suitable training settings.
    """

    layers: Sequence[Config]
    settings: TrainingSettings = field(default_factory=TrainingSettings)


def _conv(channels: int, kernel: int, **settings: Any) -> list[Config]:
    """A convolution and its ReLU."""
    conv = {"kind": "conv", "out_channels": channels, "kernel_size": kernel, **settings}
    return [conv, {"kind": "relu"}]


def _normed(channels: int, stride: int = 1) -> list[Config]:
    """A 3×3 convolution that keeps the size (except for its stride), and its batch
    normalisation."""
    padded = {"kernel_size": 3, "stride": stride, "padding": 1}
    return [{"kind": "conv", "out_channels": channels, **padded}, {"kind": "batchnorm"}]


def _residual(channels: int, stride: int = 1) -> list[Config]:
    """Two convolutions with a shortcut; a 1×1 convolution if the shape changes."""
    block: Config = {
        "kind": "residual",
        "layers": [*_normed(channels, stride), {"kind": "relu"}, *_normed(channels)],
    }
    if stride > 1:
        narrow = {"kind": "conv", "out_channels": channels, "kernel_size": 1, "stride": stride}
        block["shortcut"] = [narrow, {"kind": "batchnorm"}]
    return [block, {"kind": "relu"}]


HALVE: Config = {"kind": "maxpool", "kernel_size": 2}
FLATTEN: Config = {"kind": "flatten"}
TEN: Config = {"kind": "dense", "out_features": 10}

PRESETS: Mapping[str, Preset] = {
    "lenet": Preset(
        [*_conv(6, 5), HALVE, *_conv(16, 5), HALVE, FLATTEN, TEN],
    ),
    "wide9": Preset(
        [
            *_conv(20, 9),
            {"kind": "avgpool", "kernel_size": 2},
            FLATTEN,
            {"kind": "dense", "out_features": 100},
            {"kind": "relu"},
            TEN,
        ],
    ),
    "gap": Preset(
        [
            *_conv(16, 3),
            HALVE,
            *_conv(32, 3),
            HALVE,
            *_conv(64, 3),
            {"kind": "globalavgpool"},
            TEN,
        ],
    ),
    "residual": Preset(
        [
            *_normed(8),
            {"kind": "relu"},
            *_residual(8),
            *_residual(16, stride=2),
            *_residual(32, stride=2),
            {"kind": "globalavgpool"},
            TEN,
        ],
    ),
    "rows": Preset(
        [{"kind": "rowrnn", "units": 96}, TEN],
        TrainingSettings(learning_rate=0.002, optimiser="adam"),
    ),
    "best": Preset(
        [
            *_conv(16, 5),
            HALVE,
            *_conv(48, 5),
            HALVE,
            FLATTEN,
            {"kind": "dense", "out_features": 128},
            {"kind": "relu"},
            {"kind": "dropout", "rate": 0.3},
            TEN,
        ],
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
