"""How a gradient moves the parameters."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats, Scratch


class SGD:
    """Stochastic gradient descent with momentum (Polyak, 1964), as PyTorch writes it.

    ``v = momentum · v + gradient``, then ``values -= rate · v``.

    Args:
        momentum: how much of the last step goes on, 0 .. 1.
    """

    def __init__(self, momentum: float = 0.9) -> None:
        self._momentum = momentum
        self._velocity: Floats | None = None
        self._scratch = Scratch()

    def step(self, values: Floats, gradients: Floats, rate: float) -> None:
        """Move all parameters, one long vector, once against their gradients, in place."""
        if self._velocity is None:
            self._velocity = np.zeros_like(values)
        self._velocity *= values.dtype.type(self._momentum)
        self._velocity += gradients
        move = self._scratch.get("move", values.shape, values.dtype)
        np.multiply(self._velocity, values.dtype.type(rate), out=move)
        values -= move
