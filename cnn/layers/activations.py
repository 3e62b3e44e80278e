"""Activations: functions of a single number, and softmax over a column.

Each backward pass needs only the slope, expressed by the output if that is shorter: ``y·(1 - y)``
for the sigmoid, ``1 - y²`` for tanh, ``y + alpha`` for ELU's left half.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cnn.arrays import Bools, Floats, Scratch, Shape
from cnn.checks import require_number
from cnn.layers.base import Config, Layer
from cnn.losses import softmax


class ReLU(Layer):
    """``max(x, 0)``; its slope at 0 is 0."""

    kind = "relu"

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._y = self.scratch.get("y", x.shape, x.dtype)
        return np.maximum(x, 0, out=self._y)

    def backward(self, dy: Floats) -> Floats:
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        return np.multiply(dy, _positive(self._y, self.scratch), out=dx)


class LeakyReLU(Layer):
    """``x`` where it is positive, otherwise ``slope · x`` (Maas et al., 2013)."""

    kind = "leakyrelu"

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__()
        self.slope = require_number(slope, "slope")

    def config(self) -> Config:
        return {"kind": self.kind, "slope": self.slope}

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._x = x
        y = self.scratch.get("y", x.shape, x.dtype)
        np.multiply(x, x.dtype.type(self.slope), out=y)
        np.copyto(y, x, where=_positive(x, self.scratch))
        return y

    def backward(self, dy: Floats) -> Floats:
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        np.multiply(dy, dy.dtype.type(self.slope), out=dx)
        np.copyto(dx, dy, where=_positive(self._x, self.scratch))
        return dx


class PReLU(Layer):
    """A leaky ReLU with a learned ``slope``, one for all channels (He et al., 2015)."""

    kind = "prelu"

    def __init__(self, slope: float = 0.25) -> None:
        super().__init__()
        self.start = require_number(slope, "slope")

    def config(self) -> Config:
        return {"kind": self.kind, "slope": self.start}

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        self.slope = self.constant_parameter("slope", (1,), self.start)
        self.parameters = (self.slope,)
        return shape

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._x = x
        y = self.scratch.get("y", x.shape, x.dtype)
        np.multiply(x, self.slope.value, out=y)
        np.copyto(y, x, where=_positive(x, self.scratch))
        return y

    def backward(self, dy: Floats) -> Floats:
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        np.minimum(self._x, 0, out=dx)
        dx *= dy
        self.slope.grad[0] = dx.sum()
        np.multiply(dy, self.slope.value, out=dx)
        np.copyto(dx, dy, where=_positive(self._x, self.scratch))
        return dx


class ELU(Layer):
    """``x`` where it is positive, otherwise ``alpha·(exp(x) - 1)`` (Clevert et al., 2015)."""

    kind = "elu"
    scale: ClassVar[float] = 1.0

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = require_number(alpha, "alpha")

    def config(self) -> Config:
        return {"kind": self.kind, "alpha": self.alpha}

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._x = x
        self._y = self.scratch.get("y", x.shape, x.dtype)
        np.minimum(x, 0, out=self._y)
        np.expm1(self._y, out=self._y)
        self._y *= x.dtype.type(self.alpha * self.scale)
        positive = _positive(x, self.scratch)
        np.multiply(x, x.dtype.type(self.scale), out=self._y, where=positive)
        return self._y

    def backward(self, dy: Floats) -> Floats:
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        np.add(self._y, dy.dtype.type(self.alpha * self.scale), out=dx)
        np.copyto(dx, dy.dtype.type(self.scale), where=_positive(self._x, self.scratch))
        dx *= dy
        return dx


class SELU(ELU):
    """An ELU whose two constants preserve mean 0 and variance 1 (Klambauer et al., 2017)."""

    kind = "selu"
    scale = 1.0507009873554805

    def __init__(self) -> None:
        super().__init__(alpha=1.6732632423543772)

    def config(self) -> Config:
        return {"kind": self.kind}


class Sigmoid(Layer):
    """``1 / (1 + exp(-x))``, as ``(1 + tanh(x/2)) / 2``, which never overflows."""

    kind = "sigmoid"

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._y = self.scratch.get("y", x.shape, x.dtype)
        half = x.dtype.type(0.5)
        np.multiply(x, half, out=self._y)
        np.tanh(self._y, out=self._y)
        self._y += 1
        self._y *= half
        return self._y

    def backward(self, dy: Floats) -> Floats:
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        np.subtract(1, self._y, out=dx)
        dx *= self._y
        dx *= dy
        return dx


class Tanh(Layer):
    """The hyperbolic tangent."""

    kind = "tanh"

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._y = self.scratch.get("y", x.shape, x.dtype)
        return np.tanh(x, out=self._y)

    def backward(self, dy: Floats) -> Floats:
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        np.multiply(self._y, self._y, out=dx)
        np.subtract(1, dx, out=dx)
        dx *= dy
        return dx


class Softmax(Layer):
    """Probabilities over the first axis (features or channels): positive, with sum 1.

    A network does not need it as its last layer: the loss "softmax_cross_entropy" and
    ``Network.probabilities`` take logits.
    """

    kind = "softmax"

    def forward(self, x: Floats, training: bool = False) -> Floats:
        self._y = softmax(x, self.scratch)
        return self._y

    def backward(self, dy: Floats) -> Floats:
        dx = self.scratch.get("dx", dy.shape, dy.dtype)
        np.multiply(self._y, dy, out=dx)
        shares = self.scratch.get("shares", dy.shape, dy.dtype)
        np.multiply(self._y, dx.sum(axis=0), out=shares)
        dx -= shares
        return dx


def _positive(x: Floats, scratch: Scratch) -> Bools:
    """Where ``x`` is above 0, in reused memory."""
    positive = scratch.get("positive", x.shape, np.bool_)
    return np.greater(x, 0, out=positive)
