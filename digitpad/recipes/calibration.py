"""Calibrated probabilities.

A network that is right 99 times in 100 often says "0.999". Dividing the logits by one number, the
temperature, corrects that and changes no answer (C. Guo and others, "On calibration of modern
neural networks", 2017). As the last layer is linear, its weights and bias are divided once, and the
file format does not have to change.
"""

from __future__ import annotations

import numpy as np

import cnn
from cnn.arrays import Floats, Integers
from cnn.losses import softmax_cross_entropy

BINS = 15


def best_temperature(logits: Floats, labels: Integers) -> float:
    """The temperature with the smallest mean cross-entropy of ``(N, classes)`` logits."""
    temperatures = np.exp(np.linspace(np.log(0.25), np.log(4), 161))
    losses = [softmax_cross_entropy(logits.T / t, labels)[0] for t in temperatures]
    return float(temperatures[int(np.argmin(losses))])


def expect_less(network: cnn.Network, label: int, factor: float) -> None:
    """Make the answer `label` less likely than all others, by this factor.

    A network learns how common each class is. This corrects it if a class is rarer in use than in
    training.
    """
    _last(network).bias.value[label] -= np.float32(np.log(factor))


def divide_logits(network: cnn.Network, temperature: float) -> None:
    """Divide the network's logits by this factor, in its last layer.

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
    """The mean difference between the winner's probability and its accuracy; 0 is perfect."""
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
    gaps = np.bincount(bins, right - sure.astype(np.float64), BINS)
    return float(np.abs(gaps).sum() / len(labels))
