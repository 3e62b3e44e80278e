"""Builds a chain of layers, each with a name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.arrays import Shape
from cnn.layers.base import MOST_PARAMETERS, Layer


def build_chain(
    layers: Sequence[Layer], shape: Shape, rng: np.random.Generator, prefix: str = ""
) -> list[Layer]:
    """Build layers that follow each other.

    Args:
        layers: in order.
        shape: of one image, at the input of the first layer.
        rng: draws the parameters.
        prefix: of the names ("conv1", "relu1", …).

    Raises:
        ValueError: a layer cannot take the output of the previous one; the message names both.
    """
    if strangers := [layer for layer in layers if not isinstance(layer, Layer)]:
        raise ValueError(f"expected layers, as Flatten(), not {strangers[0]!r}")
    if len({id(layer) for layer in layers}) < len(layers):
        raise ValueError("the same layer is used twice: use two layers")
    counts: dict[str, int] = {}
    before, total = "the input", 0
    for layer in layers:
        short_name = f"{prefix}{layer.short_name or layer.kind}"
        counts[short_name] = counts.get(short_name, 0) + 1
        layer.name = f"{short_name}{counts[short_name]}"
        try:
            shape = layer.build(shape, rng)
        except ValueError as error:
            raise ValueError(f"{error} (after {before}, which gives {shape})") from None
        before = layer.name
        total += sum(parameter.value.size for parameter in layer.parameters)
        if total > MOST_PARAMETERS:
            raise ValueError(f"{before} brings the network over {MOST_PARAMETERS:,} parameters")
    return list(layers)
