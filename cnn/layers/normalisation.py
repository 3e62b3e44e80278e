"""Batch normalisation."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats, Shape
from cnn.checks import require_number
from cnn.layers.base import Config, Layer


class BatchNorm(Layer):
    """Normalises each channel to mean 0 and variance 1 over the minibatch, then scales and shifts
    it.

    Ioffe and Szegedy, "Batch Normalization", 2015. In training it uses the mean and variance of the
    minibatch, over all pixels and images of a channel, and updates the running ones, which it uses
    in inference. If the minibatch is split into shards, their sums are added up.

    Args:
        momentum: the weight of the latest minibatch in the running statistics.
        epsilon: added to the variance.

    Parameters are ``scale`` and ``shift``, ``(C,)``; statistics are ``mean`` and ``variance``,
    ``(C,)``, the variance with the denominator ``n - 1``, as in PyTorch.
    """

    kind = "batchnorm"
    needs_whole_batch = True

    def __init__(self, momentum: float = 0.1, epsilon: float = 1e-5) -> None:
        super().__init__()
        self.momentum = require_number(momentum, "momentum")
        self.epsilon = require_number(epsilon, "epsilon")
        if not 0 < momentum <= 1:
            raise ValueError(f"momentum must be over 0 and at most 1, not {momentum}")
        if not epsilon > 0:
            raise ValueError(f"epsilon must be over 0, not {epsilon}")

    def config(self) -> Config:
        return {"kind": self.kind, "momentum": self.momentum, "epsilon": self.epsilon}

    def _build(self, shape: Shape, rng: np.random.Generator) -> Shape:
        self.scale = self.constant_parameter("scale", shape[:1], 1.0)
        self.shift = self.constant_parameter("shift", shape[:1])
        self.parameters = (self.scale, self.shift)
        self.mean = np.zeros(shape[0], np.float32)
        self.variance = np.ones(shape[0], np.float32)
        self.needs_two_images = math.prod(shape[1:]) == 1  # otherwise every pixel counts
        self.statistics = {"mean": self.mean, "variance": self.variance}
        return shape

    def forward(self, x: Floats, training: bool = False) -> Floats:
        flat = x.reshape(x.shape[0], -1)  # the batch is last, so a channel is one row
        centred = self.scratch.get("centred", flat.shape, x.dtype)
        y = self.scratch.get("y", flat.shape, x.dtype)
        self._trained = training
        mean, variance = self.mean, self.variance
        if training:
            totals = self.sum_over_shards(np.append(flat.sum(axis=1), x.dtype.type(flat.shape[1])))
            self._count = float(totals[-1])
            mean = np.divide(totals[:-1], self._count, out=self._per_channel("mean", x.dtype))
        np.subtract(flat, mean[:, None], out=centred)
        if training:
            np.multiply(centred, centred, out=y)
            squares = self.sum_over_shards(y.sum(axis=1))
            variance = np.divide(squares, self._count, out=self._per_channel("variance", x.dtype))
            self._remember(mean, variance, self._count)
        self._inverse = self._per_channel("inverse", x.dtype)
        np.add(variance, x.dtype.type(self.epsilon), out=self._inverse)
        np.sqrt(self._inverse, out=self._inverse)
        np.divide(1, self._inverse, out=self._inverse)
        self._normal = np.multiply(centred, self._inverse[:, None], out=centred)
        np.multiply(self._normal, self.scale.value[:, None], out=y)
        y += self.shift.value[:, None]
        return y.reshape(x.shape)

    def _remember(self, mean: Floats, variance: Floats, count: float) -> None:
        if count < 2:
            raise self.error("a minibatch of one number per channel has no variance")
        unbiased = self._per_channel("unbiased", variance.dtype)
        np.multiply(variance, count / (count - 1), out=unbiased)
        change = self._per_channel("change", np.float32)
        for remembered, new in ((self.mean, mean), (self.variance, unbiased)):
            np.subtract(new, remembered, out=change, casting="same_kind")
            change *= np.float32(self.momentum)
            remembered += change

    def _per_channel(self, name: str, dtype: npt.DTypeLike) -> Floats:
        return self.scratch.get(name, self.mean.shape, dtype)

    def backward_parameters(self, dy: Floats) -> None:
        flat = dy.reshape(dy.shape[0], -1)
        products = self.scratch.get("products", flat.shape, dy.dtype)
        np.multiply(flat, self._normal, out=products)
        np.sum(products, axis=1, out=self.scale.grad)
        np.sum(flat, axis=1, out=self.shift.grad)

    def backward(self, dy: Floats) -> Floats:
        """The batch's mean and variance depend on every ``x``, which adds two terms to the scaling.

        ``dx = scale / deviation · (dy - mean(dy) - n · mean(dy · n))``, where ``n`` is the
        normalised input.
        """
        self.backward_parameters(dy)
        flat = dy.reshape(dy.shape[0], -1)
        dx = self.scratch.get("dx", flat.shape, dy.dtype)
        if self._trained:
            sums = np.concatenate([self.scale.grad, self.shift.grad])
            scale_share, shift_share = np.split(self.sum_over_shards(sums) / self._count, 2)
            np.multiply(self._normal, -scale_share[:, None], out=dx)
            dx += flat
            dx -= shift_share[:, None]
        else:
            np.copyto(dx, flat)
        slope = self._per_channel("slope", dy.dtype)
        np.multiply(self.scale.value, self._inverse, out=slope)
        dx *= slope[:, None]
        return dx.reshape(dy.shape)
