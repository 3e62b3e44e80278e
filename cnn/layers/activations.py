"""Activations: one function of every number by itself."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats
from cnn.layers.base import Layer


class ReLU(Layer):
    """``max(x, 0)``; its slope at 0 is 0."""

    kind = "relu"

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._y = self.scratch.get("y", x.shape, x.dtype)
        return np.maximum(x, 0, out=self._y)

    def backward(self, dy: Floats) -> Floats:
        positive = self.scratch.get("positive", dy.shape, np.bool_)
        np.greater(self._y, 0, out=positive)
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        return np.multiply(dy, positive, out=dx)
