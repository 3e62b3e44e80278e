"""What training makes small: a number for a batch, and its gradient for the network's output."""

from __future__ import annotations

import numpy as np

from cnn.arrays import Floats, Integers


def softmax(logits: Floats) -> Floats:
    """Probabilities, ``(classes, N)``: ``exp(z) / sum(exp(z))`` down each column.

    The largest logit is taken off first, which changes nothing but keeps ``exp`` from overflowing.
    """
    powers = np.exp(logits - logits.max(axis=0))
    return powers / powers.sum(axis=0)


def softmax_cross_entropy(logits: Floats, labels: Integers) -> tuple[float, Floats]:
    """The sum over a batch of ``-log p(label)``, and its gradient.

    A sum and not a mean, so that parts of a minibatch add up: who averages divides both.

    Args:
        logits: ``(classes, N)``.
        labels: ``(N,)`` in ``0 .. classes - 1``.

    Returns:
        The sum, and its gradient for the logits, ``(classes, N)``: ``p - y``, with ``y`` 1 at the
        label and 0 elsewhere (the first article derives it).
    """
    shifted = logits - logits.max(axis=0)
    powers = np.exp(shifted)
    totals = powers.sum(axis=0)
    columns = np.arange(labels.size)
    loss = float((np.log(totals) - shifted[labels, columns]).sum())
    powers /= totals
    powers[labels, columns] -= 1
    return loss, powers
