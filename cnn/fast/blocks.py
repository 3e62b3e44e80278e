"""A convolution and the 2×2 pooling after it as one faster step.

**Pool first.** As ``max(relu(a), relu(b)) = relu(max(a, b))``, the ReLU can follow the pooling,
which leaves a quarter of the numbers. A 2×2 maximum is computed as two rounds of pairwise maxima of
four arrays, one for each position in the window, without iterating over windows.

**Blocks.** On an image with a single channel there is so little arithmetic that copying patches
takes as long. There im2col takes the patches under a whole *block* of 2×2 positions, ``k + 1`` high
and wide: four patches of 5×5 overlap almost completely, so 6×6 numbers replace 4·5·5. The matrix
contains every kernel four times, shifted to its position in the block, with zeros around it::

    (4·out, C·(k+1)² + 1) @ (C·(k+1)² + 1, oh/2·ow/2·N)

For 5×5 kernels that is 1.44 times the arithmetic, but a third of the copies, in a shape for which a
processor almost reaches its peak; ``(6, 25) @ (25, …)`` reaches a third of it. The product is
sorted by position in the block, as the pairwise maxima need it. The last row of the columns is all
ones, which makes the bias one more weight.

``fused`` finds where this applies. A network still lists its plain layers, whose parameters these
steps share. The results differ only by rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.layers.activations import ReLU
from cnn.layers.base import Layer
from cnn.layers.conv import Conv
from cnn.layers.pooling import AvgPool, MaxPool, Pool
from cnn.windows import col2im, im2col

BLOCK = 2
UNPACKED = 1_000_000  # multiplications


def fused(layers: Sequence[Layer]) -> list[Layer]:
    """Equivalent steps, with convolutions and poolings fused."""
    steps: list[Layer] = []
    rest = list(layers)
    while rest:
        match rest:
            case [Conv() as conv, ReLU(), MaxPool() as pool, *tail] if _halves(pool):
                steps += [*_blocks(conv, pool.output_shape), BlockMax(pool.output_shape), ReLU()]
            case [Conv() as conv, ReLU(), AvgPool() as pool, *tail] if _halves(pool):
                steps += [*_blocks(conv, pool.output_shape), ReLU(), BlockMean(pool.output_shape)]
            case [head, *tail]:
                steps.append(head)
        rest = tail
    return steps


def _halves(pool: Pool) -> bool:
    """Whether its windows are 2×2 and adjacent."""
    return pool.kernel_size == pool.stride == (BLOCK, BLOCK) and pool.padding == (0, 0)


def _blocks(conv: Conv, pooled: Shape) -> list[Layer]:
    """The convolution's output as blocks, ``(2, 2, channels, oh, ow, N)``, by the faster method."""
    if conv.stride == (1, 1) and conv.kernel.value.shape[1] == 1:
        return [BlockConv(conv, pooled)]
    return [conv, AsBlocks(pooled)]


class BlockConv(Layer):
    """The positions of a convolution that a 2×2 pooling uses, sorted by position in the window.

    ``(C, H, W, N)`` to ``(2, 2, channels, oh, ow, N)``: the convolution's output at
    ``(2·i + a, 2·j + b)`` is at ``[a, b, :, i, j]``.

    Args:
        conv: the layer whose parameters are used; it is already built.
        pooled: the output shape of the pooling, ``(channels, oh, ow)``.
    """

    kind = "blockconv"

    def __init__(self, conv: Conv, pooled: Shape) -> None:
        super().__init__()
        self._conv = conv
        self.parameters = conv.parameters
        self.output_shape = (BLOCK, BLOCK, *pooled)
        self._size = (conv.kernel_size[0] + BLOCK - 1, conv.kernel_size[1] + BLOCK - 1)

    def forward(self, x: Floats, training: bool = False) -> Floats:
        x = self._conv.margins.pad(x, self.scratch)
        self._padded_shape = x.shape
        matrix = self._matrix(x.shape[0], x.dtype)
        rows, inputs = matrix.shape
        _, _, _, oh, ow = self.output_shape
        # the block's patches tile exactly: a row or column that the pooling drops is omitted
        covered = x[:, : BLOCK * oh + self._size[0] - BLOCK, : BLOCK * ow + self._size[1] - BLOCK]
        places = oh * ow * x.shape[-1]
        columns = self.scratch.rows("columns", (inputs, places), x.dtype)
        columns[-1] = 1  # multiplied by the bias
        im2col(covered, self._size, (BLOCK, BLOCK), columns[:-1], self.scratch)
        self._columns = columns
        y = self.scratch.rows("y", (rows, places), x.dtype)
        np.matmul(matrix, columns, out=y)
        return y.reshape(*self.output_shape, x.shape[-1])

    def backward_parameters(self, dy: Floats) -> None:
        d_matrix = self._d_matrix(dy)
        kernel, bias = self._conv.kernel, self._conv.bias
        blocks = self._kernels_in(d_matrix, kernel.value.shape)
        np.add(blocks[0], blocks[1], out=kernel.grad)
        np.add(kernel.grad, blocks[2], out=kernel.grad)
        np.add(kernel.grad, blocks[3], out=kernel.grad)
        d_matrix[:, -1].reshape(BLOCK * BLOCK, -1).sum(axis=0, out=bias.grad)

    def backward(self, dy: Floats) -> Floats:
        self.backward_parameters(dy)
        dy = dy.reshape(-1, self._columns.shape[1])
        inputs = len(self._columns) - 1  # without the bias
        columns = self.scratch.rows("d_columns", (inputs, dy.shape[1]), dy.dtype)
        np.matmul(self._matrix_value[:, :-1].T, dy, out=columns)
        dx = col2im(columns, self._padded_shape, self._size, (BLOCK, BLOCK), self.scratch)
        return self._conv.margins.crop(dx)

    def _d_matrix(self, dy: Floats) -> Floats:
        """The gradient of the whole block matrix; for many positions row by row, then added.

        The product is so long, and its result so small, that OpenBLAS takes twice as long to pack
        the factors as to multiply them; below a million multiplications it does not pack.
        """
        inputs = len(self._columns)
        rows = self.output_shape[3] if inputs * dy.size > UNPACKED else 1
        columns = self._columns.reshape(inputs, rows, -1).transpose(1, 2, 0)
        dy = dy.reshape(-1, rows, columns.shape[1]).transpose(1, 0, 2)
        parts = self.scratch.get("d_matrices", (*dy.shape[:2], inputs), dy.dtype)
        np.matmul(dy, columns, out=parts)
        d_matrix = self.scratch.get("d_matrix", parts.shape[1:], dy.dtype)
        return np.sum(parts, axis=0, out=d_matrix)

    def _matrix(self, channels: int, dtype: np.dtype[Any]) -> Floats:
        """Each kernel at its four positions in a block, then the bias: ``(4·out, C·(k+1)² +
        1)``."""
        kernel, bias = self._conv.kernel.value, self._conv.bias.value
        shape = (BLOCK * BLOCK * len(kernel), channels * self._size[0] * self._size[1] + 1)
        matrix = self.scratch.zeros("matrix", shape, dtype)
        for block in self._kernels_in(matrix, kernel.shape):
            np.copyto(block, kernel)
        matrix[:, -1].reshape(BLOCK * BLOCK, -1)[:] = bias
        self._matrix_value = matrix
        return matrix

    def _kernels_in(self, matrix: Floats, shape: Shape) -> list[Floats]:
        """Views of the four positions of the kernels in a block matrix, each ``(out, C, kh,
        kw)``."""
        out, channels, kh, kw = shape
        blocks = matrix[:, :-1].reshape(BLOCK, BLOCK, out, channels, *self._size)
        return [
            blocks[a, b, :, :, a : a + kh, b : b + kw] for a in range(BLOCK) for b in range(BLOCK)
        ]


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
