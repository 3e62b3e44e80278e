"""The recipe for speed: reproducible, with the images it says, and stopped at once."""

from __future__ import annotations

import numpy as np
import pytest

import cnn
from digitpad.recipes.fast import GOALS, Goal, train_fast


@pytest.fixture(scope="module")
def mnist() -> cnn.Mnist:
    test = cnn.load_mnist_test()
    return cnn.Mnist(test[:3000], test[3000:4000], test[4000:5000])


def test_every_pass_sees_each_image_once_in_its_own_order(mnist: cnn.Mnist) -> None:
    goal = GOALS[1]
    data = goal.data(mnist.training, seed=3)
    assert len(data) == goal.passes * len(mnist.training)
    first, second = data.labels[:3000], data.labels[3000:6000]
    assert not np.array_equal(first, second)
    expected = np.bincount(mnist.training.labels)
    np.testing.assert_array_equal(np.bincount(first), expected)
    np.testing.assert_array_equal(np.bincount(second), expected)


def test_a_single_pass_is_not_shifted(mnist: cnn.Mnist) -> None:
    goal = Goal(0.9, GOALS[0].layers, images=1000, passes=1, learning_rate=0.05)
    data = goal.data(mnist.training, seed=0)
    assert len(data) == 1000
    known = {image.tobytes() for image in mnist.training.images}
    assert all(image.tobytes() in known for image in data.images)


def test_the_seed_decides_everything(mnist: cnn.Mnist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitpad.recipes.fast.GOALS", GOALS[:1])
    first, again, other = (next(train_fast(mnist, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.network.values, again.network.values)
    assert not np.array_equal(first.network.values, other.network.values)
    assert first.test_accuracy == cnn.evaluate(first.network, mnist.test).accuracy > 0.7


def test_it_can_be_stopped(mnist: cnn.Mnist) -> None:
    steps = iter(range(100))
    assert list(train_fast(mnist, 0, lambda: next(steps) == 2)) == []
    assert next(steps) == 3


@pytest.mark.slow
def test_the_first_two_goals_are_reached() -> None:
    reached = train_fast(cnn.load_mnist(), seed=0)
    for result in (next(reached), next(reached)):
        assert result.test_accuracy >= result.goal.accuracy
    reached.close()
