"""Global pooling: one number for each map."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.layers.base import Layer


class GlobalPool(Layer):
    """The base class: ``(C, H, W, N)`` to ``(C, N)``."""

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        channels, *self._size = self.image_shape(shape)
        return (channels,)

    def _pixels(self, x: Floats) -> Floats:
        """``(C, H·W, N)``, a view."""
        return x.reshape(x.shape[0], -1, x.shape[-1])

    def _image(self, pixels: Floats) -> Floats:
        return pixels.reshape(pixels.shape[0], *self._size, pixels.shape[-1])


class GlobalAvgPool(GlobalPool):
    """The mean of each map (Lin et al., "Network in Network", 2013)."""

    kind = "globalavgpool"

    def forward(self, x: Floats, training: bool = False) -> Floats:
        y = self.scratch.get("y", (x.shape[0], x.shape[-1]), x.dtype)
        return np.mean(self._pixels(x), axis=1, out=y)

    def backward(self, dy: Floats) -> Floats:
        area = self._size[0] * self._size[1]
        dx = self.scratch.get("dx", (dy.shape[0], area, dy.shape[1]), dy.dtype)
        np.divide(dy[:, None], area, out=dx)
        return self._image(dx)


class GlobalMaxPool(GlobalPool):
    """The largest number of each map; of equal ones the first gets the gradient."""

    kind = "globalmaxpool"

    def forward(self, x: Floats, training: bool = False) -> Floats:
        pixels = self._pixels(x)
        self._largest = pixels.argmax(axis=1)[:, None]
        return np.take_along_axis(pixels, self._largest, axis=1)[:, 0]

    def backward(self, dy: Floats) -> Floats:
        area = self._size[0] * self._size[1]
        dx = self.scratch.zeros("dx", (dy.shape[0], area, dy.shape[1]), dy.dtype)
        np.put_along_axis(dx, self._largest, dy[:, None], axis=1)
        return self._image(dx)
