"""A network's answers for many images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import cnn
from cnn.arrays import Floats, Integers
from digitpad.reading.verdict import judge

Flags = np.ndarray[Any, np.dtype[np.bool_]]
NONE = -1
"""The label of images that are no digit."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Labels (`NONE` for no digit), whether the network was sure, its probabilities."""

    labels: Integers
    sure: Flags
    probabilities: Floats


def ask(network: cnn.Network, images: Floats) -> Answers:
    """Reads ``(N, 28, 28)``."""
    return judged(network.probabilities(images[:, None]))


def judged(probabilities: Floats) -> Answers:
    """The answers for ``(N, 10)`` or ``(N, 11)`` probabilities."""
    verdicts = [judge(row) for row in probabilities]
    labels = [NONE if verdict.label is None else verdict.label for verdict in verdicts]
    sure = [verdict.state == "digit" for verdict in verdicts]
    return Answers(np.array(labels), np.array(sure), probabilities)


def share(flags: Flags) -> float:
    return float(np.mean(flags))
