"""PyTorch, eager, with one or two threads and both memory formats."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import torch
from serving import MOMENTUM, RATE, Step, Task, serve
from torch import nn


class Residual(nn.Module):
    def __init__(self, layers: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.layers, self.shortcut = layers, shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x) + self.shortcut(x)


def module(layer: dict[str, Any]) -> nn.Module:
    """The module for a layer's configuration."""
    match layer["kind"]:
        case "conv":
            settings = {"stride": layer["stride"], "padding": layer["padding"]}
            return nn.LazyConv2d(layer["out_channels"], layer["kernel_size"], **settings)
        case "maxpool":
            return nn.MaxPool2d(layer["kernel_size"])
        case "avgpool":
            return nn.AvgPool2d(layer["kernel_size"])
        case "globalavgpool":
            return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        case "dense":
            return nn.LazyLinear(layer["out_features"])
        case "batchnorm":
            return nn.LazyBatchNorm2d()
        case "dropout":
            return nn.Dropout(layer["rate"])
        case "residual":
            return Residual(chain(layer["layers"]), chain(layer["shortcut"]))
        case "relu":
            return nn.ReLU()
        case "flatten":
            return nn.Flatten()
    raise ValueError(layer["kind"])


def chain(layers: list[dict[str, Any]]) -> nn.Sequential:
    """The modules for several layers."""
    return nn.Sequential(*map(module, layers))


def configurations(task: Task) -> Iterator[tuple[str, Step]]:
    """Every number of threads with every memory format."""
    for threads in (1, 2):
        for memory_format in (torch.contiguous_format, torch.channels_last):
            torch.set_num_threads(threads)
            yield f"{threads} threads, {memory_format}", _step(task, memory_format)


def _step(task: Task, memory_format: torch.memory_format) -> Step:
    images = torch.from_numpy(task.images).to(memory_format=memory_format)
    labels = torch.from_numpy(task.labels)
    model = chain(task.layers)
    model(images[:2])  # creates the parameters
    model = model.to(memory_format=memory_format)
    if task.kind == "train":
        return _training(task, model, images, labels)
    model.eval()
    return _trace(model, images) if task.kind == "trace" else _evaluation(task, model, images)


def _training(task: Task, model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> Step:
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)
    batches = cycle(map(torch.from_numpy, task.batches()))

    def step() -> int:
        places = next(batches)
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(model(images[places]), labels[places])
        loss.backward()
        optimiser.step()
        loss.item()
        return len(places)

    return step


def _evaluation(task: Task, model: nn.Module, images: torch.Tensor) -> Step:
    @torch.inference_mode()
    def step() -> int:
        for part in images.split(task.batch_size):
            model(part).argmax(1)
        return len(images)

    return step


def _trace(model: nn.Module, images: torch.Tensor) -> Step:
    singles = cycle(images[:100].split(1))

    @torch.inference_mode()
    def step() -> int:
        x, trace = next(singles), []
        for layer in model:
            x = layer(x)
            trace.append(x)
        return 1

    return step


if __name__ == "__main__":
    serve(configurations)
