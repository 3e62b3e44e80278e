"""The input that maximises a filter's output, found by gradient ascent on the pixels.

Simonyan, Vedaldi and Zisserman, "Deep Inside Convolutional Networks", 2014 (the ascent, and the
decay that keeps the picture small); Yosinski et al., "Understanding Neural Networks Through Deep
Visualization", 2015 (the blur that suppresses isolated pixels). The gradient is scaled so that its
largest step is the same for every filter, and all filters take about as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats
from cnn.explain.filter_layers import FilterLayer, filter_layer, require_channel
from cnn.explain.passes import run
from cnn.layers import Layer, Residual
from cnn.network import Network


@dataclass(frozen=True)
class Ascent:
    """The settings of the ascent.

    Attributes:
        steps: their number.
        rate: the change of the pixel with the largest gradient in a step; ink goes from 0 to 1.
        decay: the share of all ink that each step removes.
        blur: the standard deviation, in pixels, of the blur; 0 for none.
        blur_every: the number of steps between two blurs.
        coarse: the share of the steps, from the first, with any blur: coarse shapes are found
            first, and then sharpened.
        noise: the maximum of the random ink at the start.
    """

    steps: int = 160
    rate: float = 0.1
    decay: float = 0.015
    blur: float = 0.5
    blur_every: int = 4
    coarse: float = 0.6
    noise: float = 1.0


@dataclass(frozen=True, eq=False)
class Attempt:
    """The picture after a step.

    Attributes:
        picture: ``(C, H, W)``, 0 .. 1, a copy.
        value: the input of the filter's activation at the chosen position.
    """

    picture: Floats
    value: float


def maximise(
    network: Network,
    name: str,
    channel: int,
    rng: np.random.Generator,
    place: tuple[int, int] | None = None,
    ascent: Ascent | None = None,
) -> Iterator[Attempt]:
    """Yield the start, and the picture after every step.

    Args:
        network: not modified.
        name: of the convolution (``FilterLayer.name``).
        channel: the filter, counted from 0.
        rng: draws the start.
        place: row and column in the filter's map; by default its middle.
        ascent: the settings.

    Raises:
        ValueError: there is no such convolution, filter or place.
    """
    how = ascent or Ascent()
    own = network.copy()
    layer = filter_layer(own, name)
    at = (require_channel(layer, channel), *_checked_place(layer, place or middle(layer)), 0)
    layers = layers_to(own, layer)
    picture = _start(own, how, rng)
    smooth = [_smoothing(size, how.blur) for size in own.input_shape[1:]]
    for step in range(how.steps + 1):
        sums = run(layers, picture)
        yield Attempt(picture[..., 0].copy(), float(sums[at]))
        gradient = _gradient(layers, sums, at)
        largest = np.abs(gradient).max()
        if largest > 0:
            picture += gradient * np.float32(how.rate / largest)
        else:  # ReLUs block every path to the filter: start again
            picture[:] = _start(own, how, rng)
        picture *= np.float32(1 - how.decay)
        if (step + 1) % how.blur_every == 0 and step < how.steps * how.coarse:
            picture[..., 0] = smooth[0] @ picture[..., 0] @ smooth[1]
        np.clip(picture, 0, 1, out=picture)


def middle(layer: FilterLayer) -> tuple[int, int]:
    """Row and column of the middle of a map."""
    return layer.size[0] // 2, layer.size[1] // 2


def layers_to(network: Network, layer: FilterLayer) -> list[Layer]:
    """The layers from the image to ``layer.sums``, first to last.

    Args:
        network: the one that ``layer`` is a part of.
        layer: a convolution; in a block, only the path to it is used.
    """
    found = _way(network.layers, layer.norms[-1] if layer.norms else layer.conv)
    assert found is not None
    return found


def _way(layers: Sequence[Layer], last: Layer) -> list[Layer] | None:
    for count, layer in enumerate(layers):
        if layer is last:
            return [*layers[: count + 1]]
        if isinstance(layer, Residual):
            for inner in (layer.layers, layer.shortcut):
                if (way := _way(inner, last)) is not None:
                    return [*layers[:count], *way]
    return None


def _start(network: Network, how: Ascent, rng: np.random.Generator) -> Floats:
    return rng.uniform(0, how.noise, (*network.input_shape, 1)).astype(np.float32)


def _gradient(layers: Sequence[Layer], sums: Floats, at: tuple[int, int, int, int]) -> Floats:
    dy = np.zeros_like(sums)
    dy[at] = 1
    for layer in reversed(layers):
        dy = layer.backward(dy)
    return dy


def _checked_place(layer: FilterLayer, place: tuple[int, int]) -> tuple[int, int]:
    if not all(0 <= i < size for i, size in zip(place, layer.size, strict=True)):
        raise ValueError(f"{layer.name} has maps of {layer.size}, and no place {place} in them")
    return place


def _smoothing(size: int, deviation: float) -> Floats:
    """The matrix that blurs a line of ``size`` pixels; outside it is blank."""
    if deviation <= 0:
        return np.eye(size, dtype=np.float32)
    apart = np.subtract.outer(np.arange(size), np.arange(size))
    weights = np.exp(-0.5 * (apart / deviation) ** 2)
    return (weights / weights[size // 2].sum()).astype(np.float32)
