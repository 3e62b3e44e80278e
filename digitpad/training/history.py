"""The history of a training: losses and accuracies, for plots of any length."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

MAX_BINS = 256


class LossHistory:
    """The loss of every batch, weighted by its images; averaged to at most ``MAX_BINS`` values.

    So a training of ten seconds and one of ten hours have curves with the same resolution.
    """

    def __init__(self, batches_per_epoch: int, epochs: int) -> None:
        self._batches_per_epoch = batches_per_epoch
        self._width = math.ceil(batches_per_epoch * epochs / MAX_BINS)
        self._sums: list[float] = []
        self._images: list[int] = []
        self._count = 0

    def add(self, loss: float, images: int) -> None:
        """Append the mean loss of the next batch of this many images; the last batch of an epoch
        has fewer, and gets less weight."""
        if self._count % self._width == 0:
            self._sums.append(0.0)
            self._images.append(0)
        self._sums[-1] += loss * images
        self._images[-1] += images
        self._count += 1

    def points(self) -> tuple[list[float], list[float]]:
        """The middle of every bin in epochs, and the mean loss of an image in it.

        An incomplete bin is merged with the bin before: its few images would make the curve jump.
        """
        sums, images = list(self._sums), list(self._images)
        ends = [min(self._width * (n + 1), self._count) for n in range(len(sums))]
        if len(sums) > 1 and self._count % self._width:
            sums[-2:], images[-2:], ends[-2:] = [sum(sums[-2:])], [sum(images[-2:])], ends[-1:]
        starts = [self._width * n for n in range(len(sums))]
        epochs = [(a + b) / 2 / self._batches_per_epoch for a, b in zip(starts, ends, strict=True)]
        means = [total / count for total, count in zip(sums, images, strict=True)]
        return epochs, means


@dataclass
class History:
    """The progress of a training.

    ``validation_loss`` and ``validation_accuracy`` (0 to 1) have one value for each finished epoch.
    """

    epochs: int
    training_loss: LossHistory
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)

    @property
    def epochs_done(self) -> list[float]:
        """The x coordinates of the validation values, in epochs."""
        return [float(i + 1) for i in range(len(self.validation_loss))]
