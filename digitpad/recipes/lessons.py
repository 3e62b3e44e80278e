"""The training data of `best`: MNIST, generated handwriting, and drawings of no digit.

All of it is made from this repository. Every epoch has new data, which follow from the seed and the
epoch: MNIST's training images and generated drawings, each changed at random, and some of the
drawings as they would look in a picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import cnn
from cnn.augmentation import Augmentation, augment
from cnn.data import Dataset
from digitpad import handwriting
from digitpad.handwriting import NO_DIGIT_CLASS
from digitpad.imaging.normalise import INK

WRITTEN = Augmentation(
    rotation=8.5, shear=0.13, scale=0.085, aspect=0.1, shift=1.0, elastic=0.7, thickness=0.4,
    blur=0.13, contrast=0,
)  # fmt: skip
"""How MNIST's images are changed. They stay as dark as they are; drawings are lighter."""
DRAWN = Augmentation(
    rotation=7, shear=0.1, scale=0.06, aspect=0.1, shift=0.7, elastic=0.7, thickness=0.1,
    blur=0.05, contrast=0.1,
)  # fmt: skip
"""How drawings are changed: little, since the pad's ink is centred, crisp and of one width.
(Without random darkness 99.26 instead of 99.41 % of the validation images are read correctly.)"""
PICTURED = Augmentation(
    rotation=7, shear=0.1, scale=0.06, aspect=0.1, shift=0.7, elastic=0.7, thickness=0.8,
    blur=0.15, contrast=0,
)  # fmt: skip
"""How drawings are changed that come as pictures: black, with thin and bold lines."""
STRANGERS = 1_000_003
"""Added to the seed of the training for the writers of the validation data."""
LYING = (3, 4, 5, 7)
"""Digits that are no digits when they are turned by 90°."""


@dataclass(frozen=True)
class Amounts:
    """The number of images of each kind.

    Attributes:
        pool_digits, pool_negatives: generated once, before the training.
        digits, negatives: how many of these are in each epoch.
        pictured_digits, pictured_negatives: how many of these, as they would look in a picture.
        spoilt: how many of MNIST's images are turned into no digit, in each epoch.
        mnist: how many of MNIST's 50 000 training images are in each epoch; if more than there are,
            some come twice, changed in another way.
    """

    pool_digits: int = 120_000
    pool_negatives: int = 36_000
    digits: int = 50_000
    negatives: int = 12_000
    pictured_digits: int = 8_000
    pictured_negatives: int = 16_000
    spoilt: int = 500
    mnist: int = 100_000


class Lessons:
    """The data of every epoch.

    Args:
        mnist: MNIST's training images.
        amounts: the number of images of each kind.
        seed: the seed of everything random.

    Attributes:
        pool_digits, pool_negatives: the generated images that the epochs draw from.
    """

    def __init__(self, mnist: Dataset, amounts: Amounts, seed: int) -> None:
        self._mnist = mnist
        self._amounts = amounts
        self._seed = seed
        self.pool_digits = handwriting.digits(amounts.pool_digits, seed)
        self.pool_negatives = handwriting.negatives(amounts.pool_negatives, seed)

    def of(self, epoch: int) -> Dataset:
        """The data of this epoch, from 1: always the same, and the same number."""
        rng = np.random.default_rng([self._seed, epoch])
        some = self._amounts
        parts = [
            _changed(_some(self._mnist, some.mnist, rng), WRITTEN, rng),
            _changed(_some(self.pool_digits, some.digits, rng), DRAWN, rng),
            _changed(_some(self.pool_negatives, some.negatives, rng), DRAWN, rng),
            pictured(_some(self.pool_digits, some.pictured_digits, rng), rng),
            pictured(_some(self.pool_negatives, some.pictured_negatives, rng), rng),
            _changed(spoilt(_some(self._mnist, some.spoilt, rng), rng), WRITTEN, rng),
        ]
        return joined(parts)


def validation(
    mnist: Dataset, seed: int, drawn: int = 10_000, negatives: int = 3_000, as_pictures: int = 2_000
) -> Dataset:
    """The data for choosing a network and its temperature: by other writers, never trained on.

    MNIST's images first, then generated digits, drawings of no digit, and some of both as pictures.
    """
    rng = np.random.default_rng(seed)
    digits = handwriting.digits(drawn, seed + STRANGERS)
    none = handwriting.negatives(negatives, seed + STRANGERS)
    pictures = [pictured(part[:as_pictures], rng) for part in (digits, none)]
    return joined([mnist, digits, none, *pictures])


def pictured(drawings: Dataset, rng: np.random.Generator) -> Dataset:
    """Drawings as they would look in a picture, as black as MNIST's digits."""
    black = np.minimum(np.rint(drawings.images / INK), 255).astype(np.uint8)
    return _changed(Dataset(black, drawings.labels), PICTURED, rng)


def spoilt(digits: Dataset, rng: np.random.Generator) -> Dataset:
    """Images of digits turned into no digit: rotated, two in one, quarters swapped, or noise."""
    images = digits.images.copy()
    others = images[rng.permutation(len(images))]
    kinds = rng.integers(0, 4, len(images))
    lies = np.isin(digits.labels, LYING) & (kinds == 0)
    images[lies] = np.rot90(images[lies], axes=(1, 2))
    pairs = (kinds == 1) | ((kinds == 0) & ~lies)
    images[pairs] = _side_by_side(images[pairs], others[pairs])
    swapped = kinds == 2
    images[swapped] = np.roll(images[swapped], (14, 14), axis=(1, 2))
    noisy = kinds == 3
    images[noisy] = noise(int(noisy.sum()), images.shape[1], rng)
    return Dataset(images, np.full(len(images), NO_DIGIT_CLASS, np.uint8))


def noise(count: int, side: int, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Random blots, some as fine as a pixel, some coarse; ``(count, side, side)``."""
    blots = rng.random((count, side, side), np.float32)
    for start, rounds in ((0, 0), (count // 3, 1), (2 * count // 3, 4)):
        for _ in range(rounds):
            part = blots[start:]
            around = np.roll(part, 1, 1) + np.roll(part, 1, 2) + np.roll(part, -1, 1)
            part[...] = (part + around + np.roll(part, -1, 2)) / 5
    level = np.quantile(blots, 1 - rng.uniform(0.1, 0.6), axis=(1, 2), keepdims=True)
    return np.where(blots > level, rng.integers(120, 256, blots.shape), 0).astype(np.uint8)


def joined(parts: list[Dataset]) -> Dataset:
    """Several datasets joined into one."""
    return Dataset(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def _some(data: Dataset, count: int, rng: np.random.Generator) -> Dataset:
    """`count` random images, each used equally often, or once more."""
    rounds = [rng.permutation(len(data)) for _ in range(-(-count // len(data)))]
    return data[np.concatenate(rounds)[:count]]


def _changed(data: Dataset, augmentation: Augmentation, rng: np.random.Generator) -> Dataset:
    with cnn.one_blas_thread():
        images = augment(data.inputs()[:, 0], augmentation, rng)
    return Dataset(np.rint(images * 255).astype(np.uint8), data.labels)


def _side_by_side(
    left: npt.NDArray[np.uint8], right: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Two images side by side, each at half its size."""
    rows = slice(left.shape[1] // 4, left.shape[1] // 4 + left.shape[1] // 2)
    pair = np.zeros_like(left)
    for place, images in ((slice(0, 14), left), (slice(14, 28), right)):
        blocks = images.reshape(len(images), 14, 2, 14, 2).astype(np.float32)
        pair[:, rows, place] = blocks.mean(axis=(2, 4))
    return pair
