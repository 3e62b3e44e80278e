"""Pooling: reduces each map to one number per window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.checks import as_pair
from cnn.layers.base import Config, Layer
from cnn.padding import Margins
from cnn.windows import output_size


class Pool(Layer):
    """The base class: windows that slide over each channel separately.

    Args:
        kernel_size: of the window, one number or two (height, width).
        stride: vertical and horizontal step; by default the window's size. Rows that it does not
            reach are dropped.
        padding: around the image, at most half the window: -inf for the maximum (never chosen), 0
            for the average (counted, as in PyTorch by default).
    """

    short_name = "pool"
    pad_value = 0.0

    def __init__(
        self,
        kernel_size: int | Sequence[int] = 2,
        stride: int | Sequence[int] | None = None,
        padding: int | Sequence[int] = 0,
    ) -> None:
        super().__init__()
        self.kernel_size = as_pair(kernel_size, "kernel_size")
        self.stride = self.kernel_size if stride is None else as_pair(stride, "stride")
        self.padding = as_pair(padding, "padding", least=0)
        if any(2 * p > k for p, k in zip(self.padding, self.kernel_size, strict=True)):
            raise ValueError(
                f"padding {self.padding} is more than half the window {self.kernel_size}"
            )
        (down, right) = self.padding
        self.margins = Margins(down, down, right, right)

    def config(self) -> Config:
        return {
            "kind": self.kind,
            "kernel_size": list(self.kernel_size),
            "stride": list(self.stride),
            "padding": list(self.padding),
        }

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        channels, height, width = self.image_shape(shape)
        oh = output_size(height, self.kernel_size[0], self.stride[0], self.padding[0])
        ow = output_size(width, self.kernel_size[1], self.stride[1], self.padding[1])
        if oh < 1 or ow < 1:
            size = f"{self.kernel_size[0]}×{self.kernel_size[1]}"
            raise self.error(f"a window of {size} does not fit in an image of {height}×{width}")
        self.check_size((channels, height + self.margins.rows, width + self.margins.columns))
        self.check_size((channels, self.kernel_size[0] * self.kernel_size[1], oh, ow))
        return (channels, oh, ow)

    def _places(self, x: Floats) -> Iterator[Floats]:
        """For each place in a window, row by row, a view of that pixel of every window: ``(C, oh,
        ow, N)`` of padded images."""
        (down, right), (_, oh, ow) = self.stride, self.output_shape
        for i in range(self.kernel_size[0]):
            for j in range(self.kernel_size[1]):
                yield x[:, i : i + down * oh : down, j : j + right * ow : right]


class MaxPool(Pool):
    """The maximum of each window, ``(C, H, W, N)`` to ``(C, oh, ow, N)``.

    If several are equal, the first one gets the gradient, row by row, as in PyTorch. That is
    common: after a ReLU, or on a blank background, most windows contain a single value.
    """

    kind = "maxpool"
    pad_value = -np.inf

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._x = self.margins.pad(x, self.scratch, self.pad_value)
        y = self.scratch.get("y", (*self.output_shape, x.shape[-1]), x.dtype)
        first, *others = self._places(self._x)
        np.copyto(y, first)
        for pixels in others:
            np.maximum(y, pixels, out=y)
        self._y = y
        return y

    def backward(self, dy: Floats) -> Floats:
        left = self.scratch.get("left", dy.shape, dy.dtype)
        share = self.scratch.get("share", dy.shape, dy.dtype)
        won = self.scratch.get("won", dy.shape, np.bool_)
        dx = self.scratch.zeros("dx", self._x.shape, dy.dtype)
        np.copyto(left, dy)
        # the first pixel that equals the maximum gets the whole gradient
        for pixels, d_pixels in zip(self._places(self._x), self._places(dx), strict=True):
            np.equal(pixels, self._y, out=won)
            np.multiply(left, won, out=share)
            d_pixels += share
            left -= share
        return self.margins.crop(dx)


class AvgPool(Pool):
    """The mean of each window, ``(C, H, W, N)`` to ``(C, oh, ow, N)``."""

    kind = "avgpool"

    def forward(self, x: Floats, training: bool = False) -> Floats:
        x = self.margins.pad(x, self.scratch, self.pad_value)
        self._padded_shape = x.shape
        y = self.scratch.zeros("y", (*self.output_shape, x.shape[-1]), x.dtype)
        for pixels in self._places(x):
            y += pixels
        y *= y.dtype.type(1 / self._area)
        return y

    def backward(self, dy: Floats) -> Floats:
        share = self.scratch.get("share", dy.shape, dy.dtype)
        dx = self.scratch.zeros("dx", self._padded_shape, dy.dtype)
        np.multiply(dy, dy.dtype.type(1 / self._area), out=share)
        for d_pixels in self._places(dx):
            d_pixels += share
        return self.margins.crop(dx)

    @property
    def _area(self) -> int:
        return self.kernel_size[0] * self.kernel_size[1]
