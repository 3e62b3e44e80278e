"""Dropout."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats
from cnn.checks import require_number
from cnn.layers.base import Config, Layer


class Dropout(Layer):
    """In training, sets a random share of the numbers to 0, and scales the others up to compensate.

    Srivastava et al., "Dropout", 2014. In inference it does nothing.

    Args:
        rate: the share that is set to 0, 0 .. 1, 1 excluded.
    """

    kind = "dropout"
    is_random = True

    def __init__(self, rate: float = 0.5) -> None:
        super().__init__()
        self.rate = require_number(rate, "rate")
        self._rng = np.random.default_rng(0)
        if not 0 <= rate < 1:
            raise ValueError(f"rate must be at least 0 and below 1, not {rate}")

    def config(self) -> Config:
        return {"kind": self.kind, "rate": self.rate}

    def reseed(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._training = training
        if not training:
            return x
        self._factors = self.scratch.get("factors", x.shape, x.dtype)
        draws = self.scratch.get("draws", x.shape, np.float32)
        self._rng.random(dtype=np.float32, out=draws)
        np.greater_equal(draws, self.rate, out=self._factors)
        self._factors *= x.dtype.type(1 / (1 - self.rate))
        y = self.scratch.get("y", x.shape, x.dtype)
        return np.multiply(x, self._factors, out=y)

    def backward(self, dy: Floats) -> Floats:
        if not self._training:
            return dy
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        return np.multiply(dy, self._factors, out=dx)
