"""The history of a training."""

from __future__ import annotations

import pytest

from digitpad.models.history import MAX_BINS, LossHistory


def test_a_short_training_keeps_every_loss() -> None:
    history = LossHistory(batches_per_epoch=4, epochs=2)
    for loss in (2.0, 1.0, 0.5):
        history.add(loss)
    assert history.points() == ([0.125, 0.375, 0.625], [2.0, 1.0, 0.5])


def test_a_long_training_is_averaged_and_never_gets_longer() -> None:
    batches, epochs = 782, 100
    history = LossHistory(batches, epochs)
    for i in range(batches * epochs):
        history.add(float(i))
    where, losses = history.points()
    assert len(losses) <= MAX_BINS
    assert where == sorted(where)
    assert 0 < where[0] < where[-1] < epochs
    assert losses[0] == pytest.approx(where[0] * batches, abs=1)


def test_a_bin_that_is_not_full_is_the_mean_of_what_it_has() -> None:
    history = LossHistory(batches_per_epoch=MAX_BINS * 2, epochs=1)
    for loss in (1.0, 3.0, 8.0):
        history.add(loss)
    assert history.points()[1] == [2.0, 8.0]
