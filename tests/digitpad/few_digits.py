"""Data for trainings; other processes import this file, so it does not import Qt."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import cnn


def few_digits(images: int = 512) -> cnn.Mnist:
    """Data like MNIST: each class is a bar at a different height, so that it can be learned."""
    rng = np.random.default_rng(0)

    def part(count: int) -> cnn.Dataset:
        labels = rng.integers(0, 10, count).astype(np.uint8)
        pictures = rng.integers(0, 40, (count, 28, 28)).astype(np.uint8)
        for picture, label in zip(pictures, labels, strict=True):
            picture[2 + 2 * label : 5 + 2 * label, 4:24] = 255
        return cnn.Dataset(pictures, labels)

    return cnn.Mnist(part(images), part(64), part(64))


def many_to_validate() -> cnn.Mnist:
    """A few images for training, and so many more for validation that it takes a while."""
    few = few_digits()
    places = np.resize(np.arange(64), 100_000)
    return cnn.Mnist(few.training, few.validation[places], few.test)


def few_digits_if(file: Path) -> cnn.Mnist:
    """The same, if there is this file."""
    if not file.exists():
        raise cnn.BadFile(file, "truncated")
    return few_digits()
