"""A filter's outputs: for this ink, and for the images that activate it most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from cnn.explain.filter_layers import FilterLayer
from cnn.explain.filters import StrongestMatch
from cnn.explain.patches import patch, patch_size
from digitpad.reading.reader import Prediction


@dataclass(frozen=True, eq=False)
class StrongestPatch:
    """The part of an image that activates a filter most.

    Attributes:
        piece: that part, ``(height, width)``, 0 (paper) to 1 (ink).
        label: the digit in the image.
        match: the image, the position and the value.
    """

    piece: Floats
    label: int
    match: StrongestMatch


def strongest_patches(
    network: cnn.Network, layer: FilterLayer, best: Sequence[StrongestMatch], data: cnn.Dataset
) -> list[StrongestPatch]:
    """The patches of the images that activate a filter of ``layer`` most."""
    size = patch_size(network, layer)
    pictures = data.inputs(np.array([one.image for one in best], np.intp))
    return [
        StrongestPatch(
            patch(network, layer, one.row, one.column, picture, size)[0],
            int(data.labels[one.image]),
            one,
        )
        for one, picture in zip(best, pictures, strict=True)
    ]


def sums_of(layer: FilterLayer, prediction: Prediction | None) -> Floats | None:
    """A layer's maps of this ink before the activation, ``(channels, height, width)``.

    None without ink, and while the prediction is still of another network.
    """
    maps = None if prediction is None else prediction.trace.get(layer.sums)
    return maps if maps is not None and maps.shape == (layer.channels, *layer.size) else None
