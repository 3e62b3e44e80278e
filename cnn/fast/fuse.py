"""Finds layers that are computed faster together.

As ``max(relu(a), relu(b)) = relu(max(a, b))``, a ReLU can follow the pooling after it, which leaves
a quarter of the numbers; and so can the bias of a convolution. A network still lists its plain
layers, whose parameters the fused steps share. The results differ only by rounding.
"""

from __future__ import annotations

from collections.abc import Sequence

from cnn.arrays import Shape
from cnn.fast.blocks import BLOCK, AsBlocks, BlockMax, BlockMean
from cnn.fast.convolutions import BiasReLU, BlockConv, RowConv
from cnn.layers.activations import ReLU
from cnn.layers.base import Layer
from cnn.layers.conv import Conv
from cnn.layers.pooling import AvgPool, MaxPool, Pool
from cnn.layers.residual import Residual


def fused(layers: Sequence[Layer]) -> list[Layer]:
    """Equivalent steps."""
    steps: list[Layer] = []
    rest = list(layers)
    while rest:
        match rest:
            case [Conv() as conv, ReLU(), MaxPool() as pool, *tail] if _halves(pool):
                pooled = pool.output_shape
                steps += [*_blocks(conv, pooled, False), BlockMax(pooled), BiasReLU(conv)]
            case [Conv() as conv, ReLU(), AvgPool() as pool, *tail] if _halves(pool):
                pooled = pool.output_shape
                steps += [*_blocks(conv, pooled, True), ReLU(), BlockMean(pooled)]
            case [Conv() as conv, *tail]:
                steps.append(RowConv(conv))
            case [Residual() as block, *tail]:
                steps.append(FusedResidual(block))
            case [head, *tail]:
                steps.append(head)
        rest = tail
    return steps


def _halves(pool: Pool) -> bool:
    """Whether its windows are 2×2 and adjacent."""
    return pool.kernel_size == pool.stride == (BLOCK, BLOCK) and pool.padding == (0, 0)


def _blocks(conv: Conv, pooled: Shape, adds_bias: bool) -> list[Layer]:
    """The convolution's output as blocks, ``(2, 2, channels, oh, ow, N)``."""
    if conv.stride == (1, 1) and conv.kernel.value.shape[1] == 1:
        return [BlockConv(conv, pooled, adds_bias)]
    return [RowConv(conv, adds_bias), AsBlocks(pooled)]


class FusedResidual(Residual):
    """A residual block whose layers are fused; the block itself has been built."""

    kind = "fusedresidual"

    def __init__(self, block: Residual) -> None:
        super().__init__(fused(block.layers), fused(block.shortcut))
        self.parameters = block.parameters
        self.output_shape = block.output_shape
