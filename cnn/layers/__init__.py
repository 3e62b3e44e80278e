"""The layers, each one a concept with a way forward and a way back."""

from __future__ import annotations

from cnn.layers.activations import ReLU
from cnn.layers.base import Config, Layer, Parameter
from cnn.layers.conv import Conv
from cnn.layers.dense import Dense
from cnn.layers.pooling import AvgPool, MaxPool, Pool
from cnn.layers.shape import Flatten

LAYERS: dict[str, type[Layer]] = {
    layer.kind: layer for layer in (Conv, MaxPool, AvgPool, Dense, ReLU, Flatten)
}


def layer_from_config(config: Config) -> Layer:
    """The layer that ``Layer.config`` described.

    Raises:
        ValueError: no such kind, or settings that it does not have.
    """
    settings = dict(config)
    kind = settings.pop("kind", None)
    if kind not in LAYERS:
        raise ValueError(f"there is no layer {kind!r}, only {', '.join(LAYERS)}")
    try:
        return LAYERS[kind](**settings)
    except TypeError as error:
        raise ValueError(f"{kind}: {error}") from error


__all__ = [
    "LAYERS",
    "AvgPool",
    "Config",
    "Conv",
    "Dense",
    "Flatten",
    "Layer",
    "MaxPool",
    "Parameter",
    "Pool",
    "ReLU",
    "layer_from_config",
]
