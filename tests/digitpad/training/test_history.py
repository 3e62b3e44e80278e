"""The history of a training."""

from __future__ import annotations

import pytest

from digitpad.training.history import MAX_BINS, LossHistory


def test_a_short_training_keeps_every_loss() -> None:
    history = LossHistory(batches_per_epoch=4, epochs=2)
    for loss in (2.0, 1.0, 0.5):
        history.add(loss, 64)
    assert history.points() == ([0.125, 0.375, 0.625], [2.0, 1.0, 0.5])


def test_a_long_training_is_averaged_and_never_gets_longer() -> None:
    batches, epochs = 782, 100
    history = LossHistory(batches, epochs)
    for i in range(batches * epochs):
        history.add(float(i), 64)
    where, losses = history.points()
    assert len(losses) <= MAX_BINS
    assert where == sorted(where)
    assert 0 < where[0] < where[-1] < epochs
    assert losses[0] == pytest.approx(where[0] * batches, abs=1)


def test_a_bin_that_is_being_filled_does_not_make_the_curve_jump() -> None:
    history = LossHistory(batches_per_epoch=MAX_BINS * 4, epochs=1)
    for loss in (1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 11.0):
        history.add(loss, 64)
    where, losses = history.points()
    assert losses == [1.0, pytest.approx(19 / 5)]
    assert where == [2 / (MAX_BINS * 4), 6.5 / (MAX_BINS * 4)]


def test_the_first_bin_is_seen_from_its_first_batch_on() -> None:
    history = LossHistory(batches_per_epoch=MAX_BINS * 4, epochs=1)
    history.add(3.0, 64)
    assert history.points()[1] == [3.0]


def test_a_small_last_batch_counts_for_its_images() -> None:
    history = LossHistory(batches_per_epoch=MAX_BINS, epochs=2)
    history.add(1.0, 64)
    history.add(9.0, 16)
    assert history.points()[1] == [pytest.approx((64 + 9 * 16) / 80)]
