"""The positions of a map's numbers on the image, so that the map can be laid over it.

A number of a map is computed from a window of the image. The centres of these windows form a grid,
which follows from the kernel sizes, strides and paddings. The map is drawn there, and not stretched
over the whole image, which would shift the maps of unpadded convolutions away from the ink.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats
from cnn.explain.graph import graph
from cnn.layers import Conv, Pool
from cnn.network import Network


@dataclass(frozen=True)
class Grid:
    """The positions of a map's numbers on the image, in pixels; 0 is the centre of the first pixel.

    Attributes:
        top, left: position of the first number.
        down, right: distance between numbers.
    """

    top: float = 0.0
    left: float = 0.0
    down: float = 1.0
    right: float = 1.0

    def behind(self, layer: Conv | Pool) -> Grid:
        """The grid of the output of ``layer`` for maps on this grid."""
        (kh, kw), (sh, sw), margins = layer.kernel_size, layer.stride, layer.margins
        return Grid(
            self.top + self.down * ((kh - 1) / 2 - margins.top),
            self.left + self.right * ((kw - 1) / 2 - margins.left),
            self.down * sh,
            self.right * sw,
        )


def grids(network: Network) -> dict[str, Grid]:
    """The grid of every layer with maps, by its name in ``Network.trace``."""
    found: dict[str, Grid] = {}
    for node in graph(network).values():
        if len(node.shape) != 3:
            continue
        grid = found[node.sources[0]] if node.sources else Grid()
        found[node.name] = grid.behind(node.layer) if isinstance(node.layer, Conv | Pool) else grid
    return found


def overlaid(network: Network, layer: str, maps: Floats) -> Floats:
    """Maps of ``layer`` laid over the image: ``(..., h, w)`` to ``(..., H, W)``.

    Bilinear between the grid's points; one point outside the grid it is 0.

    Raises:
        KeyError: there is no such layer with maps.
    """
    grid = grids(network)[layer]
    _, height, width = network.input_shape
    rows = _weights(maps.shape[-2], height, grid.top, grid.down).astype(maps.dtype)
    columns = _weights(maps.shape[-1], width, grid.left, grid.right).astype(maps.dtype)
    return rows @ maps @ columns.T


def _weights(count: int, size: int, first: float, step: float) -> Floats:
    """The weight of each of ``count`` numbers in each of ``size`` pixels: ``(size, count)``."""
    at = (np.arange(size) - first) / step
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(count)))
