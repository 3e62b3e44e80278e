"""The fully connected layer."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.checks import require_count, require_name
from cnn.initialisers import INITIALISERS
from cnn.layers.base import Config, Layer


class Dense(Layer):
    """A fully connected layer: ``(in_features, N)`` to ``(out_features, N)``.

    Args:
        out_features: the number of units.
        initialiser: a name in ``cnn.initialisers.INITIALISERS``.

    Parameters are ``weight``, ``(out_features, in_features)``, and ``bias``, ``(out_features,)``.
    """

    kind = "dense"

    def __init__(self, out_features: int, initialiser: str = "kaiming_normal") -> None:
        super().__init__()
        self.out_features = require_count(out_features, "out_features")
        self.initialiser = require_name(initialiser, "initialiser", INITIALISERS)

    def config(self) -> Config:
        return {
            "kind": self.kind,
            "out_features": self.out_features,
            "initialiser": self.initialiser,
        }

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        if len(shape) != 1:
            raise self.error(f"expected a flat list of features, got shape {shape}: flatten first")
        fans = (shape[0], self.out_features)
        self.weight = self.random_parameter(
            "weight", (self.out_features, shape[0]), fans, self.initialiser, rng
        )
        self.bias = self.constant_parameter("bias", (self.out_features,))
        self.parameters = (self.weight, self.bias)
        return (self.out_features,)

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._x = x
        y = self.scratch.get("y", (self.out_features, x.shape[-1]), x.dtype)
        np.matmul(self.weight.value, x, out=y)
        y += self.bias.value[:, None]
        return y

    def backward_parameters(self, dy: Floats) -> None:
        np.matmul(dy, self._x.T, out=self.weight.grad)
        np.sum(dy, axis=1, out=self.bias.grad)

    def backward(self, dy: Floats) -> Floats:
        self.backward_parameters(dy)
        dx = self.scratch.get("dx", self._x.shape, dy.dtype)
        return np.matmul(self.weight.value.T, dy, out=dx)
