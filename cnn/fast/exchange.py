"""Adds up vectors over the two shards of a minibatch while both are computed.

Each side writes its vector, waits until the other has written, and adds both in the same order, so
that both get the same bits. Two places are used in turn: a side that is ahead cannot overwrite what
the other still reads.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import numpy as np
import numpy.typing as npt

from cnn.arrays import Floats
from cnn.network import Network

Sums = npt.NDArray[np.float64]


def longest_sum(network: Network) -> int:
    """The most numbers that a network adds up at once: two for each channel, or one and a count."""
    channels = [len(value) for value in network.statistics().values()]
    return 2 * max(channels, default=0) + 1


class Exchange:
    """One side.

    Args:
        sums: the memory of both sides, ``(2 turns, 2 sides, size)``.
        side: 0 or 1.
        meet: returns when the other side has called its own as often.
    """

    def __init__(self, sums: Sums, side: int, meet: Callable[[], object]) -> None:
        self._sums = sums
        self._side = side
        self._meet = meet
        self._turn = 0

    def add(self, vector: Floats) -> Floats:
        """The sum of this vector and that of the other side, of the same length."""
        both = self._sums[self._turn, :, : len(vector)]
        self._turn = 1 - self._turn
        both[self._side] = vector
        self._meet()
        return (both[0] + both[1]).astype(vector.dtype)


def between_threads(size: int) -> tuple[Exchange, Exchange, Callable[[], None]]:
    """Both sides, for two threads, and a function that ends their waiting with an error."""
    sums, barrier = np.zeros((2, 2, size)), Barrier(2)
    return Exchange(sums, 0, barrier.wait), Exchange(sums, 1, barrier.wait), barrier.abort
