"""The convolutions of a network, as they are shown: kernels, and the maps that follow from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cnn


@dataclass(frozen=True)
class MapRow:
    """The maps that one layer makes.

    ``signed``: they hold numbers of either sign, otherwise none is negative.
    """

    layer: str
    caption: str
    short_caption: str
    signed: bool


@dataclass(frozen=True)
class ConvolutionMaps:
    """A convolution and the layers after it that keep its shape, like the activation.

    Attributes:
        layer: the convolution's name.
        channels: how many kernels, and so maps in every row.
        inputs: how many channels each kernel looks at.
        kernel: its height and width.
        size: height and width of the maps.
        rows: the convolution itself first.
    """

    layer: str
    channels: int
    inputs: int
    kernel: tuple[int, int]
    size: tuple[int, int]
    rows: tuple[MapRow, ...]

    @property
    def heading(self) -> str:
        """What the convolution does, in words."""
        where = "pixels" if self.inputs == 1 else f"of all {self.inputs} maps"
        return (
            f"{self.channels} filters, each sees {_by(self.kernel)} {where} "
            f"and answers with {_by(self.size)} numbers"
        )

    @property
    def short_heading(self) -> str:
        """The same where there is little room."""
        return f"{self.channels} filters, {_by(self.kernel)}"

    @property
    def kernel_caption(self) -> str:
        """What stands before the maps of a filter: one square for each map that it sees."""
        return "kernel" if self.inputs == 1 else "kernels"


def stages_of(network: cnn.Network) -> tuple[ConvolutionMaps, ...]:
    """The stages of ``network``, in order."""
    return tuple(_found(network.layers, ""))


def _found(layers: Sequence[cnn.Layer], prefix: str) -> Iterator[ConvolutionMaps]:
    """Also those inside residual blocks, whose two ways do not follow from one another."""
    for place, layer in enumerate(layers):
        if isinstance(layer, cnn.Conv):
            yield _stage(layer, layers[place + 1 :], prefix)
        elif isinstance(layer, cnn.Residual):
            for way in (layer.layers, layer.shortcut):
                yield from _found(way, f"{prefix}{layer.name}.")


def _stage(conv: cnn.Conv, following: Sequence[cnn.Layer], prefix: str) -> ConvolutionMaps:
    channels, height, width = conv.output_shape
    _, inputs, rows, columns = conv.kernel.value.shape
    shown = [conv, *_same_shape(conv, following)]
    has_relu = any(isinstance(layer, cnn.ReLU) for layer in shown)
    return ConvolutionMaps(
        layer=f"{prefix}{conv.name}",
        channels=channels,
        inputs=inputs,
        kernel=(rows, columns),
        size=(height, width),
        rows=tuple(_row(layer, has_relu, prefix) for layer in shown),
    )


def _same_shape(conv: cnn.Conv, following: Sequence[cnn.Layer]) -> list[cnn.Layer]:
    found: list[cnn.Layer] = []
    for layer in following:
        same = layer.output_shape == conv.output_shape
        if not same or isinstance(layer, cnn.Conv | cnn.Residual):
            break
        found.append(layer)
    return found


def _row(layer: cnn.Layer, has_relu: bool, prefix: str) -> MapRow:
    name = f"{prefix}{layer.name}"
    if isinstance(layer, cnn.ReLU):
        return MapRow(name, "after ReLU", "after", signed=False)
    if isinstance(layer, cnn.Conv) and has_relu:
        return MapRow(name, "before ReLU", "before", signed=True)
    return MapRow(name, layer.name, layer.name, signed=True)


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"
