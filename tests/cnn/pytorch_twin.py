"""The same network in PyTorch, for tests and benchmarks: made from our configuration."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from cnn import Network
from cnn.layers import Config


def twin(network: Network) -> nn.Sequential:
    """A PyTorch network of the same architecture with the same parameters."""
    modules = [
        _module(layer.config(), _inputs(network, i)) for i, layer in enumerate(network.layers)
    ]
    model = nn.Sequential(*modules)
    ours = [p.value for layer in network.layers for p in layer.parameters]
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), ours, strict=True):
            parameter.copy_(torch.from_numpy(value.copy()).reshape(parameter.shape))
    return model


def _inputs(network: Network, i: int) -> int:
    """How many channels or features reach layer ``i``."""
    return network.layers[i - 1].output_shape[0] if i else network.input_shape[0]


def _module(config: Config, inputs: int) -> nn.Module:
    settings = dict(config)
    match settings.pop("kind"):
        case "conv":
            return _conv(settings, inputs)
        case "maxpool":
            return nn.MaxPool2d(*_window(settings))
        case "avgpool":
            return nn.AvgPool2d(*_window(settings))
        case "relu":
            return nn.ReLU()
        case "flatten":
            return nn.Flatten()
        case "dense":
            return nn.Linear(inputs, settings["outputs"])
        case kind:
            raise ValueError(f"no PyTorch twin for {kind}")


def _conv(settings: Config, inputs: int) -> nn.Module:
    padding = settings["padding"]
    if padding == "full":
        padding = [k - 1 for k in settings["kernel"]]
    return nn.Conv2d(
        inputs,
        settings["channels"],
        tuple(settings["kernel"]),
        tuple(settings["stride"]),
        tuple(padding)
        if isinstance(padding, Sequence) and not isinstance(padding, str)
        else padding,
    )


def _window(settings: Config) -> tuple[tuple[int, ...], ...]:
    return tuple(settings["size"]), tuple(settings["stride"]), tuple(settings["padding"])
