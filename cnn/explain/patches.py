"""The part of a picture that a filter sees from one position."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats
from cnn.explain.filter_layers import FilterLayer
from cnn.explain.graph import Place
from cnn.explain.receptive_field import MapWindow, receptive_field
from cnn.network import Network

Size = tuple[int, int]


def patch_size(network: Network, layer: FilterLayer) -> Size:
    """Height and width of the part that a filter sees from the middle of its map.

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
    """The part seen from one position of a map, ``(C, h, w)``, of the same size for the whole
    layer.

    Outside the picture it is 0.

    Args:
        network: the one that ``layer`` is a part of.
        layer: a convolution.
        row, column: the position in its maps.
        picture: ``(C, H, W)``.
        size: ``patch_size`` of the layer, if it is already known.
    """
    top, left, bottom, right = _field(network, layer, row, column)
    height, width = size or patch_size(network, layer)
    rows = _missing(top, bottom, height, picture.shape[1])
    columns = _missing(left, right, width, picture.shape[2])
    return np.pad(picture[:, top:bottom, left:right], ((0, 0), rows, columns))


def _field(network: Network, layer: FilterLayer, row: int, column: int) -> MapWindow:
    return receptive_field(network, Place(layer.sums, 0, row, column))["input"].box


def _missing(start: int, stop: int, length: int, edge: int) -> tuple[int, int]:
    """The number of missing pixels before and after a field that is cut off at the picture's edge.

    Most fields are cut off on one side only; of a field that is only padding, nothing is left.
    """
    missing = max(0, length - (stop - start))
    return (0, missing) if stop == edge and start > 0 else (missing, 0)
