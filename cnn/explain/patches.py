"""The part of a picture that a filter looks at when it answers at one place."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats
from cnn.explain.filter_layers import FilterLayer
from cnn.explain.graph import Place
from cnn.explain.receptive_field import Box, receptive_field
from cnn.network import Network

Size = tuple[int, int]


def patch_size(network: Network, layer: FilterLayer) -> Size:
    """Height and width of what a filter sees from the middle of its map.

    Args:
        network: the one that ``layer`` is a part of.
        layer: a convolution.
    """
    top, left, bottom, right = _field(network, layer, layer.size[0] // 2, layer.size[1] // 2)
    return bottom - top, right - left


def patch(
    network: Network,
    layer: FilterLayer,
    row: int,
    column: int,
    picture: Floats,
    size: Size | None = None,
) -> Floats:
    """What is seen from one place of a map, ``(C, h, w)``, as large for every place of the layer.

    Where a place sees beyond the edge of the picture, that part of it is 0.

    Args:
        network: the one that ``layer`` is a part of.
        layer: a convolution.
        row, column: the place in its maps.
        picture: ``(C, H, W)``.
        size: ``patch_size`` of the layer, for whoever knows it already.
    """
    top, left, bottom, right = _field(network, layer, row, column)
    height, width = size or patch_size(network, layer)
    rows = _missing(top, bottom, height, picture.shape[1])
    columns = _missing(left, right, width, picture.shape[2])
    return np.pad(picture[:, top:bottom, left:right], ((0, 0), rows, columns))


def _field(network: Network, layer: FilterLayer, row: int, column: int) -> Box:
    return receptive_field(network, Place(layer.sums, 0, row, column))["input"].box


def _missing(start: int, stop: int, length: int, edge: int) -> tuple[int, int]:
    """How many pixels lie before and behind the picture, for a field that is cut off at its edge.

    Most fields are cut off on one side alone; of one that sees padding only, nothing is left.
    """
    missing = max(0, length - (stop - start))
    return (0, missing) if stop == edge and start > 0 else (missing, 0)
