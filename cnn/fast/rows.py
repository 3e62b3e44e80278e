"""The three products of a convolution, for one row of outputs after the other.

``im2col`` copies every pixel ``kh·kw`` times: far more than fits in a core's cache. Here only the
horizontal axis is lowered: ``lines``, ``(H, C·kw, ow·N)``, has for every line of an image the
``kw`` shifted copies of it. The patches of a row of outputs are then ``kh`` neighbouring lines, a
*view* that overlaps with that of the next row::

    (out, kh·C·kw) @ (kh·C·kw, ow·N) -> (out, ow·N)        for each of the oh rows of outputs

That is a ``kh``-th of the memory, and in the backward pass the gradient of a row's patches is added
to the lines while it is still in the cache. (It is the lowering "type 2" of Hadjis et al., "Caffe
con Troll", 2015, https://arxiv.org/abs/1504.04343.)

Each product is cut into pieces that are small enough for OpenBLAS to read its operands in
place; larger ones are first copied ("packed"), which takes a fifth of the time.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnn.arrays import ROW_GAP, Floats, Scratch, Shape
from cnn.windows import Pair, overlap_add

UNPACKED = 1_000_000
"""The largest number of multiplications for which OpenBLAS does not pack."""
LEAST_PIECE = 16
"""Shorter pieces than this are slower than packing."""
SUMMED = 2**18
"""Numbers of the kernels' gradient that are computed at once, if they are of several rows."""
CACHED = 2**16
"""Numbers of the patches' gradient that are computed at once, if they are of several rows."""


class RowProducts:
    """A convolution without bias: of padded images ``(C, H, W, N)``, to ``(out, oh, ow, N)``.

    Its kernels are a matrix ``(out, kh·C·kw)``, in this order.

    Args:
        kernel_size, stride: of the convolution.
        output_shape: ``(out, oh, ow)``.
        scratch: reusable memory, for the results as well.
    """

    def __init__(
        self, kernel_size: Pair, stride: Pair, output_shape: Shape, scratch: Scratch
    ) -> None:
        self._kernel_size = kernel_size
        self._stride = stride
        self._output_shape = output_shape
        self._scratch = scratch

    def forward(self, x: Floats, matrix: Floats) -> Floats:
        """The outputs, ``(out, oh, ow, N)``."""
        self._lower(x)
        out, oh, ow = self._output_shape
        y = self._scratch.rows("y", (out, oh * self._length), x.dtype)
        np.matmul(matrix, self._pieces_of_patches(), out=self._pieces_of_outputs(y))
        return y.reshape(out, oh, ow, -1)

    def kernel_gradient(self, dy: Floats) -> Floats:
        """The gradient of the matrix, transposed: ``(kh·C·kw, out)``."""
        out, oh, _ = self._output_shape
        dy = dy.reshape(out, oh, self._length)
        columns = self._scratch.get("dy transposed", (oh, self._length, out), dy.dtype)
        np.copyto(columns, dy.transpose(1, 2, 0))
        rows = _piece(self._depth, UNPACKED // (out * self._length))
        down, line, number = self._patch_strides
        shape = (oh, self._depth // rows, rows, self._length)
        patches = as_strided(self._lines, shape, (down, line * rows, line, number))
        total = self._scratch.zeros("total", (self._depth, out), dy.dtype)
        at_once = min(oh, max(1, SUMMED // total.size))
        parts = self._scratch.get("parts", (at_once, *shape[1:3], out), dy.dtype)
        for first in range(0, oh, at_once):
            some = slice(first, first + at_once)
            part = parts[: len(patches[some])]
            np.matmul(patches[some], columns[some, None], out=part)
            for one in part.reshape(-1, *total.shape):
                total += one
        return total

    def input_gradient(self, dy: Floats, matrix: Floats) -> Floats:
        """The gradient of the padded images, ``(C, H, W, N)``."""
        (kh, kw), (down, right) = self._kernel_size, self._stride
        (channels, height, _, count), (_, oh, ow) = self._image_shape, self._output_shape
        d_rows = self._pieces_of_outputs(dy.reshape(len(dy), -1))
        line = channels * kw * self._length
        lines = self._scratch.zeros("d_lines", (height, line), dy.dtype)
        at_once = max(1, CACHED // (kh * line))
        room = self._scratch.get("d_patches", (at_once, kh, line), dy.dtype)
        pieces = room.reshape(at_once, self._depth, -1, d_rows.shape[3]).swapaxes(1, 2)
        for first in range(0, oh, at_once):
            count_now = min(at_once, oh - first)
            d_row = d_rows[first : first + count_now]
            np.matmul(matrix.T, d_row, out=pieces[:count_now])
            for k in range(kh):
                top = first * down + k
                lines[top : top + down * count_now : down] += room[:count_now, k]
        dx = self._scratch.get("dx", self._image_shape, dy.dtype)
        shifted = lines.reshape(height, channels, kw, ow, count).transpose(2, 3, 0, 1, 4)
        overlap_add(shifted, dx.transpose(2, 1, 0, 3), right)
        return dx

    def _lower(self, x: Floats) -> None:
        """Write the shifted copies of every line."""
        channels, height, _, count = self._image_shape = x.shape
        (kh, kw), (down, right) = self._kernel_size, self._stride
        ow = self._output_shape[2]
        self._length = ow * count
        self._depth = kh * channels * kw
        gapped = (height, channels * kw, self._length + ROW_GAP)
        lines = self._scratch.get("lines", gapped, x.dtype)[:, :, : self._length]
        c, h, w, n = x.strides
        shape = (height, channels, kw, ow, count)
        shifted = as_strided(x, shape, (h, c, w, w * right, n), writeable=False)
        np.copyto(lines.reshape(shape), shifted)
        self._lines = lines
        line, row, number = lines.strides
        self._patch_strides = (line * down, row, number)

    def _pieces_of_patches(self) -> Floats:
        """A view, ``(oh, pieces, kh·C·kw, numbers)``."""
        (oh, length), (down, line, number) = self._cut, self._patch_strides
        shape = (oh, self._length // length, self._depth, length)
        return as_strided(self._lines, shape, (down, length * number, line, number))

    def _pieces_of_outputs(self, y: Floats) -> Floats:
        """A view of ``(out, oh·ow·N)`` as ``(oh, pieces, out, numbers)``."""
        oh, length = self._cut
        return y.reshape(len(y), oh, -1, length).transpose(1, 2, 0, 3)

    @property
    def _cut(self) -> Pair:
        """The number of rows, and of numbers in a piece."""
        out, oh, _ = self._output_shape
        return oh, _piece(self._length, UNPACKED // (out * self._depth))


def _piece(length: int, most: int) -> int:
    """The largest divisor of ``length`` that is at most ``most``; ``length`` itself if that is
    below ``LEAST_PIECE``."""
    for parts in range(max(1, -(-length // max(most, 1))), length // LEAST_PIECE + 1):
        if length % parts == 0:
            return length // parts
    return length
