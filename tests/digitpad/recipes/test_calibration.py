from __future__ import annotations

import numpy as np
import pytest

import cnn
from cnn.arrays import Floats, Integers
from cnn.losses import softmax
from digitpad.recipes.calibration import (
    best_temperature,
    divide_logits,
    expect_less,
    expected_calibration_error,
)


def honest(count: int = 20_000) -> tuple[Floats, Integers]:
    """Logits, and labels drawn with exactly these logits' probabilities."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (count, 5))
    uniform = rng.random((count, 1))
    labels = (softmax(logits.T).T.cumsum(axis=1) < uniform).sum(axis=1)
    return logits, np.minimum(labels, 4)


@pytest.mark.parametrize("boast", [0.5, 1.0, 2.5])
def test_the_temperature_undoes_a_boast(boast: float) -> None:
    logits, labels = honest()
    assert best_temperature(logits * boast, labels) == pytest.approx(boast, rel=0.05)


def test_the_error_is_small_where_probabilities_are_honest_and_large_where_not() -> None:
    logits, labels = honest()
    assert expected_calibration_error(softmax(logits.T).T, labels) < 0.015
    assert expected_calibration_error(softmax(logits.T * 3).T, labels) > 0.1


def test_the_error_of_always_sure_and_half_right_is_a_half() -> None:
    sure = np.tile(np.array([1.0, 0.0]), (10, 1))
    assert expected_calibration_error(sure, np.array([0, 1] * 5)) == pytest.approx(0.5)


def test_dividing_logits_divides_them_and_changes_no_answer() -> None:
    network = cnn.preset("lenet", np.random.default_rng(0))
    images = np.random.default_rng(1).random((5, 1, 28, 28), np.float32)
    before = network.logits(images)
    divide_logits(network, 2.5)
    np.testing.assert_allclose(network.logits(images), before / 2.5, rtol=1e-4, atol=1e-6)


def test_expecting_less_divides_the_odds() -> None:
    network = cnn.preset("lenet", np.random.default_rng(0))
    images = np.random.default_rng(1).random((5, 1, 28, 28), np.float32)
    before = network.probabilities(images)
    expect_less(network, 3, 4.0)
    after = network.probabilities(images)
    np.testing.assert_allclose(
        after[:, 3] / after[:, 0], before[:, 3] / before[:, 0] / 4, rtol=1e-3
    )


def test_a_network_without_logits_is_refused() -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "out_features": 10}, {"kind": "softmax"}]
    network = cnn.Network(layers, np.random.default_rng(0))
    with pytest.raises(ValueError, match="softmax1"):
        divide_logits(network, 2.0)
