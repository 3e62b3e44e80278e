from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import cnn
from digitpad.handwriting import NO_DIGIT_CLASS
from digitpad.imaging.normalise import INK
from digitpad.recipes import best
from digitpad.recipes.lessons import DRAWN, Amounts, Lessons, noise, spoilt, validation

FEW = Amounts(
    pool_digits=40,
    pool_negatives=20,
    digits=30,
    negatives=10,
    pictured_digits=8,
    pictured_negatives=12,
    spoilt=20,
    mnist=40,
)
SETTINGS = cnn.TrainingSettings(3, 20, 0.01, seed=4, schedule="warmup_cosine")


@pytest.fixture(scope="module")
def mnist() -> cnn.Dataset:
    return cnn.load_mnist_test()[:200]


@pytest.fixture(scope="module")
def lessons(mnist: cnn.Dataset) -> Lessons:
    return Lessons(mnist, FEW, seed=4)


def test_every_epoch_has_its_own_reproducible_data(lessons: Lessons) -> None:
    first, again, second = lessons.of(1), lessons.of(1), lessons.of(2)
    assert len(first) == len(second) == 120
    np.testing.assert_array_equal(first.images, again.images)
    np.testing.assert_array_equal(first.labels, again.labels)
    assert (first.images != second.images).any()


def test_the_data_of_an_epoch_contain_digits_and_non_digits(lessons: Lessons) -> None:
    counts = np.bincount(lessons.of(1).labels, minlength=11)
    assert counts[NO_DIGIT_CLASS] == 42
    assert counts[:NO_DIGIT_CLASS].min() > 0


def test_drawings_are_pale_but_for_those_that_come_from_pictures(lessons: Lessons) -> None:
    darkest = lessons.of(1).images.max(axis=(1, 2))
    mnist, drawn, pictured = darkest[:40], darkest[40:80], darkest[80:100]
    assert drawn.max() <= 255 * INK * (1 + DRAWN.contrast) + 1
    assert np.median(mnist) > 240
    assert np.median(pictured) > 240


def test_training_and_validation_have_different_writers(mnist: cnn.Dataset) -> None:
    unseen = validation(mnist[:5], seed=4, drawn=40, negatives=20, as_pictures=10)
    learned = Lessons(mnist, FEW, seed=4)
    seen = {
        image.tobytes()
        for part in (learned.pool_digits, learned.pool_negatives)
        for image in part.images
    }
    assert not seen & {image.tobytes() for image in unseen.images}
    assert len(unseen) == 85


def test_what_is_spoilt_is_no_digit_and_keeps_ink(mnist: cnn.Dataset) -> None:
    before = mnist.images.copy()
    images = spoilt(mnist, np.random.default_rng(0))
    assert set(images.labels.tolist()) == {NO_DIGIT_CLASS}
    assert (images.images != mnist.images).any(axis=(1, 2)).all()
    assert (images.images.sum(axis=(1, 2), dtype=np.int64) > 1000).all()
    np.testing.assert_array_equal(mnist.images, before)


def test_noise_is_fine_and_coarse() -> None:
    blots = noise(90, 28, np.random.default_rng(0)) > 0
    edges = (blots[:, 1:] != blots[:, :-1]).mean(axis=(1, 2))
    assert edges[:30].mean() > 1.5 * edges[60:].mean()
    assert 0.05 < blots.mean() < 0.65


def stop_after(epochs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = best.train_epoch

    def some(training: cnn.Training) -> cnn.EpochDone:
        if training.position.epoch > epochs:
            raise KeyboardInterrupt
        return whole(training)

    monkeypatch.setattr(best, "train_epoch", some)


def test_a_training_that_was_stopped_ends_as_one_that_was_not(
    lessons: Lessons, mnist: cnn.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = best.train(lessons, mnist, SETTINGS, tmp_path / "whole.npz", workers=1)
    with monkeypatch.context() as patch:
        stop_after(1, patch)
        with pytest.raises(KeyboardInterrupt):
            best.train(lessons, mnist, SETTINGS, tmp_path / "part.npz", workers=1)
    resumed = best.train(lessons, mnist, SETTINGS, tmp_path / "part.npz", workers=1)
    np.testing.assert_array_equal(resumed.values, whole.values)
    assert (whole.values != best.untrained(4).values).any()


def test_calibrating_expects_no_digit_less_often_and_changes_no_digit(mnist: cnn.Dataset) -> None:
    network = best.untrained(0)
    before = network.probabilities(mnist.inputs())
    best.calibrate(network, mnist)
    after = network.probabilities(mnist.inputs())
    np.testing.assert_array_equal(after[:, :10].argmax(axis=1), before[:, :10].argmax(axis=1))
    assert after[:, NO_DIGIT_CLASS].max() < 0.1
