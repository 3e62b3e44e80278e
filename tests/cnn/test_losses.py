from __future__ import annotations

import numpy as np
import pytest

from cnn.losses import LOSSES, softmax, softmax_cross_entropy
from tests.cnn.gradients import numerical_gradient


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("name", LOSSES)
def test_gradients_are_the_numerical_ones_in_size_too(name: str, batch: int) -> None:
    rng = np.random.default_rng(0)
    outputs = rng.uniform(0.05, 0.9, (5, batch))
    labels = rng.integers(0, 5, batch)
    _, gradient = LOSSES[name](outputs, labels)
    assert gradient.dtype == np.float64
    expected = numerical_gradient(lambda: LOSSES[name](outputs, labels)[0], outputs)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_the_sum_over_its_images(name: str) -> None:
    rng = np.random.default_rng(1)
    outputs, labels = rng.uniform(0.05, 0.9, (5, 6)), rng.integers(0, 5, 6)
    whole, gradient = LOSSES[name](outputs, labels)
    parts = [LOSSES[name](outputs[:, [n]], labels[[n]]) for n in range(6)]
    np.testing.assert_allclose(whole, sum(loss for loss, _ in parts))
    np.testing.assert_allclose(gradient, np.hstack([g for _, g in parts]))


@pytest.mark.parametrize("name", ["binary_cross_entropy", "mean_squared_error"])
def test_numbers_serve_as_targets_too(name: str) -> None:
    rng = np.random.default_rng(2)
    outputs, labels = rng.uniform(0.05, 0.9, (3, 4)), rng.integers(0, 3, 4)
    assert LOSSES[name](outputs, np.eye(3)[:, labels])[0] == LOSSES[name](outputs, labels)[0]
    _, gradient = LOSSES[name](outputs, outputs)
    np.testing.assert_allclose(gradient, 0, atol=1e-12)


def test_by_hand() -> None:
    outputs, label = np.array([[0.5], [0.25], [0.25]]), np.array([1])
    assert LOSSES["cross_entropy"](outputs, label)[0] == pytest.approx(np.log(4))
    assert LOSSES["mean_squared_error"](outputs, label)[0] == pytest.approx(
        (0.5**2 + 0.75**2 + 0.25**2) / 3
    )
    assert LOSSES["binary_cross_entropy"](outputs, label)[0] == pytest.approx(
        np.log(2) + np.log(4) + np.log(4 / 3)
    )
    assert softmax_cross_entropy(np.log(outputs), label)[0] == pytest.approx(np.log(4))


@pytest.mark.parametrize("name", ["cross_entropy", "binary_cross_entropy"])
def test_certainty_that_is_wrong_costs_much_but_not_infinitely(name: str) -> None:
    loss, gradient = LOSSES[name](np.array([[1.0], [0.0]], np.float32), np.array([1]))
    assert 10 < loss < 100
    assert np.isfinite(gradient).all()


def test_softmax_of_anything_is_a_distribution() -> None:
    logits = np.array([[1e4, -1e4, 3], [0, -1e4, 2]], np.float32)
    probabilities = softmax(logits)
    np.testing.assert_allclose(probabilities.sum(axis=0), 1)
    np.testing.assert_allclose(probabilities[:, 2], [1 / (1 + np.exp(-1)), 1 / (1 + np.e)])


def test_cross_entropy_survives_logits_of_any_size() -> None:
    logits = np.array([[1000.0, -1000.0], [0.0, 0.0], [0.0, 1000.0]], np.float32)
    loss, dy = softmax_cross_entropy(logits, np.array([0, 2]))
    assert loss == 0
    assert np.isfinite(dy).all()
    loss, _ = softmax_cross_entropy(logits, np.array([1, 0]))
    assert loss == 3000
