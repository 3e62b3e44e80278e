"""The numbers that show what a filter answers: to this ink, and to the images it likes most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import cnn
from cnn.arrays import Floats
from cnn.explain.filter_layers import FilterLayer
from cnn.explain.filters import Excitement
from cnn.explain.patches import patch, patch_size
from digitpad.reading.reader import Prediction


@dataclass(frozen=True, eq=False)
class StrongestPatch:
    """A piece of an image that excites a filter.

    Attributes:
        piece: what the filter sees of it, ``(height, width)``, 0 (paper) to 1 (ink).
        label: what the image shows.
        excitement: which image, where, and how much.
    """

    piece: Floats
    label: int
    excitement: Excitement


def strongest_patches(
    network: cnn.Network, layer: FilterLayer, best: Sequence[Excitement], data: cnn.Dataset
) -> list[StrongestPatch]:
    """The pieces that a filter of ``layer`` sees of the images that excite it most."""
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

    None for no ink, and where the prediction is still another network's.
    """
    maps = None if prediction is None else prediction.trace.get(layer.sums)
    return maps if maps is not None and maps.shape == (layer.channels, *layer.size) else None
