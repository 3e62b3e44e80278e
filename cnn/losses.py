"""What training makes small: a number for a batch, and its gradient for the network's output.

Every loss is a *sum* over the images and not a mean, so that the parts of a minibatch add up; who
averages divides both. Outputs are ``(classes, N)``, targets the labels ``(N,)`` or, for the losses
that compare numbers, any array like the outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats, Integers

Targets = npt.NDArray[Any]
Loss = Callable[[Floats, Targets], tuple[float, Floats]]

TINY = 1e-7  # probabilities are kept this far from 0 and 1, where the logarithm ends


def softmax(logits: Floats) -> Floats:
    """Probabilities, ``(classes, N)``: ``exp(z) / sum(exp(z))`` down each column.

    The largest logit is taken off first, which changes nothing but keeps ``exp`` from overflowing.
    """
    powers = np.exp(logits - logits.max(axis=0))
    return powers / powers.sum(axis=0)


def softmax_cross_entropy(logits: Floats, labels: Integers) -> tuple[float, Floats]:
    """``-log p(label)`` with ``p = softmax(logits)``.

    Its gradient for the logits is ``p - y``, with ``y`` 1 at the label and 0 elsewhere, as the
    first article derives.
    """
    shifted = logits - logits.max(axis=0)
    powers = np.exp(shifted)
    totals = powers.sum(axis=0)
    columns = np.arange(labels.size)
    loss = float((np.log(totals) - shifted[labels, columns]).sum())
    powers /= totals
    powers[labels, columns] -= 1
    return loss, powers


def cross_entropy(probabilities: Floats, labels: Integers) -> tuple[float, Floats]:
    """``-log p(label)`` for a network whose last layer is a softmax."""
    columns = np.arange(labels.size)
    chosen = np.maximum(probabilities[labels, columns], TINY)
    gradient = np.zeros_like(probabilities)
    gradient[labels, columns] = -1 / chosen
    return -float(np.log(chosen).sum()), gradient


def binary_cross_entropy(probabilities: Floats, targets: Targets) -> tuple[float, Floats]:
    """``-(y·log p + (1 - y)·log(1 - p))`` over all outputs, each a yes or no of its own.

    For outputs in 0 .. 1 (a sigmoid or softmax); the third article trains with it.
    """
    y = as_one_hot(targets, probabilities)
    p = np.clip(probabilities, TINY, 1 - TINY)
    loss = -float((y * np.log(p) + (1 - y) * np.log1p(-p)).sum())
    return loss, ((p - y) / (p * (1 - p))).astype(probabilities.dtype)


def mean_squared_error(outputs: Floats, targets: Targets) -> tuple[float, Floats]:
    """The mean over the outputs of ``(output - target)²``."""
    difference = outputs - as_one_hot(targets, outputs)
    share = outputs.dtype.type(1 / len(outputs))
    return float((difference * difference).sum() * share), difference * (2 * share)


def as_one_hot(targets: Targets, like: Floats) -> Floats:
    """Labels ``(N,)`` as columns with a 1 at the label; what is like the outputs stays as it is."""
    if targets.shape == like.shape:
        return targets.astype(like.dtype, copy=False)
    hot = np.zeros_like(like)
    hot[targets, np.arange(len(targets))] = 1
    return hot


LOSSES: Mapping[str, Loss] = {
    "softmax_cross_entropy": softmax_cross_entropy,
    "cross_entropy": cross_entropy,
    "binary_cross_entropy": binary_cross_entropy,
    "mean_squared_error": mean_squared_error,
}
