"""The history of a training: losses and accuracies, in a form that can be drawn at any length."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

MAX_BINS = 256


class LossHistory:
    """The loss of every batch, averaged so that there are at most ``MAX_BINS`` values.

    A training of ten seconds and one of ten hours make a curve of the same fineness.
    """

    def __init__(self, batches_per_epoch: int, epochs: int) -> None:
        self._batches_per_epoch = batches_per_epoch
        self._width = math.ceil(batches_per_epoch * epochs / MAX_BINS)
        self._sums: list[float] = []
        self._count = 0

    def add(self, loss: float) -> None:
        """Append the loss of the next batch."""
        if self._count % self._width == 0:
            self._sums.append(0.0)
        self._sums[-1] += loss
        self._count += 1

    def points(self) -> tuple[list[float], list[float]]:
        """The middle of every bin in epochs, and the mean loss in it."""
        starts = range(0, self._count, self._width)
        ends = [min(start + self._width, self._count) for start in starts]
        spans = list(zip(starts, ends, strict=True))
        epochs = [(start + end) / 2 / self._batches_per_epoch for start, end in spans]
        means = [s / (end - start) for s, (start, end) in zip(self._sums, spans, strict=True)]
        return epochs, means


@dataclass
class History:
    """What a training has shown so far.

    ``validation_loss`` and ``validation_accuracy`` (0 to 1) have one value for every epoch done.
    """

    epochs: int
    training_loss: LossHistory
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)

    @property
    def epochs_done(self) -> list[float]:
        """Where the validation values stand on the axis of epochs."""
        return [float(i + 1) for i in range(len(self.validation_loss))]
