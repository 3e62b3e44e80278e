"""Probabilities that mean what they say.

A network that is right 99 times in 100 says "0.999" far too often. Dividing the logits by one
number, the temperature, cures that and changes no answer (C. Guo and others, "On calibration of
modern neural networks", 2017). As the last layer is linear, the division is done once and for all
to its weights and bias: nothing has to be stored, and no file format has to know.
"""

from __future__ import annotations

import numpy as np

import cnn
from cnn.arrays import Floats, Integers
from cnn.losses import softmax_cross_entropy

BINS = 15


def best_temperature(logits: Floats, labels: Integers) -> float:
    """The temperature at which the mean cross-entropy of ``(N, classes)`` logits is least."""
    temperatures = np.exp(np.linspace(np.log(0.25), np.log(4), 161))
    losses = [softmax_cross_entropy(logits.T / t, labels)[0] for t in temperatures]
    return float(temperatures[int(np.argmin(losses))])


def expect_less(network: cnn.Network, label: int, factor: float) -> None:
    """Make every answer `label` by this factor less likely, against all others.

    A network learns how common each class is. Where one is rarer in use than it was in training,
    this puts it right.
    """
    _last(network).bias.value[label] -= np.float32(np.log(factor))


def divide_logits(network: cnn.Network, temperature: float) -> None:
    """Make the network's logits smaller by this factor, in its last layer.

    Raises:
        ValueError: the last layer is not dense.
    """
    for parameter in _last(network).parameters:
        parameter.value /= np.float32(temperature)


def _last(network: cnn.Network) -> cnn.Dense:
    last = network.layers[-1]
    if not isinstance(last, cnn.Dense):
        raise ValueError(f"the last layer, {last.name}, is not dense: its logits cannot be changed")
    return last


def expected_calibration_error(probabilities: Floats, labels: Integers) -> float:
    """How far, on average, the winner's probability is from how often it is right; 0 is perfect."""
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
    gaps = np.bincount(bins, right - sure.astype(np.float64), BINS)
    return float(np.abs(gaps).sum() / len(labels))
