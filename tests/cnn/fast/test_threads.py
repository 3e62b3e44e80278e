"""One BLAS thread, and the previous number afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from cnn import Dataset, TrainingSettings, one_blas_thread, preset, train


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_one_blas_thread_while_training_and_as_before_after() -> None:
    data = Dataset(np.zeros((64, 28, 28), np.uint8), np.zeros(64, np.uint8))
    before = threads()
    events = train(preset("lenet", np.random.default_rng(0)), data, None, TrainingSettings())
    next(events)
    assert threads() == {1}
    events.close()
    assert threads() == before


def test_the_last_one_out_lifts_the_limit_of_blas_threads() -> None:
    before = threads()
    one, two = one_blas_thread(), one_blas_thread()
    one.__enter__()
    two.__enter__()
    one.__exit__(None, None, None)
    assert threads() == {1}
    two.__exit__(None, None, None)
    assert threads() == before


def test_the_limit_holds_in_every_thread() -> None:
    """Set in one thread, removed in another, set in a third: each product uses one BLAS thread."""

    def inside() -> set[int]:
        with one_blas_thread():
            return threads()

    before = threads()
    assert inside() == {1}
    for _ in range(3):
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(inside).result() == {1}
            assert inside() == {1}
            limit = one_blas_thread()
            pool.submit(limit.__enter__).result()
        assert threads() == {1}
        limit.__exit__(None, None, None)
        assert threads() == before


def test_an_orthogonal_start_is_made_with_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two threads, 1000 units take half a minute instead of half a second on a busy
    machine."""
    seen: list[set[int]] = []
    qr = np.linalg.qr

    def watched(matrix: np.ndarray) -> object:
        seen.append(threads())
        return qr(matrix)

    monkeypatch.setattr(np.linalg, "qr", watched)
    preset("rows", np.random.default_rng(0))
    assert seen == [{1}]
