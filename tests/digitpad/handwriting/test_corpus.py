"""Thousands of generated images."""

from __future__ import annotations

import numpy as np

import cnn
from digitpad.handwriting import (
    NO_DIGIT_CLASS,
    digits,
    negatives,
)
from digitpad.imaging.normalise import INK


def test_everything_follows_from_the_seed() -> None:
    for make in (digits, negatives):
        first, again, other = make(30, 5), make(30, 5), make(30, 6)
        np.testing.assert_array_equal(first.images, again.images)
        assert (first.images != other.images).any(axis=(1, 2)).all()


def test_the_digits_come_in_turn_and_hold_ink() -> None:
    data = digits(40, 0)
    assert data.images.shape == (40, 28, 28)
    assert data.labels.tolist() == [*range(10)] * 4
    assert set(data.images.max(axis=(1, 2)).tolist()) == {round(INK * 255)}


def test_a_network_that_knows_mnist_alone_reads_most_of_them() -> None:
    result = cnn.evaluate(cnn.bundled_network("lenet"), digits(1000, 1))
    assert result.accuracy > 0.85
    assert result.per_class_accuracy.min() > 0.6  # none is mirrored or upside down


def test_negatives_are_labelled_as_no_digit() -> None:
    assert set(negatives(20, 0).labels.tolist()) == {NO_DIGIT_CLASS}
