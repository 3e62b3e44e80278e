"""Augmented images: of the digit on the pad, otherwise of examples, and only while they are
visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

import cnn
from cnn.augmentation import Augmentation
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.handwriting.augmentation import COUNT, AugmentationPreview

Wait = Callable[[Callable[[], object]], None]
NOTHING = Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0)


@pytest.fixture
def pad(qt: object) -> Pad:
    return Pad()


@pytest.fixture
def recognition(pad: Pad) -> Recognition:
    return Recognition(pad, cnn.bundled_network("lenet"))


@pytest.fixture
def variations(recognition: Recognition, data: cnn.Mnist) -> Iterator[AugmentationPreview]:
    made = AugmentationPreview(recognition, lambda: data.test)
    yield made
    made.shut_down()


def draw_seven(pad: Pad) -> None:
    pad.begin((90.0, 60.0))
    for point in ((180.0, 60.0), (130.0, 200.0)):
        pad.extend(point)
    pad.end()


def test_without_any_change_they_are_the_digit_itself(
    variations: AugmentationPreview, recognition: Recognition, pad: Pad, wait_until: Wait
) -> None:
    draw_seven(pad)
    wait_until(lambda: recognition.state.prediction)
    variations.set_augmentation(NOTHING)
    assert not variations.shown, "nobody looks"
    variations.set_visible(True)
    assert len(variations.shown) == COUNT
    assert variations.of_the_pad
    assert recognition.state.prediction is not None
    for variation in variations.shown:
        np.testing.assert_array_equal(variation.image, recognition.state.prediction.input)
        assert variation.label == variation.read_as == 7
        assert not variation.is_misread


def test_random_changes_stay_the_same_until_reseeded(
    variations: AugmentationPreview, recognition: Recognition, pad: Pad, wait_until: Wait
) -> None:
    draw_seven(pad)
    wait_until(lambda: recognition.state.prediction)
    variations.set_visible(True)
    first = variations.shown
    variations.set_augmentation(Augmentation())
    np.testing.assert_array_equal(variations.shown[5].image, first[5].image)
    variations.reseed()
    assert not np.array_equal(variations.shown[5].image, first[5].image)
    variations.set_augmentation(Augmentation(rotation=45.0, elastic=2.0, shear=0.6))
    assert any(variation.is_misread for variation in variations.shown)


def test_an_empty_pad_shows_examples_and_what_they_are(
    variations: AugmentationPreview, data: cnn.Mnist, wait_until: Wait
) -> None:
    variations.set_augmentation(NOTHING)
    variations.set_visible(True)
    wait_until(lambda: variations.shown)
    assert not variations.of_the_pad
    for number, variation in enumerate(variations.shown):
        assert variation.label == data.test.labels[number]
        np.testing.assert_allclose(variation.image, data.test.images[number] / 255, atol=1e-6)


def test_it_follows_the_pad_while_it_is_watched(
    variations: AugmentationPreview, recognition: Recognition, pad: Pad, wait_until: Wait
) -> None:
    heard: list[bool] = []
    variations.changed.connect(lambda: heard.append(variations.of_the_pad))
    variations.set_visible(True)
    wait_until(lambda: variations.shown)
    draw_seven(pad)
    wait_until(lambda: heard[-1])
    variations.set_visible(False)
    count = len(heard)
    pad.clear()
    wait_until(lambda: recognition.state.prediction is None)
    assert len(heard) == count


@pytest.mark.parametrize("error", [cnn.BadFile("t10k", "truncated"), ZeroDivisionError("t10k")])
def test_examples_that_cannot_be_read_are_reported(
    recognition: Recognition, wait_until: Wait, failures: list[str], error: Exception
) -> None:
    def fail() -> cnn.Dataset:
        raise error

    variations = AugmentationPreview(recognition, fail)
    variations.set_visible(True)
    wait_until(lambda: failures)
    variations.shut_down()
    assert variations.shown == ()
    assert failures == [f"The test images could not be loaded: {error}"]
    failures.clear()
