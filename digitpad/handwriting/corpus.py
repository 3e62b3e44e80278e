"""Thousands of generated drawings, preprocessed as in the app."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnn.data import Dataset
from digitpad.handwriting.negatives import NEGATIVES
from digitpad.handwriting.writer import Writer
from digitpad.imaging.normalise import IMAGE_SIDE, network_input
from digitpad.ink.drawing import Drawing

NO_DIGIT_CLASS = 10
"""The label of images that are no digit."""
PAGES = 4
"""The number of times that each writer writes the ten digits."""


def drawn_digits(count: int, seed: int) -> Iterator[tuple[Drawing, int]]:
    """`count` drawings and their labels: writer by writer, each digit in turn."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        if number % (10 * PAGES) == 0:
            writer = Writer.random(rng)
        yield writer.digit(number % 10, rng), number % 10


def drawn_negatives(count: int, seed: int) -> Iterator[tuple[Drawing, int]]:
    """`count` drawings that are no digits, each by another writer."""
    rng = np.random.default_rng(seed)
    kinds = list(NEGATIVES)
    weights = np.array([NEGATIVES[kind] for kind in kinds])
    for kind in rng.choice(len(kinds), count, p=weights / weights.sum()):
        yield Writer.random(rng).draw(kinds[kind](rng), rng), NO_DIGIT_CLASS


def digits(count: int, seed: int) -> Dataset:
    """`count` digits by many writers: images ``(count, 28, 28)`` as bytes, labels 0 to 9."""
    return _read(drawn_digits(count, seed), count)


def negatives(count: int, seed: int) -> Dataset:
    """`count` images that are no digit, all labelled `NO_DIGIT_CLASS`."""
    return _read(drawn_negatives(count, seed), count)


def _read(drawings: Iterator[tuple[Drawing, int]], count: int) -> Dataset:
    images = np.zeros((count, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    labels = np.zeros(count, np.uint8)
    for place, (drawing, label) in enumerate(drawings):
        seen = network_input(drawing)
        assert seen is not None, "every drawing has ink"
        images[place] = np.rint(seen * 255)
        labels[place] = label
    return Dataset(images, labels)
