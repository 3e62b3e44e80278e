"""Convolutions as faster steps, which share the parameters of the plain layers.

On an image with a single channel there is so little arithmetic that copying patches takes as long.
If a 2×2 pooling follows, ``BlockConv`` takes the patches under a whole *block* of 2×2 positions,
``k + 1`` high and wide: four patches of 5×5 overlap almost completely, so 6×6 numbers replace
4·5·5. The matrix contains every kernel four times, shifted to its position in the block, with zeros
around it. For 5×5 kernels that is 1.44 times the arithmetic, but a third of the copies, in a shape
for which a processor almost reaches its peak; and the outputs are already sorted by their position
in the block, as the pooling needs them.
"""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.fast.blocks import BLOCK
from cnn.fast.rows import RowProducts
from cnn.layers.base import Layer
from cnn.layers.conv import Conv
from cnn.windows import Pair

SHORT = 32
"""With fewer numbers in a row of outputs, im2col's single product is faster."""


class FastConv(Layer):
    """The base class: a convolution by ``RowProducts``.

    Args:
        conv: the layer whose parameters are used; it is already built.
        kernel_size, stride: of the products' kernels.
        output_shape: of the products, ``(channels, oh, ow)``.
        adds_bias: False leaves the bias, and its gradient, to a later step.
    """

    def __init__(
        self, conv: Conv, kernel_size: Pair, stride: Pair, output_shape: Shape, adds_bias: bool
    ) -> None:
        super().__init__()
        self._conv = conv
        self._adds_bias = adds_bias
        self._rows = output_shape[0]
        self._products = RowProducts(kernel_size, stride, output_shape, self.scratch)
        self.parameters = conv.parameters

    def forward(self, x: Floats, training: bool = False) -> Floats:
        x = self._conv.margins.pad(x, self.scratch)
        self._matrix = self._kernels_as_matrix(x.dtype)
        y = self._products.forward(x, self._matrix)
        if self._adds_bias:
            for place in self._by_place(y):  # with all at once NumPy would make a copy
                place += self._conv.bias.value[:, None]
        return y.reshape(*self.output_shape, -1)

    def backward_parameters(self, dy: Floats) -> None:
        self._write_kernel_gradient(dy)
        if self._adds_bias:
            self._by_place(dy).sum(axis=(0, 2), out=self._conv.bias.grad)

    def backward(self, dy: Floats) -> Floats:
        self.backward_parameters(dy)
        return self._input_gradient(dy)

    def _write_kernel_gradient(self, dy: Floats) -> None:
        self._keep_gradient(self._products.kernel_gradient(self._flat(dy)))

    def _input_gradient(self, dy: Floats) -> Floats:
        dx = self._products.input_gradient(self._flat(dy), self._matrix)
        return self._conv.margins.crop(dx)

    def _flat(self, dy: Floats) -> Floats:
        """The outputs' gradient as the products have it."""
        return dy.reshape(self._rows, *dy.shape[-3:])

    def _by_place(self, y: Floats) -> Floats:
        """Outputs as ``(places in a block, channels, numbers)``."""
        return y.reshape(-1, self._conv.out_channels, y.size // self._rows)

    @abstractmethod
    def _kernels_as_matrix(self, dtype: np.dtype[np.floating]) -> Floats:
        """The matrix for ``RowProducts``."""

    @abstractmethod
    def _keep_gradient(self, d_matrix: Floats) -> None:
        """Write the kernels' gradient, given the transposed matrix's."""


class RowConv(FastConv):
    """The same as its ``Conv``: ``(C, H, W, N)`` to ``(out_channels, oh, ow, N)``."""

    kind = "rowconv"

    def __init__(self, conv: Conv, adds_bias: bool = True) -> None:
        super().__init__(conv, conv.kernel_size, conv.stride, conv.output_shape, adds_bias)
        self.output_shape = conv.output_shape

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._is_short = self.output_shape[2] * x.shape[-1] < SHORT
        if not self._is_short:
            return super().forward(x, training)
        return self._conv.forward(x) if self._adds_bias else self._conv.multiply(x)

    def _write_kernel_gradient(self, dy: Floats) -> None:
        if self._is_short:
            self._conv.write_kernel_gradient(dy)
        else:
            super()._write_kernel_gradient(dy)

    def _input_gradient(self, dy: Floats) -> Floats:
        return self._conv.input_gradient(dy) if self._is_short else super()._input_gradient(dy)

    def _kernels_as_matrix(self, dtype: np.dtype[np.floating]) -> Floats:
        kernels = self._conv.kernel.value.transpose(0, 2, 1, 3)
        matrix = self.scratch.get("matrix", kernels.shape, dtype)
        np.copyto(matrix, kernels)
        return matrix.reshape(len(kernels), -1)

    def _keep_gradient(self, d_matrix: Floats) -> None:
        out, channels, kh, kw = self._conv.kernel.value.shape
        self._conv.kernel.grad[:] = d_matrix.reshape(kh, channels, kw, out).transpose(3, 1, 0, 2)


class BlockConv(FastConv):
    """The positions of a convolution that a 2×2 pooling uses, sorted by position in the window.

    ``(1, H, W, N)`` to ``(2, 2, channels, oh, ow, N)``: the convolution's output at ``(2·i + a, 2·j
    + b)`` is at ``[a, b, :, i, j]``. For a convolution of one channel at every position.

    Args:
        conv: as above.
        pooled: the output shape of the pooling, ``(channels, oh, ow)``.
        adds_bias: as above.
    """

    kind = "blockconv"

    def __init__(self, conv: Conv, pooled: Shape, adds_bias: bool) -> None:
        self._size = (conv.kernel_size[0] + BLOCK - 1, conv.kernel_size[1] + BLOCK - 1)
        channels, oh, ow = pooled
        products = (BLOCK * BLOCK * channels, oh, ow)
        super().__init__(conv, self._size, (BLOCK, BLOCK), products, adds_bias)
        self.output_shape = (BLOCK, BLOCK, *pooled)

    def _kernels_as_matrix(self, dtype: np.dtype[np.floating]) -> Floats:
        kernels = self._conv.kernel.value
        shape = (BLOCK * BLOCK * len(kernels), self._size[0] * self._size[1])
        matrix = self.scratch.zeros("matrix", shape, dtype)
        for place in self._places_in(matrix):
            np.copyto(place, kernels[:, 0])
        return matrix

    def _keep_gradient(self, d_matrix: Floats) -> None:
        places = self._places_in(d_matrix.T)
        grad = self._conv.kernel.grad[:, 0]
        np.add(places[0], places[1], out=grad)
        grad += places[2]
        grad += places[3]

    def _places_in(self, matrix: Floats) -> list[Floats]:
        """Views of the four positions of the kernels in the matrix, each ``(out, kh, kw)``."""
        kh, kw = self._conv.kernel_size
        blocks = matrix.reshape(BLOCK, BLOCK, -1, *self._size)
        return [blocks[a, b, :, a : a + kh, b : b + kw] for a in range(BLOCK) for b in range(BLOCK)]


class BiasReLU(Layer):
    """``max(x + bias, 0)``, with the bias of an earlier convolution.

    After a max pooling, because ``max(a + b, c + b) = max(a, c) + b``: a quarter of the numbers.
    """

    kind = "biasrelu"

    def __init__(self, conv: Conv) -> None:
        super().__init__()
        self._bias = conv.bias
        self.parameters = (conv.bias,)

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._y = self.scratch.get("y", x.shape, x.dtype)
        np.add(x, self._bias.value[:, None, None, None], out=self._y)
        return np.maximum(self._y, 0, out=self._y)

    def backward(self, dy: Floats) -> Floats:
        positive = self.scratch.get("positive", dy.shape, np.bool_)
        np.greater(self._y, 0, out=positive)
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        np.multiply(dy, positive, out=dx)
        np.add.reduce(dx.reshape(len(dx), -1), axis=1, out=self._bias.grad)
        return dx
