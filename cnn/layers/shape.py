"""Layers that only change the shape."""

from __future__ import annotations

import math

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.layers.base import Layer


class Flatten(Layer):
    """``(C, H, W, N)`` to ``(C·H·W, N)``."""

    kind = "flatten"

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        self._input_shape = shape
        return (math.prod(shape),)

    def forward(self, x: Floats, training: bool = False) -> Floats:
        return x.reshape(self.output_shape[0], x.shape[-1])

    def backward(self, dy: Floats) -> Floats:
        return dy.reshape(*self._input_shape, dy.shape[-1])
