"""im2col for one value: a row of the patches times a column of the kernels.

The articles on im2col, and ``cnn.plain``, make every patch a *row* and every kernel a *column*::

    (oh·ow, C·kh·kw) @ (C·kh·kw, out) -> (oh·ow, out)

and so does this module. ``cnn.windows`` computes the transposed product, ``(out, C·kh·kw) @
(C·kh·kw, oh·ow)``: a row of the patches here is a column there, a column of the kernels here is a
row there, and the results are transposed. The numbers of a patch are ordered channel by channel
(``C, kh, kw``), as in ``cnn``; the articles, with the channel as the last axis, take all channels
of a pixel first, which only changes the order of the terms of each sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnn.arrays import Floats, Scratch
from cnn.explain.graph import Graph, Place
from cnn.layers import Conv, Dense
from cnn.windows import im2col


@dataclass(frozen=True, eq=False)
class MatrixProduct:
    """All values of a layer for one image as a single product of two matrices.

    Attributes:
        layer: its name in the trace.
        patches: ``(oh·ow, C·kh·kw)``; of a dense layer its input, ``(1, inputs)``.
        kernels: ``(C·kh·kw, out)``; of a dense layer its weights, ``(inputs, outputs)``.
        product: ``patches @ kernels``, ``(oh·ow, out)``, without the bias.
        bias: ``(out,)``, added to every row.
        width: ``ow``, the number of positions in a row of the maps; 1 for a dense layer.
        is_convolution: False for a dense layer.
    """

    layer: str
    patches: Floats
    kernels: Floats
    product: Floats
    bias: Floats
    width: int
    is_convolution: bool

    def row(self, place: Place) -> int:
        """The row of ``patches`` (and of ``product``) for the value at ``place``."""
        return place.row * self.width + place.column

    def column(self, place: Place) -> int:
        """The column of ``kernels`` (and of ``product``) for the value at ``place``."""
        return place.channel

    def value(self, place: Place) -> float:
        """Row times column, plus the bias: the value at ``place``."""
        row, column = self.row(place), self.column(place)
        return float(self.product[row, column] + self.bias[column])


def matrix_product(nodes: Graph, trace: Mapping[str, Floats], layer: str) -> MatrixProduct | None:
    """The product that computes a layer; None for layers that are not computed like this.

    Args:
        nodes: of the network (``cnn.explain.graph.graph``).
        trace: of one image, without batch axis.
        layer: its name in both.
    """
    node = nodes[layer]
    match node.layer:
        case Conv() as conv:
            maps = conv.margins.pad(trace[node.sources[0]][..., np.newaxis], Scratch())
            patches = im2col(maps, conv.kernel_size, conv.stride).T
            kernels = conv.kernel.value.reshape(conv.out_channels, -1).T
            bias, width = conv.bias.value, node.shape[2]
        case Dense() as dense:
            patches = trace[node.sources[0]][np.newaxis]
            kernels, bias, width = dense.weight.value.T, dense.bias.value, 1
        case _:
            return None
    product, is_convolution = patches @ kernels, isinstance(node.layer, Conv)
    return MatrixProduct(layer, patches, kernels, product, bias, width, is_convolution)
