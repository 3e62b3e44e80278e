"""The same network in PyTorch, made from our configuration, for tests and benchmarks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import nn

from cnn import Network
from cnn.layers import Config, Layer, Residual


def twin(network: Network) -> nn.Sequential:
    """A PyTorch network of the same architecture with the same parameters."""
    model = nn.Sequential(*_modules(network.layers, network.input_shape[0]))
    copy_parameters(network.layers, model)
    return model


def copy_parameters(layers: Sequence[Layer], model: nn.Module) -> None:
    """Give a twin the parameters of its layers."""
    ours = [p.value for layer in layers for p in layer.parameters]
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), ours, strict=True):
            parameter.copy_(torch.from_numpy(value.copy()).reshape(parameter.shape))


def _modules(layers: Sequence[Layer], inputs: int) -> list[nn.Module]:
    modules: list[nn.Module] = []
    for layer in layers:
        if isinstance(layer, Residual):
            modules.append(ResidualTwin(layer, inputs))
        else:
            modules.append(module_twin(layer.config(), inputs))
        inputs = layer.output_shape[0]
    return modules


class ResidualTwin(nn.Module):
    """The output of the layers plus the shortcut."""

    def __init__(self, layer: Residual, inputs: int) -> None:
        super().__init__()
        self.through = nn.Sequential(*_modules(layer.layers, inputs))
        self.past = nn.Sequential(*_modules(layer.shortcut, inputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.through(x) + self.past(x)


def module_twin(config: Config, inputs: int) -> nn.Module:
    """PyTorch's module for a layer with this number of input channels or features."""
    settings = dict(config)
    match settings.pop("kind"):
        case "conv":
            return _conv(settings, inputs)
        case "maxpool":
            return nn.MaxPool2d(*_window(settings))
        case "avgpool":
            return nn.AvgPool2d(*_window(settings))
        case "globalavgpool":
            return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        case "globalmaxpool":
            return nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten())
        case "batchnorm":
            return nn.BatchNorm2d(inputs, settings["epsilon"], settings["momentum"])
        case "dropout":
            return nn.Dropout(settings["rate"])
        case "flatten":
            return nn.Flatten()
        case "dense":
            return nn.Linear(inputs, settings["out_features"])
        case kind:
            return _activation(kind, settings)


def _activation(kind: str, settings: Config) -> nn.Module:
    match kind:
        case "relu":
            return nn.ReLU()
        case "leakyrelu":
            return nn.LeakyReLU(settings["slope"])
        case "prelu":
            return nn.PReLU(init=settings["slope"])
        case "elu":
            return nn.ELU(settings["alpha"])
        case "selu":
            return nn.SELU()
        case "sigmoid":
            return nn.Sigmoid()
        case "tanh":
            return nn.Tanh()
        case "softmax":
            return nn.Softmax(dim=1)
        case _:
            raise ValueError(f"no PyTorch twin for {kind}")


def _conv(settings: Config, inputs: int) -> nn.Module:
    kernel, stride, padding = settings["kernel_size"], settings["stride"], settings["padding"]
    sizes = inputs, settings["out_channels"], tuple(kernel), tuple(stride)
    match padding:
        case "same":  # PyTorch supports it only for a stride of 1
            return nn.Sequential(SamePadding(kernel, stride), nn.Conv2d(*sizes))
        case "valid":
            return nn.Conv2d(*sizes)
        case "full":
            return nn.Conv2d(*sizes, padding=tuple(k - 1 for k in kernel))
        case int():
            return nn.Conv2d(*sizes, padding=padding)
        case _:
            return nn.Conv2d(*sizes, padding=tuple(padding))


class SamePadding(nn.Module):
    """As in TensorFlow: ``ceil(size / stride)`` positions, the odd zero below and right."""

    def __init__(self, kernel: Sequence[int], stride: Sequence[int]) -> None:
        super().__init__()
        self.kernel, self.stride = kernel, stride

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        sides: list[int] = []
        for size, k, step in zip(x.shape[:1:-1], self.kernel[::-1], self.stride[::-1], strict=True):
            total = max((math.ceil(size / step) - 1) * step + k - size, 0)
            sides += [total // 2, total - total // 2]
        return nn.functional.pad(x, sides)


def _window(settings: Config) -> tuple[tuple[int, ...], ...]:
    return tuple(settings["kernel_size"]), tuple(settings["stride"]), tuple(settings["padding"])
