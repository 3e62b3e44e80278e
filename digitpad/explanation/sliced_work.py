"""Work in slices of a few milliseconds, so that the window can handle events in between.

Rendering ink is many small steps of Python. In a thread it would hold the interpreter's lock nearly
all the time, and the window would wait for it at every step.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeVar

import numpy as np

import cnn
from cnn.arrays import Floats

Result = TypeVar("Result")
SlicedWork = Generator[None, None, Result]
"""Work that yields after every slice, and returns its result."""

AT_ONCE = 16


def finish(work: SlicedWork[Result]) -> Result:
    """The result, after running all slices."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def probabilities_of(network: cnn.Network, images: Sequence[Floats]) -> SlicedWork[Floats]:
    """The network's outputs, ``(N, classes)``, for `images`, each ``(28, 28)``."""
    parts: list[Floats] = []
    for start in range(0, len(images), AT_ONCE):
        part = np.stack(images[start : start + AT_ONCE])[:, np.newaxis]
        parts.append(network.probabilities(part))
        yield
    return np.concatenate(parts)
