"""A simple recurrent layer that reads an image row by row, like text."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats, Shape
from cnn.checks import require_count, require_name
from cnn.fast.threads import one_blas_thread
from cnn.initialisers import INITIALISERS
from cnn.layers.base import Config, Layer


class RowRNN(Layer):
    """Reads the rows from top to bottom; the output is the final hidden state.

    ``h_t = tanh(input_weight · row_t + memory_weight · h_(t-1) + bias)`` with ``h_0 = 0`` (Elman,
    "Finding Structure in Time", 1990).
    ``(C, H, W, N)`` to ``(units, N)``; a row is ``C·W`` numbers, channel by channel. The
    contributions of all rows are one product; only the recurrence is computed step by step.

    Args:
        units: the size of the hidden state.
        initialiser: a name in ``cnn.initialisers.INITIALISERS``, for the input's weight; the
            recurrent weight starts as an orthogonal matrix, which preserves the norm (Saxe et al.,
            2013).

    Parameters are ``input_weight``, ``(units, C·W)``, ``memory_weight``, ``(units, units)``, and
    ``bias``, ``(units,)``.
    """

    kind = "rowrnn"
    short_name = "rnn"

    def __init__(self, units: int, initialiser: str = "xavier_uniform") -> None:
        super().__init__()
        self.units = require_count(units, "units")
        self.initialiser = require_name(initialiser, "initialiser", INITIALISERS)

    def config(self) -> Config:
        return {"kind": self.kind, "units": self.units, "initialiser": self.initialiser}

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        channels, self._steps, width = self.image_shape(shape)
        self._width = width
        inputs, units = channels * width, self.units
        draw = self.initialiser
        self.input_weight = self.random_parameter(
            "input_weight", (units, inputs), (inputs, units), draw, rng
        )
        self.memory_weight = self.random_parameter(
            "memory_weight", (units, units), (units, units), draw, rng
        )
        with one_blas_thread():  # two threads are thirty times slower while the other core is busy
            self.memory_weight.value[:] = np.linalg.qr(rng.normal(size=(units, units)))[0]
        self.bias = self.constant_parameter("bias", (units,))
        self.parameters = (self.input_weight, self.memory_weight, self.bias)
        return (units,)

    def forward(self, x: Floats, training: bool = False) -> Floats:
        channels, steps, width, count = x.shape
        rows = self.scratch.get("rows", (channels, width, steps, count), x.dtype)
        np.copyto(rows, x.swapaxes(1, 2))
        self._rows = rows.reshape(channels * width, steps * count)
        sums = self.scratch.get("sums", (self.units, steps * count), x.dtype)
        np.matmul(self.input_weight.value, self._rows, out=sums)
        sums += self.bias.value[:, None]
        sums = sums.reshape(self.units, steps, count)
        # memory[t] is h_t, so memory[:-1] is the start of each step
        self._memory = self.scratch.zeros("memory", (steps + 1, self.units, count), x.dtype)
        for t in range(steps):
            np.matmul(self.memory_weight.value, self._memory[t], out=self._memory[t + 1])
            self._memory[t + 1] += sums[:, t]
            np.tanh(self._memory[t + 1], out=self._memory[t + 1])
        return self._memory[-1]

    def backward_parameters(self, dy: Floats) -> None:
        """Backpropagation through time: each step's gradient, then three products for all steps."""
        steps, units, count = self._memory.shape
        slopes = self.scratch.get("slopes", (steps - 1, units, count), dy.dtype)
        np.multiply(self._memory[1:], self._memory[1:], out=slopes)
        np.subtract(1, slopes, out=slopes)
        deltas = self.scratch.get("deltas", (units, steps - 1, count), dy.dtype)
        dh = self.scratch.get("dh", (units, count), dy.dtype)
        np.copyto(dh, dy)
        for t in reversed(range(steps - 1)):
            np.multiply(dh, slopes[t], out=deltas[:, t])
            np.matmul(self.memory_weight.value.T, deltas[:, t], out=dh)
        self._deltas = deltas.reshape(units, -1)
        before = self.scratch.get("before", deltas.shape, dy.dtype)
        np.copyto(before, self._memory[:-1].swapaxes(0, 1))
        np.matmul(self._deltas, self._rows.T, out=self.input_weight.grad)
        np.matmul(self._deltas, before.reshape(units, -1).T, out=self.memory_weight.grad)
        np.sum(self._deltas, axis=1, out=self.bias.grad)

    def backward(self, dy: Floats) -> Floats:
        self.backward_parameters(dy)
        shape = (self._rows.shape[0], self._deltas.shape[1])
        dx = self.scratch.get("dx", shape, dy.dtype)
        np.matmul(self.input_weight.value.T, self._deltas, out=dx)
        return dx.reshape(-1, self._width, self._steps, dy.shape[-1]).swapaxes(1, 2)
