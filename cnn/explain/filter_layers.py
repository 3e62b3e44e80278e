"""The convolutions of a network, including those in blocks, and their filters' outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnn.layers import (
    ELU,
    BatchNorm,
    Conv,
    Dropout,
    Layer,
    LeakyReLU,
    PReLU,
    ReLU,
    Residual,
    Sigmoid,
    Tanh,
)
from cnn.network import Network

ACTIVATIONS = (ReLU, LeakyReLU, PReLU, ELU, Sigmoid, Tanh)


@dataclass(frozen=True, eq=False)
class FilterLayer:
    """A convolution, and the layers between its sums and its filters' outputs.

    All names are those of ``Network.trace``, such as "conv1", or "residual2.conv1" inside a block.

    Attributes:
        name: the convolution's name.
        conv: the convolution.
        norms: the batch normalisations between it and its activation.
        activation: the following activation; None if there is none.
        sums: the name of the activation's input, one number per filter and position.
        answers: the name of the activation's output; ``sums`` without an activation.
    """

    name: str
    conv: Conv
    norms: tuple[BatchNorm, ...]
    activation: Layer | None
    sums: str
    answers: str

    @property
    def channels(self) -> int:
        """The number of filters."""
        return self.conv.out_channels

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of a map."""
        return self.conv.output_shape[1], self.conv.output_shape[2]


def filter_layers(network: Network) -> tuple[FilterLayer, ...]:
    """All convolutions of ``network``, in order."""
    return tuple(_found(network.layers, ""))


def filter_layer(network: Network, name: str) -> FilterLayer:
    """The convolution of this name.

    Raises:
        ValueError: there is none.
    """
    for layer in filter_layers(network):
        if layer.name == name:
            return layer
    raise ValueError(f"{network.name} has no convolution {name}")


def require_channel(layer: FilterLayer, channel: int) -> int:
    """``channel``, if the layer has it.

    Raises:
        ValueError: it does not.
    """
    if not 0 <= channel < layer.channels:
        raise ValueError(f"{layer.name} has the filters 0 to {layer.channels - 1}, not {channel}")
    return channel


def _found(layers: Sequence[Layer], prefix: str) -> Iterator[FilterLayer]:
    for place, layer in enumerate(layers):
        if isinstance(layer, Conv):
            yield _with_followers(layer, layers[place + 1 :], prefix)
        elif isinstance(layer, Residual):  # its two branches do not follow each other
            for way in (layer.layers, layer.shortcut):
                yield from _found(way, f"{prefix}{layer.name}.")


def _with_followers(conv: Conv, following: Sequence[Layer], prefix: str) -> FilterLayer:
    norms: list[BatchNorm] = []
    activation: Layer | None = None
    last: Layer = conv
    for layer in following:
        if isinstance(layer, ACTIVATIONS):
            activation = layer
            break
        if not isinstance(layer, BatchNorm | Dropout):
            break
        if isinstance(layer, BatchNorm):
            norms.append(layer)
        last = layer
    sums = f"{prefix}{last.name}"
    answers = f"{prefix}{activation.name}" if activation else sums
    return FilterLayer(f"{prefix}{conv.name}", conv, tuple(norms), activation, sums, answers)
