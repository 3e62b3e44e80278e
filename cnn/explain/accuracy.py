"""Measures a network's accuracy, with progress; it can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnn.data.dataset import Dataset
from cnn.explain.chunks import chunk_results
from cnn.fast.minibatch import WORKERS
from cnn.metrics import check_data, classified_correctly
from cnn.network import Network


@dataclass(frozen=True, eq=False)
class AccuracyCount:
    """The number of correct answers for the first images of a dataset.

    Attributes:
        images: the number classified so far.
        total: the number of images in the dataset.
        right: the number of correct answers so far.
    """

    images: int
    total: int
    right: int

    @property
    def is_complete(self) -> bool:
        """Whether all images were classified."""
        return self.images == self.total

    @property
    def accuracy(self) -> float:
        """The share of correct answers so far, 0 .. 1."""
        return self.right / self.images


def count_correct(
    network: Network, data: Dataset, workers: int = WORKERS
) -> Iterator[AccuracyCount]:
    """Yield counts of more and more images; the last one is ``evaluate``'s accuracy.

    Raises:
        ValueError: as ``evaluate``.
    """
    check_data(network, data)

    def read(own: Network, places: slice) -> tuple[int, int]:
        count = places.stop - places.start
        x = own.scratch.get("input", (*own.input_shape, count), np.float32)
        outputs = own.forward(data.batch(places, out=x))
        return count, int(classified_correctly(outputs, data.labels[places]).sum())

    images = hits = 0
    for chunks in chunk_results(network, data, read, workers):
        for count, right in chunks:
            images, hits = images + count, hits + right
        yield AccuracyCount(images, len(data), hits)
