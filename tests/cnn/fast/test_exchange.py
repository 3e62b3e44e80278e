from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import numpy as np

from cnn.fast.exchange import Exchange, between_threads


def test_both_sides_get_the_same_sums_even_if_one_is_ahead() -> None:
    first, second, _ = between_threads(3)
    sums: dict[int, list[float]] = {0: [], 1: []}

    def side(number: int, exchange: Exchange, vectors: Callable[[int], np.ndarray]) -> None:
        for turn in range(50):
            sums[number] += exchange.add(vectors(turn)).tolist()

    one = Thread(target=side, args=(0, first, lambda turn: np.array([turn, 1.5], np.float32)))
    two = Thread(target=side, args=(1, second, lambda turn: np.array([2 * turn, -1], np.float32)))
    for thread in (one, two):
        thread.start()
    for thread in (one, two):
        thread.join(20)
    assert sums[0] == sums[1] == [number for turn in range(50) for number in (3 * turn, 0.5)]


def test_the_sum_has_the_vectors_type() -> None:
    memory = np.zeros((2, 2, 4))
    memory[0, 1, :2] = 1, 2
    total = Exchange(memory, 0, lambda: None).add(np.array([10, 20], np.float32))
    assert total.dtype == np.float32
    np.testing.assert_array_equal(total, [11, 22])
