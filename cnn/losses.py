"""Losses: each is a number for a batch and its gradient with respect to the network's output.

Every loss is a *sum* over the images, not a mean, so that the parts of a minibatch add up; divide
both by the batch size for a mean. Outputs are ``(classes, N)``, targets the labels ``(N,)`` or, for
losses that compare numbers, any array like the outputs.

A gradient is stored in ``scratch``, if given, and is valid until the next call with it. Arrays with
one number per image are left to NumPy, which caches blocks of that size itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats, Integers, Scratch

Targets = npt.NDArray[Any]

TINY = 1e-7  # keeps probabilities away from 0 and 1, where the logarithm is infinite


class Loss(Protocol):
    """A loss: outputs and targets to the summed loss and its gradient, ``(classes, N)``."""

    def __call__(
        self, outputs: Floats, targets: Targets, scratch: Scratch | None = None, /
    ) -> tuple[float, Floats]: ...


def softmax(logits: Floats, scratch: Scratch | None = None) -> Floats:
    """Probabilities, ``(classes, N)``: ``exp(z) / sum(exp(z))`` down each column.

    The largest logit is subtracted first, which changes nothing but prevents overflow in ``exp``.
    """
    powers = (scratch or Scratch()).like("powers", logits)
    np.subtract(logits, logits.max(axis=0), out=powers)
    np.exp(powers, out=powers)
    powers /= powers.sum(axis=0)
    return powers


def softmax_cross_entropy(
    logits: Floats, labels: Integers, scratch: Scratch | None = None
) -> tuple[float, Floats]:
    """``-log p(label)`` with ``p = softmax(logits)``.

    Its gradient for the logits is ``p - y``, with ``y`` 1 at the label and 0 elsewhere, as the
    first article derives.
    """
    scratch = scratch or Scratch()
    shifted, powers = scratch.like("shifted", logits), scratch.like("powers", logits)
    np.subtract(logits, logits.max(axis=0), out=shifted)
    np.exp(shifted, out=powers)
    totals = powers.sum(axis=0)
    columns = np.arange(labels.size)
    loss = float((np.log(totals) - shifted[labels, columns]).sum())
    powers /= totals
    powers[labels, columns] -= 1
    return loss, powers


def cross_entropy(
    probabilities: Floats, labels: Integers, scratch: Scratch | None = None
) -> tuple[float, Floats]:
    """``-log p(label)`` for a network whose last layer is a softmax."""
    gradient = (scratch or Scratch()).like("gradient", probabilities)
    gradient.fill(0)
    columns = np.arange(labels.size)
    chosen = np.maximum(probabilities[labels, columns], TINY)
    gradient[labels, columns] = -1 / chosen
    return -float(np.log(chosen).sum()), gradient


def binary_cross_entropy(
    probabilities: Floats, targets: Targets, scratch: Scratch | None = None
) -> tuple[float, Floats]:
    """``-(y·log p + (1 - y)·log(1 - p))`` over all outputs, each an independent yes or no.

    For outputs in 0 .. 1 (sigmoid or softmax); the third article trains with it.
    """
    scratch = scratch or Scratch()
    y = _as_one_hot(targets, probabilities, scratch)
    p = np.clip(probabilities, TINY, 1 - TINY, out=scratch.like("clipped", probabilities))
    yes = np.log(p, out=scratch.like("yes", p))
    yes *= y
    no = np.negative(p, out=scratch.like("no", p))
    np.log1p(no, out=no)
    no *= np.subtract(1, y, out=scratch.like("factors", p))
    yes += no
    loss = -float(yes.sum())
    gradient = np.subtract(p, y, out=scratch.like("gradient", p))
    slopes = np.subtract(1, p, out=scratch.like("factors", p))
    slopes *= p
    gradient /= slopes
    return loss, gradient


def mean_squared_error(
    outputs: Floats, targets: Targets, scratch: Scratch | None = None
) -> tuple[float, Floats]:
    """The mean over the outputs of ``(output - target)²``."""
    scratch = scratch or Scratch()
    y = _as_one_hot(targets, outputs, scratch)
    difference = np.subtract(outputs, y, out=scratch.like("difference", outputs))
    squares = np.multiply(difference, difference, out=scratch.like("squares", outputs))
    share = outputs.dtype.type(1 / len(outputs))
    loss = float(squares.sum() * share)
    return loss, np.multiply(difference, 2 * share, out=difference)


def _as_one_hot(targets: Targets, outputs: Floats, scratch: Scratch) -> Targets:
    """Labels ``(N,)`` as one-hot columns; arrays shaped like the outputs are returned unchanged."""
    if targets.shape == outputs.shape:
        return targets
    hot = scratch.like("one hot", outputs)
    hot.fill(0)
    hot[targets, np.arange(len(targets))] = 1
    return hot


LOSSES: Mapping[str, Loss] = {
    "softmax_cross_entropy": softmax_cross_entropy,
    "cross_entropy": cross_entropy,
    "binary_cross_entropy": binary_cross_entropy,
    "mean_squared_error": mean_squared_error,
}
