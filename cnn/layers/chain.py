"""A chain of layers: each gets a name and is handed the shape that reaches it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.arrays import Shape
from cnn.layers.base import MOST_PARAMETERS, Layer


def build_chain(
    layers: Sequence[Layer], shape: Shape, rng: np.random.Generator, prefix: str = ""
) -> list[Layer]:
    """Build layers one behind the other.

    Args:
        layers: first to last.
        shape: of one image, as it reaches the first.
        rng: draws the parameters.
        prefix: in front of the names ("conv1", "relu1", …).

    Raises:
        ValueError: a layer cannot take what the one before it gives; the sentence names both.
    """
    if strangers := [layer for layer in layers if not isinstance(layer, Layer)]:
        raise ValueError(f"expected layers, as Flatten(), not {strangers[0]!r}")
    if len({id(layer) for layer in layers}) < len(layers):
        raise ValueError("the same layer stands in two places: each place needs one of its own")
    counts: dict[str, int] = {}
    before, total = "the input", 0
    for layer in layers:
        stem = f"{prefix}{layer.stem or layer.kind}"
        counts[stem] = counts.get(stem, 0) + 1
        layer.name = f"{stem}{counts[stem]}"
        try:
            shape = layer.build(shape, rng)
        except ValueError as error:
            raise ValueError(f"{error} (after {before}, which gives {shape})") from None
        before = layer.name
        total += sum(parameter.value.size for parameter in layer.parameters)
        if total > MOST_PARAMETERS:
            raise ValueError(f"{before} brings the network over {MOST_PARAMETERS:,} parameters")
    return list(layers)
