"""Initial weights: random, with a variance that preserves the signal's from layer to layer.

``fan_in`` is the number of inputs in each output's sum (``C·kh·kw`` for a convolution), ``fan_out``
the number of outputs that each input contributes to.

Kaiming: He et al., "Delving Deep into Rectifiers", 2015: a ReLU zeroes half of its inputs, so the
variance is ``2 / fan_in``. Xavier: Glorot and Bengio, "Understanding the difficulty of training
deep feedforward neural networks", 2010: ``2 / (fan_in + fan_out)``, for sigmoid and tanh.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnn.arrays import Floats, Shape

Initialiser = Callable[[Shape, int, int, np.random.Generator], Floats]


def _normal(shape: Shape, variance: float, rng: np.random.Generator) -> Floats:
    return rng.normal(0.0, np.sqrt(variance), shape)


def _uniform(shape: Shape, variance: float, rng: np.random.Generator) -> Floats:
    bound = np.sqrt(3.0 * variance)  # the variance of U(-a, a) is a²/3
    return rng.uniform(-bound, bound, shape)


def kaiming_normal(shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Floats:
    """Normal, variance ``2 / fan_in``."""
    return _normal(shape, 2.0 / fan_in, rng)


def kaiming_uniform(shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Floats:
    """Uniform, variance ``2 / fan_in``."""
    return _uniform(shape, 2.0 / fan_in, rng)


def xavier_normal(shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Floats:
    """Normal, variance ``2 / (fan_in + fan_out)``."""
    return _normal(shape, 2.0 / (fan_in + fan_out), rng)


def xavier_uniform(shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Floats:
    """Uniform, variance ``2 / (fan_in + fan_out)``."""
    return _uniform(shape, 2.0 / (fan_in + fan_out), rng)


INITIALISERS: dict[str, Initialiser] = {
    "kaiming_normal": kaiming_normal,
    "kaiming_uniform": kaiming_uniform,
    "xavier_normal": xavier_normal,
    "xavier_uniform": xavier_uniform,
}
