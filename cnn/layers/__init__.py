"""The layers, each with a forward and a backward pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cnn.layers.activations import (
    ELU,
    SELU,
    LeakyReLU,
    PReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)
from cnn.layers.base import Config, Layer, Parameter
from cnn.layers.conv import Conv
from cnn.layers.dense import Dense
from cnn.layers.dropout import Dropout
from cnn.layers.global_pooling import GlobalAvgPool, GlobalMaxPool
from cnn.layers.normalisation import BatchNorm
from cnn.layers.pooling import AvgPool, MaxPool, Pool
from cnn.layers.recurrent import RowRNN
from cnn.layers.residual import Residual
from cnn.layers.shape import Flatten

LAYERS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        Conv,
        MaxPool,
        AvgPool,
        GlobalMaxPool,
        GlobalAvgPool,
        Flatten,
        Dense,
        RowRNN,
        BatchNorm,
        Dropout,
        Residual,
        ReLU,
        LeakyReLU,
        PReLU,
        ELU,
        SELU,
        Sigmoid,
        Tanh,
        Softmax,
    )
}

FORMER_NAMES: Mapping[str, Mapping[str, str]] = {
    "conv": {"channels": "out_channels", "kernel": "kernel_size"},
    "maxpool": {"size": "kernel_size"},
    "avgpool": {"size": "kernel_size"},
    "dense": {"outputs": "out_features"},
}
"""The settings' names in older files, and their names today."""


def layer_from_config(config: Mapping[str, Any]) -> Layer:
    """The layer for a ``Layer.config``.

    Raises:
        ValueError: the kind is unknown, or it does not have such settings.
    """
    if not isinstance(config, Mapping):
        raise ValueError(f"expected a layer or its settings, not {config!r}")
    settings = dict(config)
    kind = settings.pop("kind", None)
    if not isinstance(kind, str) or kind not in LAYERS:
        raise ValueError(f"there is no layer {kind!r}, only {', '.join(LAYERS)}")
    former = FORMER_NAMES.get(kind, {})
    settings = {former.get(name, name): _with_layers(value) for name, value in settings.items()}
    try:
        return LAYERS[kind](**settings)
    except TypeError as error:
        raise ValueError(f"{kind}: {error}") from error


def _with_layers(value: Any) -> Any:
    """A setting, with lists of configurations replaced by their layers."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [layer_from_config(v) if isinstance(v, Mapping) else v for v in value]
    return value


__all__ = [
    "ELU",
    "LAYERS",
    "SELU",
    "AvgPool",
    "BatchNorm",
    "Config",
    "Conv",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "Layer",
    "LeakyReLU",
    "MaxPool",
    "PReLU",
    "Parameter",
    "Pool",
    "ReLU",
    "Residual",
    "RowRNN",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "layer_from_config",
]
