"""The convolutions of a network, each with the maps that are shown for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cnn
from digitpad.text.translation import tr


@dataclass(frozen=True)
class MapRow:
    """The maps of one layer; ``signed`` if they may have negative numbers."""

    layer: str
    caption: str
    short_caption: str
    signed: bool


@dataclass(frozen=True)
class ConvolutionMaps:
    """A convolution and the layers after it that keep its shape, like the activation.

    Attributes:
        layer: the convolution's name.
        channels: number of kernels, and so of maps in every row.
        inputs: number of channels that each kernel reads.
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
        """What the convolution does."""
        values = {
            "kernel": _by(self.kernel),
            "outputs": _by(self.size),
            "inputs": self.inputs,
        }
        if self.inputs == 1:
            return tr(
                "%n filter(s): {kernel} kernels, {outputs} outputs", "", self.channels, **values
            )
        return tr(
            "%n filter(s): {kernel} kernels over all {inputs} maps, {outputs} outputs",
            "",
            self.channels,
            **values,
        )

    @property
    def short_heading(self) -> str:
        """The same for a narrow window."""
        return tr("%n filter(s), {kernel}", "", self.channels, kernel=_by(self.kernel))

    @property
    def kernel_caption(self) -> str:
        """Caption of a filter's kernels: one for each map that it reads."""
        return tr("kernel") if self.inputs == 1 else tr("kernels")


def stages_of(network: cnn.Network) -> tuple[ConvolutionMaps, ...]:
    """The convolutions of ``network``, in order."""
    return tuple(_found(network.layers, ""))


def _found(layers: Sequence[cnn.Layer], prefix: str) -> Iterator[ConvolutionMaps]:
    """Including those inside residual blocks, on both paths."""
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
        return MapRow(name, tr("after ReLU"), tr("after"), signed=False)
    if isinstance(layer, cnn.Conv) and has_relu:
        return MapRow(name, tr("before ReLU"), tr("before"), signed=True)
    return MapRow(name, layer.name, layer.name, signed=True)


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"
