"""2×2 pooling of blocks: the outputs of a convolution, sorted by their position in the window.

A 2×2 maximum is computed as two rounds of pairwise maxima of four arrays, one for each position in
the window, without iterating over windows.
"""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.layers.base import Layer

BLOCK = 2


class AsBlocks(Layer):
    """The same numbers by their position in a block: ``(C, H, W, N)`` to ``(2, 2, C, oh, ow, N)``.

    A view: the value at ``(2·i + a, 2·j + b)`` is at ``[a, b, :, i, j]``. A last odd row or column,
    which the pooling drops, is omitted.
    """

    kind = "asblocks"

    def __init__(self, pooled: Shape) -> None:
        super().__init__()
        self.output_shape = (BLOCK, BLOCK, *pooled)

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._input_shape = x.shape
        _, _, channels, oh, ow = self.output_shape
        covered = x[:, : BLOCK * oh, : BLOCK * ow]
        return covered.reshape(channels, oh, BLOCK, ow, BLOCK, -1).transpose(2, 4, 0, 1, 3, 5)

    def backward(self, dy: Floats) -> Floats:
        _, _, channels, oh, ow = self.output_shape
        covered = dy.transpose(2, 3, 0, 4, 1, 5).reshape(channels, BLOCK * oh, BLOCK * ow, -1)
        if covered.shape == self._input_shape:
            return covered
        dx = self.scratch.zeros("dx", self._input_shape, dy.dtype)
        dx[:, : BLOCK * oh, : BLOCK * ow] = covered
        return dx


class BlockMax(Layer):
    """The largest of each 2×2 block: ``(2, 2, C, oh, ow, N)`` to ``(C, oh, ow, N)``.

    Of equal values the first one wins, row by row, as in ``MaxPool``: each round compares with
    ``>=``, with the earlier position on the left.
    """

    kind = "blockmax"

    def __init__(self, pooled: Shape) -> None:
        super().__init__()
        self.output_shape = pooled

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._x = x
        self._rows = self.scratch.get("rows", (BLOCK, *x.shape[2:]), x.dtype)
        np.maximum(x[:, 0], x[:, 1], out=self._rows)
        y = self.scratch.get("y", x.shape[2:], x.dtype)
        return np.maximum(self._rows[0], self._rows[1], out=y)

    def backward(self, dy: Floats) -> Floats:
        rows = self.scratch.get("d_rows", self._rows.shape, dy.dtype)
        dx = self.scratch.like("dx", self._x)
        self._share(self._rows[0], self._rows[1], dy, rows[0], rows[1])
        self._share(self._x[:, 0], self._x[:, 1], rows, dx[:, 0], dx[:, 1])
        return dx

    def _share(self, a: Floats, b: Floats, dy: Floats, da: Floats, db: Floats) -> None:
        """Pass ``dy`` to the larger of ``a`` and ``b``, or to ``a`` if they are equal."""
        first = self.scratch.get(f"first{a.ndim}", a.shape, np.bool_)
        np.greater_equal(a, b, out=first)
        np.multiply(dy, first, out=da)
        np.subtract(dy, da, out=db)


class BlockMean(Layer):
    """The mean of each 2×2 block: ``(2, 2, C, oh, ow, N)`` to ``(C, oh, ow, N)``."""

    kind = "blockmean"

    def __init__(self, pooled: Shape) -> None:
        super().__init__()
        self.output_shape = pooled

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._x = x
        y = self.scratch.get("y", x.shape[2:], x.dtype)
        return np.mean(x, axis=(0, 1), out=y)

    def backward(self, dy: Floats) -> Floats:
        dx = self.scratch.like("dx", self._x)
        np.divide(dy, BLOCK * BLOCK, out=dx[0, 0])
        for a, b in ((0, 1), (1, 0), (1, 1)):
            np.copyto(dx[a, b], dx[0, 0])
        return dx
